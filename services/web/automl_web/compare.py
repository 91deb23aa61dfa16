"""Runs side by side: results, the settings that differ, and leads over the same folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automl_shared.frozen import Frozen
from automl_shared.naming import Phase
from automl_shared.paired import Difference, Pairing
from automl_shared.phase_io import PreprocessingInfo
from automl_shared.plugins import METRICS
from automl_shared.sections import choices_that_differ
from automl_web.formats import Formats
from automl_web.runs import Runs, RunView, counting

MOST = 10


class Compared(Frozen):
    """A run among others. ``lead``: of its recommendation over the first run's, where both had the same folds."""

    view: RunView
    lead: Difference | None

    @property
    def scores(self) -> list[float]:
        return list(self.view.decision.recommended_scores) if self.view.decision else []


class Comparison(Frozen):
    """``settings``: ``Section/key`` to each run's text, in the order of the runs, wherever they differ."""

    runs: tuple[Compared, ...]
    settings: dict[str, tuple[str, ...]]


def compared(runs: Runs, run_ids: Sequence[str]) -> Comparison:
    """The first `MOST` of the runs. Raises NotFound for one that does not exist."""
    views = [runs.view(run_id) for run_id in list(dict.fromkeys(run_ids))[:MOST]]
    pairing = pairing_of(runs, views[0]) if views else None
    rows = tuple(Compared(view=view, lead=_lead(view, views[0], pairing)) for view in views)
    settings = choices_that_differ([view.task.sections for view in views], "")
    return Comparison(runs=rows, settings=settings)


def _lead(view: RunView, first: RunView, pairing: Pairing | None) -> Difference | None:
    """None where the two cannot be compared row by row."""
    one, other = view.decision, first.decision
    if view is first or one is None or other is None or pairing is None:
        return None
    alike = (one.fold_hash, one.primary_metric, one.target) == (other.fold_hash, other.primary_metric, other.target)
    if (
        not alike
        or not one.fold_hash
        or len(one.recommended_scores) != len(other.recommended_scores)
        or (not one.recommended_scores)
    ):
        return None
    return pairing.lead(one.recommended_scores, other.recommended_scores)


def pairing_of(runs: Runs, view: RunView) -> Pairing | None:
    """How the run's candidates are held against each other: as its comparison did, and until then by the number of
    folds. None where neither is there, and where nobody here knows which scores of the metric are better."""
    decision = view.decision
    ratio = (decision and decision.resampling_ratio) or _fold_share(runs, view)
    if ratio is None:
        return None
    if decision:
        return Pairing(greater_is_better=decision.greater_is_better, resampling_ratio=ratio, luck=decision.luck)
    if view.metric is None or view.metric not in METRICS:
        return None
    return Pairing(greater_is_better=METRICS.get(view.metric).greater_is_better, resampling_ratio=ratio)


def _fold_share(runs: Runs, view: RunView) -> float | None:
    """Rows scored on over rows fitted on, from the number of folds."""
    prepared = runs.outputs.read(PreprocessingInfo, counting(view.children, Phase.PREPROCESSING))
    folds = next((info.fold_plan.n_folds for info in prepared.values()), 0)
    return 1 / (folds - 1) if folds > 1 else None


def figure(comparison: Comparison, f: Formats) -> dict[str, Any]:
    """The recommended candidates' scores on each part of the data, a row a run, as a plotly figure."""
    metric = next((one.view.metric for one in comparison.runs if one.view.metric), None) or ""
    return box_figure([(one.view.line.run_id, one.scores) for one in comparison.runs], f.metric(metric))


def box_figure(rows: Sequence[tuple[str, Sequence[float]]], axis: str) -> dict[str, Any]:
    """Named scores as boxes with all their points, the first on top, as a plotly figure; what has none is left out."""
    dots = {"boxpoints": "all", "jitter": 0.4, "pointpos": 0}
    traces = [
        {"type": "box", "orientation": "h", "name": name, "x": scores, "y": [name] * len(scores), **dots}
        for name, scores in rows
        if scores
    ]
    layout = {
        "showlegend": False,
        "margin": {"t": 10, "l": 10},
        "xaxis": {"title": {"text": axis}},
        "yaxis": {"type": "category", "autorange": "reversed"},
    }
    return {"data": traces, "layout": layout}

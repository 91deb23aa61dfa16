"""Candidates of one run side by side: settings that differ, scores with their spread, leads over the same folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from automl_shared.errors import NotFound
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase
from automl_shared.paired import Difference, Pairing
from automl_shared.phase_io import TrainingInfo
from automl_shared.plugins import METRICS
from automl_shared.sections import choices_that_differ
from automl_shared.tracker import TaskReader
from automl_shared.words import T_, say_in
from automl_web.compare import MOST, box_figure, pairing_of
from automl_web.formats import Formats
from automl_web.runs import Runs, RunView, counting
from automl_web.words import WORDS


class Candidate(Frozen):
    """A candidate among others. ``title``: what tells it from them.

    ``lead``: over the first of them, where both were scored on the same folds. The two before it: see `Scored`.
    """

    info: TrainingInfo
    title: str
    shuffled: Sequence[float] = ()
    dealt_error: float | None = None
    lead: Difference | None = None

    @property
    def name(self) -> str:
        return self.info.candidate

    @property
    def scores(self) -> list[float]:
        """By the metric that decides; one a fold."""
        return self.info.scores.get(self.info.primary_metric, [])

    @property
    def is_baseline(self) -> bool:
        return self.info.is_baseline

    @property
    def mean(self) -> float | None:
        return self.info.cv_mean.get(self.info.primary_metric)

    @property
    def spread(self) -> float | None:
        return self.info.cv_std.get(self.info.primary_metric)


class Candidates(Frozen):
    """``settings``: ``Section/key`` to each candidate's text, in their order, wherever they differ.

    ``folds``: for each part of the data how much better than the first each of them is; empty without the same folds.
    """

    view: RunView
    rows: tuple[Candidate, ...]
    settings: Mapping[str, tuple[str, ...]]
    folds: tuple[tuple[float, ...], ...]

    @property
    def has_curves(self) -> bool:
        return any(row.info.learning_curve for row in self.rows)


def compared_candidates(tracker: TaskReader, runs: Runs, run_id: str, names: Sequence[str]) -> Candidates:
    """The first `MOST` of the named ones, in the order of the names. Raises NotFound for one that the run has not."""
    view = runs.view(run_id)
    trained = runs.outputs.read(TrainingInfo, counting(view.children, Phase.TRAINING))
    by_name = {info.candidate: (task_id, info) for task_id, info in trained.items()}
    wanted = list(dict.fromkeys(names))[:MOST]
    if unknown := next((name for name in wanted if name not in by_name), None):
        raise NotFound(
            T_("this run has no such candidate"), value=unknown, fix=f"automl runs results {view.line.run_id}"
        )
    found = [by_name[name] for name in wanted]
    tasks = {task.id: task for task in tracker.tasks(ids=[task_id for task_id, _ in found])}
    infos, pairing = [info for _, info in found], pairing_of(runs, view)
    shuffled, errors = (view.decision.shuffled, view.decision.dealt_errors) if view.decision else ({}, {})
    rows = [
        Candidate(
            info=info, title=title, shuffled=shuffled.get(info.candidate, ()), dealt_error=errors.get(info.candidate)
        )
        for info, title in zip(infos, told_apart(infos), strict=True)
    ]
    return Candidates(
        view=view,
        rows=tuple(replace(one, lead=_lead(one, rows[0], pairing)) for one in rows),
        settings=choices_that_differ([tasks[task_id].sections for task_id, _ in found], ""),
        folds=_fold_by_fold(infos),
    )


def told_apart(infos: Sequence[TrainingInfo]) -> list[str]:
    """The shortest of their titles that tell them apart: of the model alone, of the preparation alone, or of both."""
    ways = (
        [info.model_title for info in infos],
        [info.preproc_title for info in infos],
        [info.title for info in infos],
    )
    known = (titles for titles in ways if all(titles) and len({*titles}) == len(titles))
    return next(known, [info.title or info.candidate for info in infos])


def _lead(one: Candidate, first: Candidate, pairing: Pairing | None) -> Difference | None:
    if one is first or pairing is None or not _are_alike(one.info, first.info):
        return None
    return pairing.between(one, first)


def _are_alike(one: TrainingInfo, other: TrainingInfo) -> bool:
    """Whether both were scored on the same rows by the same metric, which is known here."""
    metric = other.primary_metric
    counts = {len(info.scores.get(metric, ())) for info in (one, other)}
    return (
        (one.fold_hash, one.primary_metric) == (other.fold_hash, metric)
        and metric in METRICS
        and len(counts) == 1
        and counts != {0}
    )


def _fold_by_fold(infos: Sequence[TrainingInfo]) -> tuple[tuple[float, ...], ...]:
    if not infos or not all(_are_alike(one, infos[0]) for one in infos):
        return ()
    metric = infos[0].primary_metric
    sign = 1.0 if METRICS.get(metric).greater_is_better else -1.0
    first = infos[0].scores[metric]
    return tuple(tuple(sign * (one.scores[metric][fold] - first[fold]) for one in infos) for fold in range(len(first)))


def scores_figure(candidates: Candidates, f: Formats) -> dict[str, Any]:
    """The scores on each part of the data, a row a candidate, as a plotly figure."""
    return box_figure([(row.title, row.scores) for row in candidates.rows], f.metric(candidates.view.metric or ""))


def curves_figure(candidates: Candidates, f: Formats) -> dict[str, Any]:
    """The learning curves over each other: the score by the rows that were learnt from."""
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": row.title,
            "x": curve.rows,
            "y": curve.scores,
        }
        for row in candidates.rows
        if (curve := row.info.learning_curve)
    ]
    titles = {"xaxis": say_in(WORDS, "rows_learned", f.language), "yaxis": f.metric(candidates.view.metric or "")}
    axes = {axis: {"title": {"text": text}} for axis, text in titles.items()}
    return {"data": traces, "layout": {"margin": {"t": 10}, "showlegend": True, "legend": {"orientation": "h"}, **axes}}

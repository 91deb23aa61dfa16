"""The picture of several runs: one row per metric, so that only what can be compared shares a scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automl_controller.runs.compare_runs import why_not
from automl_controller.runs.run_facts import RunFacts
from automl_controller.runs.words import COMPARE_WORDS
from automl_shared.config.models import Language
from automl_shared.figure_axes import names_below, upright_axis
from automl_shared.figures import BREAK, COLOURS, captioned, nothing_to_show, plain
from automl_shared.lazy import go
from automl_shared.words import say_in

ROW_HEIGHT, LETTERS_ACROSS = 340, 80
GREY = "#8a8a8a"


def picture(runs: Sequence[RunFacts]) -> Any:
    """A plotly figure: the recommended candidates' mean and spread, guessing, and the final check.

    Runs with another metric get a row of their own; runs on other data are hollow and grey.
    """
    language = runs[0].language
    scored = [run for run in runs if run.recommended]
    if not scored:
        return nothing_to_show(_say("nothing", language))
    from plotly.subplots import make_subplots

    panels = {metric: [one for one in scored if one.metric == metric] for metric in dict.fromkeys(_metrics(scored))}
    figure = make_subplots(rows=len(panels), cols=1, vertical_spacing=0.3 / len(panels))
    for row, (metric, members) in enumerate(panels.items(), start=1):
        for trace in _traces(members, language, legend=row == 1):
            figure.add_trace(trace, row=row, col=1)
        direction = "higher" if members[0].greater_is_better else "lower"
        figure.update_yaxes(upright_axis(_say(direction, language, metric=metric)), row=row, col=1)
        figure.update_xaxes(_names(members) | {"range": [-0.5, len(members) - 0.5]}, row=row, col=1)
    notes = " ".join(_notes(runs, panels, language)) or None
    return captioned(figure, _say("caption", language), cut=notes, height=ROW_HEIGHT * len(panels))


def _names(members: Sequence[RunFacts]) -> dict[str, Any]:
    """The level axis: the run and its candidate below each other, once each."""
    letters = LETTERS_ACROSS // len(members)
    candidates = [member.recommended.candidate for member in members if member.recommended]
    parts = [names_below([member.run_id for member in members], letters), names_below(candidates, letters)]
    texts = [BREAK.join(pair) for pair in zip(*(part["ticktext"] for part in parts), strict=True)]
    values = [BREAK.join(pair) for pair in zip(*(part["tickvals"] for part in parts), strict=True)]
    return parts[0] | {"tickvals": values, "ticktext": texts}


def _metrics(runs: Sequence[RunFacts]) -> list[str]:
    return [run.metric for run in runs if run.metric]


def _alike(members: Sequence[RunFacts], language: Language) -> list[bool]:
    """Whether each may be compared with the first."""
    return [why_not(members[0], member, language) is None for member in members]


def _notes(runs: Sequence[RunFacts], panels: dict[str, list[RunFacts]], language: Language) -> list[str]:
    without = [run.run_id for run in runs if not run.recommended]
    apart = any(not all(_alike(members, language)) for members in panels.values())
    return [
        *([_say("grey", language)] if apart else []),
        *([_say("metrics_apart", language)] if len(panels) > 1 else []),
        *([_say("without_score", language, runs=plain(", ".join(without)))] if without else []),
    ]


def _traces(members: Sequence[RunFacts], language: Language, *, legend: bool) -> list[Any]:
    alike = _alike(members, language)
    found = [member.recommended for member in members if member.recommended]
    names = _names(members)["tickvals"]
    points = go.Scatter(
        x=names,
        y=[one.cv_mean for one in found],
        error_y={"type": "data", "array": [one.cv_std for one in found], "color": GREY},
        mode="markers",
        marker={
            "size": 12,
            "color": [COLOURS[0] if same else GREY for same in alike],
            "symbol": ["circle" if same else "circle-open" for same in alike],
        },
        name=_say("cv", language),
        legendgroup="cv",
        showlegend=legend,
        hovertemplate="%{x}<br>%{y:.4g}<extra></extra>",
    )
    marks = [
        ("guessing", "line-ew-open", COLOURS[1], [member.baseline for member in members]),
        ("final_check", "diamond-open", COLOURS[2], [one.holdout for one in found]),
    ]
    return [
        points,
        *(
            go.Scatter(
                x=names,
                y=values,
                mode="markers",
                marker={"size": 11, "symbol": symbol, "color": colour, "line": {"width": 2}},
                name=_say(key, language),
                legendgroup=key,
                showlegend=legend,
            )
            for key, symbol, colour, values in marks
            if any(value is not None for value in values)
        ),
    ]


def _say(key: str, language: Language, **values: object) -> str:
    return say_in(COMPARE_WORDS, key, language, **values)

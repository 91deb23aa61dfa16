"""The pictures of the summary, from plain rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from automl_shared.config.models import Language
from automl_shared.figure_axes import bars_height, level_axis, names_downwards
from automl_shared.figure_tables import table
from automl_shared.figures import captioned, nothing_to_show, plain
from automl_shared.frozen import Frozen
from automl_shared.lazy import go
from automl_shared.phase_io import ChildStatus
from automl_shared.pictures import Pictures
from automl_shared.statuses import STATUS_WORDS
from automl_shared.words import N_, NC_, Words, wording
from automl_training.summary.meta import megabytes, rounded
from automl_training.words import cut

PICTURES = Pictures()

WORDS: Words = {
    "best": N_(
        "The best of {total} candidates on rows not seen while learning; whether it is clearly the best is decided in "
        "the comparison."
    ),
    "no_best": N_("No candidate was trained successfully: the causes are in the next table."),
    "children": N_("Every candidate, best score first, failed ones at the end with their cause and what to do."),
    "spread": N_(
        "The score ({metric}) of each candidate on rows not seen while learning; the thin line is its spread over the "
        "folds."
    ),
    "cut_candidates": N_("The first {shown} of {total} candidates are shown."),
    "candidate": N_("candidate"),
    "id": N_("id"),
    "status": N_("status"),
    **STATUS_WORDS,
    "score": N_("score ({metric})"),
    "spread_column": N_("spread"),
    "fit_seconds": N_("training, seconds"),
    "predict_seconds": N_("predicting 1,000 rows, seconds"),
    "size": N_("size, MB"),
    "cause": N_("what failed"),
    "remedy": N_("what to do"),
}
word = wording(WORDS)

WIDTHS = {
    "candidate": 20,
    "score": 10,
    "spread_column": 11,
    "fit_seconds": 13,
    "predict_seconds": 14,
    "size": 9,
    "status": 12,
    "cause": 22,
    "remedy": 22,
}
"""Of the table's columns."""
NAME_WIDTH = 30
"""Letters of a candidate's name in a line beside the chart."""

Column = tuple[str, Callable[[ChildStatus], str]]


class Facts(Frozen):
    """Every child, whatever became of it, the best first."""

    rows: Sequence[ChildStatus]
    best: ChildStatus | None
    metric: str
    """Its title."""
    language: Language
    most: int
    """Candidates on the chart."""


@PICTURES.picture(NC_("a picture", "best candidate"), place=10, meaning="The best candidate by average.")
def best_table(facts: Facts) -> Any:
    """The best candidate, one fact a line."""
    best, language = facts.best, facts.language
    if best is None:
        return nothing_to_show(word("no_best", language))
    columns = [column for column in _columns(facts) if column[0] not in ("status", "cause", "remedy")]
    told = {word(key, language, metric=facts.metric): text(best) for key, text in columns}
    return table(word("best", language, total=len(facts.rows)), ["", ""], [list(told), list(told.values())], [2, 3])


@PICTURES.picture(
    NC_("a picture", "all candidates"),
    place=20,
    meaning="Every candidate with what became of it; the failed ones with their cause and what to do.",
)
def children_table(facts: Facts) -> Any:
    """One line a child."""
    rows, language = facts.rows, facts.language
    failed = any(row.cause or row.remedy for row in rows)
    shown = [
        column for column in _columns(facts) if column[0] in WIDTHS and (failed or column[0] not in ("cause", "remedy"))
    ]
    return table(
        word("children", language),
        [word(key, language, metric=facts.metric) for key, _ in shown],
        [[text(row) for row in rows] for _, text in shown],
        [WIDTHS[key] for key, _ in shown],
    )


@PICTURES.picture(
    NC_("a picture", "scores and their spread"), place=30, meaning="Average score and spread of every candidate."
)
def spread_chart(facts: Facts) -> Any:
    """Mean and spread of the best candidates; None when nobody has a score."""
    metric, language = facts.metric, facts.language
    scored = [row for row in facts.rows if row.cv_mean is not None]
    shown = scored[: facts.most]
    if not shown:
        return None
    figure = go.Figure(
        go.Scatter(
            x=[row.cv_mean for row in shown],
            y=[plain(_name(row)) for row in shown],
            mode="markers",
            marker={"size": 10},
            error_x={"type": "data", "array": [row.cv_std or 0.0 for row in shown], "thickness": 1},
        )
    )
    names = names_downwards([_name(row) for row in shown])
    figure.update_xaxes(level_axis(metric))
    figure.update_yaxes(names)
    left_out = cut(word, "cut_candidates", language, len(shown), len(scored))
    caption = word("spread", language, metric=metric)
    return captioned(figure, caption, cut=left_out, height=bars_height(names))


def _name(row: ChildStatus) -> str:
    return row.title or row.candidate


def _columns(facts: Facts) -> list[Column]:
    return [
        ("candidate", _name),
        ("id", lambda row: row.candidate),
        ("score", lambda row: rounded(row.cv_mean)),
        ("spread_column", lambda row: rounded(row.cv_std)),
        ("fit_seconds", lambda row: rounded(row.fit_seconds, 3)),
        ("predict_seconds", lambda row: rounded(row.predict_seconds, 3)),
        ("size", lambda row: megabytes(row.size_bytes)),
        ("status", lambda row: word(f"status_{row.status}", facts.language)),
        ("cause", lambda row: row.cause or ""),
        ("remedy", lambda row: row.remedy or ""),
    ]

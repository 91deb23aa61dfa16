"""The summary's tables and its one picture, from plain rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from automl_shared.config.models import Language
from automl_shared.figure_tables import table
from automl_shared.figures import captioned, nothing_to_show
from automl_shared.lazy import go
from automl_shared.phase_io import ChildStatus
from automl_training.summary.meta import megabytes, rounded
from automl_training.words import word

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
"""Of the table's columns; a candidate's name says its preparation and its model."""

Column = tuple[str, Callable[[ChildStatus], str]]


def best_table(best: ChildStatus | None, total: int, metric: str, language: Language) -> Any:
    """The best candidate, one fact a line."""
    if best is None:
        return nothing_to_show(word("no_best", language))
    columns = [column for column in _columns() if column[0] not in ("cause", "remedy")]
    facts = {word(key, language, metric=metric): text(best) for key, text in columns}
    return table(word("best", language, total=total), ["", ""], [list(facts), list(facts.values())], [2, 3])


def children_table(rows: Sequence[ChildStatus], metric: str, language: Language) -> Any:
    """Every child, whatever became of it."""
    failed = any(row.cause or row.remedy for row in rows)
    shown = [
        column for column in _columns() if column[0] in WIDTHS and (failed or column[0] not in ("cause", "remedy"))
    ]
    return table(
        word("children", language),
        [word(key, language, metric=metric) for key, _ in shown],
        [[text(row) for row in rows] for _, text in shown],
        [WIDTHS[key] for key, _ in shown],
    )


def spread_chart(rows: Sequence[ChildStatus], metric: str, language: Language, *, most: int) -> Any:
    """Mean and spread of the best candidates; None when nobody has a score."""
    scored = [row for row in rows if row.cv_mean is not None]
    shown = scored[:most]
    if not shown:
        return None
    cut = None
    if len(shown) < len(scored):
        cut = word("cut_candidates", language, shown=len(shown), total=len(scored))
    figure = go.Figure(
        go.Scatter(
            x=[row.cv_mean for row in shown],
            y=[row.candidate for row in shown],
            mode="markers",
            marker={"size": 10},
            error_x={"type": "data", "array": [row.cv_std or 0.0 for row in shown], "thickness": 1},
        )
    )
    figure.update_xaxes(title=metric)
    figure.update_yaxes(autorange="reversed", type="category", automargin=True)
    return captioned(figure, word("spread", language, metric=metric), cut=cut)


def _columns() -> list[Column]:
    return [
        ("candidate", lambda row: row.candidate),
        ("preprocess", lambda row: row.preprocess),
        ("model", lambda row: row.model),
        ("score", lambda row: rounded(row.cv_mean)),
        ("spread_column", lambda row: rounded(row.cv_std)),
        ("fit_seconds", lambda row: rounded(row.fit_seconds, 3)),
        ("predict_seconds", lambda row: rounded(row.predict_seconds, 3)),
        ("size", lambda row: megabytes(row.size_bytes)),
        ("status", lambda row: row.status),
        ("cause", lambda row: row.cause or ""),
        ("remedy", lambda row: row.remedy or ""),
    ]

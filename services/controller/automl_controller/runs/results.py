"""Every candidate of a run as a row, whatever became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from automl_controller.runs.state import RunState
from automl_shared.phase_io import Failure, LeaderboardRow, RunDocument
from automl_shared.plugins.model import baseline

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Outcome = Literal["recommended", "scored", "baseline", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """What does not apply is None; ``fit_seconds`` of all folds, ``predict_seconds`` for 1,000 rows."""

    rank: int | None = None
    candidate: str
    outcome: Outcome
    preprocess: str | None = None
    model: str | None = None
    cv_mean: float | None = None
    cv_std: float | None = None
    fit_seconds: float | None = None
    predict_seconds: float | None = None
    size_bytes: int | None = None
    task_id: str = ""
    cause: str = ""
    remedy: str = ""
    title: str = ""
    """As people read it; the last column, so that the others stay where they were."""


def result_rows(document: RunDocument, state: RunState) -> list[ResultRow]:
    """The scored ones in their order, then the failed, then what was not tried."""
    left_out = {} if state.impossible else state.skipped_models
    listed = {failure.candidate for failure in document.failures}
    return [
        *(_scored(row, document) for row in document.leaderboard),
        *sorted(map(_failed, document.failures), key=lambda row: row.outcome == "skipped"),
        *(
            ResultRow(candidate=name, outcome="skipped", cause=why)
            for name, why in left_out.items()
            if name not in listed
        ),
    ]


def as_csv(rows: Sequence[ResultRow]) -> str:
    """The rows as CSV text with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(ResultRow)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _no_formula(value) for name, value in asdict(row).items()} for row in rows)
    return text.getvalue()


def _no_formula(value: Any) -> Any:
    """A spreadsheet computes what begins like a formula, e.g. a column's name in a cause; an apostrophe makes it text.

    Source: OWASP, CSV Injection.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")  # the csv module does not quote it, and readers end the line there
    return f"'{text}" if value.startswith(FORMULA_STARTS) else text


def as_document(document: RunDocument, rows: Sequence[ResultRow]) -> dict[str, Any]:
    """The decision's part of the run's document, and every candidate."""
    kept = {"run_id", "status", "recommendation", "leaderboard", "failures"}
    return {**document.model_dump(mode="json", include=kept), "candidates": list(map(asdict, rows))}


def _scored(row: LeaderboardRow, document: RunDocument) -> ResultRow:
    chosen = document.recommendation
    recommended = chosen is not None and chosen.candidate == row.candidate
    outcome: Outcome = "recommended" if recommended else "baseline" if row.model == baseline() else "scored"
    return ResultRow(**row.model_dump(), outcome=outcome)


def _failed(failure: Failure) -> ResultRow:
    """A failure; what never became a task was skipped."""
    return ResultRow(**failure.model_dump(), outcome="failed" if failure.task_id else "skipped")

"""Every candidate of a run as a row, whatever became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from automl_controller.runs.state import RunState
from automl_shared.candidate_rows import CandidateRow, Outcome
from automl_shared.phase_io import LeaderboardRow, RunDocument
from automl_shared.plugins.model import baseline
from automl_shared.spreadsheets import no_formula

COLUMNS = (
    "rank",
    "candidate",
    "outcome",
    "preprocess",
    "model",
    "cv_mean",
    "cv_std",
    "fit_seconds",
    "predict_seconds",
    "size_bytes",
    "task_id",
    "cause",
    "remedy",
    "title",
)
"""What is told of every candidate; the title came last, so that the others stay where they were."""


def result_rows(document: RunDocument, state: RunState) -> list[CandidateRow]:
    """The scored ones in their order, then the failed, then what was not tried."""
    left_out = {} if state.impossible else state.skipped_models
    listed = {failure.candidate for failure in document.failures}
    return [
        *(_scored(row, document) for row in document.leaderboard),
        *sorted(map(CandidateRow.without_result, document.failures), key=lambda row: row.outcome == "skipped"),
        *(CandidateRow.skipped(name, why) for name, why in left_out.items() if name not in listed),
    ]


def as_csv(rows: Sequence[CandidateRow]) -> str:
    """The rows as CSV text with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: no_formula(value) for name, value in row.values(COLUMNS).items()} for row in rows)
    return text.getvalue()


def as_document(document: RunDocument, rows: Sequence[CandidateRow]) -> dict[str, Any]:
    """The decision's part of the run's document, and every candidate."""
    kept = {"run_id", "status", "recommendation", "leaderboard", "failures"}
    return {**document.model_dump(mode="json", include=kept), "candidates": [row.values(COLUMNS) for row in rows]}


def _scored(row: LeaderboardRow, document: RunDocument) -> CandidateRow:
    chosen = document.recommendation
    recommended = chosen is not None and chosen.candidate == row.candidate
    outcome: Outcome = "recommended" if recommended else "baseline" if row.model == baseline() else "scored"
    return CandidateRow.scored(row, outcome)

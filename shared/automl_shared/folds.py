"""The fold table: which rows are fitted on, scored on and held out, the same for every candidate of a run."""

from __future__ import annotations

import hashlib
import re

from automl_shared.lazy import pd

UNUSED, FITTED_ON, SCORED_ON = 0, 1, 2
"""Marks of a row in a fold's column."""

MIN_ROWS = 4
"""Rows with a target value that can be dealt into two folds at all."""
MIN_HOLDOUT_ROWS = 10
"""A hold-out of fewer rows says nothing; then there is none, and the findings say so."""

_FOLD_COLUMN = re.compile(r"r(\d+)f(\d+)")


def fold_column(repeat: int, fold: int) -> str:
    """Name of a fold's column: ``r0f3``."""
    return f"r{repeat}f{fold}"


def fold_of(column: object) -> tuple[int, int] | None:
    """Repeat and fold of a fold's column; None for any other column."""
    match = _FOLD_COLUMN.fullmatch(str(column))
    return (int(match[1]), int(match[2])) if match else None


def fold_sizes(folds: pd.DataFrame) -> list[tuple[int, int]]:
    """Rows fitted on and rows scored on, for each fold of the fold table, in order."""
    marks = folds.drop(columns=["row_id", "holdout"])
    return [(int((marks[fold] == FITTED_ON).sum()), int((marks[fold] == SCORED_ON).sum())) for fold in marks]


def fold_hash(folds: pd.DataFrame) -> str:
    """sha256 over the table's values, columns in order: (n_rows, 2 + n_folds), ``row_id`` and ``holdout`` first."""
    rows = pd.util.hash_pandas_object(folds.reset_index(drop=True), index=False).to_numpy()
    return hashlib.sha256(rows.tobytes()).hexdigest()

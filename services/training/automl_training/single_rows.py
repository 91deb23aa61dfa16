"""Single rows and why they are answered as they are: typical ones, and those the candidate is most wrong about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.phase_io import RowInfo, RowReason
from automl_training.material import Material
from automl_training.processing import FoldResult, Result

EACH = 5
"""So many typical ones, and so many surprising ones."""
MOST_REASONS, MOST_COLUMNS = 3, 30
COMMON = 10
"""A level of a category that fewer rows have may name somebody: it is not told."""
SMALL = 0.005
"""A column that moves the answer by less is no reason: in probability, or in shares of the target's spread."""
MOST_SECONDS = 5.0
"""What all answers may take, told from the time a prediction takes: the rows are a by-product."""


def single_rows(result: Result, data: Material, may_take: Callable[[float], bool] | None = None) -> list[RowInfo]:
    """Each explained by the pipeline that had not seen it. None where no column is known to matter, or where it would
    take too long. ``may_take``: whether there is time for so many seconds.

    A column's part is the answer less the one with the column's usual value in its place: the middle of the numbers,
    the most frequent level. The answer is the number, the probability of the second of two classes, or that of the
    likeliest of several. Parts do not sum up.
    """
    columns = _columns(result, data)
    seconds = 2 * EACH * (1 + len(columns)) * result.predict_seconds_per_1000 / 1000
    if not columns or seconds > MOST_SECONDS or (may_take and not may_take(seconds)):
        return []
    first = [one for one in result.folds if one.fold.repeat == result.folds[0].fold.repeat]
    chosen = _chosen(first, data)
    usual = {name: _usual(data.X.iloc[data.training][name]) for name in columns}
    found = {
        row: reasons
        for one in first
        if len(rows := np.array([row for row in chosen if row in one.fold.scored_on], dtype=np.int64))
        for row, reasons in zip(rows.tolist(), _reasons(one, data, rows, usual), strict=True)
    }
    return [RowInfo(kind=kind, row_id=int(data.row_ids[row]), reasons=found[row]) for row, kind in chosen.items()]


def _columns(result: Result, data: Material) -> list[str]:
    """Those that matter and have a usual value, the strongest first."""
    known = sorted(
        (name for name, loss in result.importance.items() if loss > 0), key=lambda one: -result.importance[one]
    )
    return [name for name in known[:MOST_COLUMNS] if _is_number(data.X[name]) or _has_levels(data.X[name])]


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _has_levels(column: pd.Series) -> bool:
    """Whether its most frequent value is one that many rows have, as in no free text."""
    is_day = pd.api.types.is_datetime64_any_dtype(column)
    return not is_day and int(column.value_counts().head(1).sum()) >= COMMON


def _usual(column: pd.Series) -> object:
    return column.median() if _is_number(column) else column.value_counts().index[0]


def _chosen(folds: list[FoldResult], data: Material) -> dict[int, str]:
    """Position of a row to its kind. Surprising: farthest from the truth. Typical: in each fifth of the rows by their
    target, the one that is as far off as the middle one there."""
    rows = np.concatenate([one.fold.scored_on for one in folds])
    predicted = np.concatenate([one.predicted for one in folds])
    y = data.y[rows]
    off = np.abs(predicted - y) if predicted.ndim == 1 else 1 - predicted[np.arange(len(rows)), y]
    fifths = np.array_split(np.lexsort((off, y)), EACH)
    middle = [part[np.argsort(off[part], kind="stable")[len(part) // 2]] for part in fifths if len(part)]
    worst = np.argsort(-off, kind="stable")[:EACH]
    return {
        **{int(row): "surprising" for row in rows[worst]},
        **{int(row): "typical" for row in rows[[at for at in middle if at not in worst]]},
    }


def _reasons(one: FoldResult, data: Material, rows: np.ndarray, usual: dict[str, object]) -> list[list[RowReason]]:
    """(n_rows,) the columns that move each answer most."""
    X = data.X.iloc[rows]
    changed = [
        X.assign(**{name: pd.Series([value] * len(X), index=X.index, dtype=_held(X[name]))})
        for name, value in usual.items()
    ]
    said = np.split(one.pipeline.predict(pd.concat([X, *changed], ignore_index=True)), 1 + len(usual))
    of = None if said[0].ndim == 1 else np.full(len(X), 1) if said[0].shape[1] == 2 else said[0].argmax(axis=1)
    answer, *others = [each if of is None else each[np.arange(len(X)), of] for each in said]
    parts = np.column_stack([answer - other for other in others])
    least = SMALL * (float(np.std(data.y)) if of is None else 1.0)
    return [
        [
            RowReason(column=name, value=_told(data.X[name], X[name].iloc[row]), by=float(parts[row, at]))
            for at in np.argsort(-np.abs(parts[row]), kind="stable")[:MOST_REASONS]
            if abs(parts[row, at]) > least
            for name in [list(usual)[at]]
        ]
        for row in range(len(X))
    ]


def _held(column: pd.Series) -> Any:
    """A type that holds the usual value: the middle of whole numbers need not be whole."""
    return "float64" if _is_number(column) else column.dtype


def _told(column: pd.Series, value: object) -> float | str | None:
    """None for a gap, and for a value that may name somebody."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if _is_number(column):
        return float(value)  # type: ignore[arg-type]
    return str(value) if int((column == value).sum()) >= COMMON else ""

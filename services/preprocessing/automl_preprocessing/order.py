"""How much the order of a column says about the target."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SURE = 5.0
"""Times its spread by chance that a measure of order must have."""
LEAST_ORDER, LEAST_CORRELATION = 0.1, 0.2
SORTED_CORRELATION = 0.95
"""Rank correlation of the rows' order with the target from which the rows are sorted by it."""


def ranks(column: pd.Series) -> NDArray[np.float64]:
    """(n_rows,): the order of numbers and dates, a code for every text; gaps first."""
    if column.dtype == "str":
        return pd.factorize(column)[0].astype("float64")
    return np.asarray(column.rank().fillna(-1.0), dtype=np.float64)


def disorder(ordering: NDArray[np.float64], y: NDArray[np.float64], *, are_classes: bool) -> float:
    """How much neighbours in a column's order differ in the target, 1 for no relation, 0 when it decides the target.

    The idea of Chatterjee (2021), A New Coefficient of Correlation: cheap, and blind to the relation's shape.
    """
    ordered = y[np.argsort(ordering, kind="stable")]
    if are_classes:
        expected = 1.0 - ((np.bincount(y.astype(np.int64)) / len(y)) ** 2).sum()
        return float((np.diff(ordered) != 0).mean() / expected) if expected > 0 else 1.0
    scaled = ordered / (np.abs(ordered).max() or 1.0)
    spread = float(scaled.var())
    return float((np.diff(scaled) ** 2).mean() / (2.0 * spread)) if spread > 0 else 1.0


def explains(ordering: NDArray[np.float64], target: pd.Series, *, are_classes: bool) -> bool:
    """Whether the order of a column (n_rows,) goes with the target (n_rows,), more than chance would have it."""
    n = len(ordering)
    y = codes(target, are_classes=are_classes)
    least = max(LEAST_ORDER, SURE * np.sqrt(0.4 / n))
    if 1.0 - disorder(ordering, _ranked(y, are_classes), are_classes=are_classes) > least:
        return True
    return bool(not are_classes or y.max() == 1) and _correlation(ordering, y) > max(
        LEAST_CORRELATION, SURE / np.sqrt(n)
    )


def is_sorted_by(target: pd.Series, *, are_classes: bool) -> bool:
    """Whether the rows (n_rows,) are in the order of the target: its numbers rise or fall, its classes lie together."""
    y = codes(target, are_classes=are_classes)
    if not are_classes:
        return _correlation(np.arange(len(y), dtype="float64"), y) >= SORTED_CORRELATION
    changes, n_classes = int(np.count_nonzero(np.diff(y))), len(np.unique(y))
    return changes < min(2 * n_classes, len(y) / 10)


def codes(target: pd.Series, *, are_classes: bool) -> NDArray[np.float64]:
    """(n_rows,): the numbers, or a code from 0 for each class."""
    return pd.factorize(target)[0].astype("float64") if are_classes else target.to_numpy(dtype="float64")


def _ranked(y: NDArray[np.float64], are_classes: bool) -> NDArray[np.float64]:
    """A target with a long tail is in order or not by its ranks."""
    return y if are_classes else np.asarray(pd.Series(y).rank(), dtype=np.float64)


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Spearman's, without its sign; 0 where one of them is constant."""
    one, other = (pd.Series(values).rank() for values in (a, b))
    return 0.0 if one.std() == 0 or other.std() == 0 else float(abs(one.corr(other)))

"""Sums over rows that count more or less. weights: (n_rows,) above 0, or None where every row counts the same."""

from __future__ import annotations

from typing import Any, Literal

from automl_shared.lazy import np

SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


def mean(values: np.ndarray, weights: np.ndarray | None) -> Any:
    """The mean over the rows of values (n_rows,), a number, or (..., n_rows), one for each of the axes before."""
    values = np.ascontiguousarray(values)  # rows that lie apart are added up, and rounded, in another order
    if weights is None:
        return np.add.reduce(values, axis=-1) / values.shape[-1]  # `values.mean(axis=-1)`, in a third of its time
    return np.average(values, axis=-1, weights=weights)


def median(values: np.ndarray, weights: np.ndarray | None) -> float:
    """The value in the middle (n_rows,), or halfway between the two where half of the weight ends between them."""
    if weights is None:
        return float(np.median(values))
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    ends = [np.searchsorted(reached, reached[-1] / 2, side=side) for side in SIDES]
    return float(values[order][ends].mean())


def part(weights: np.ndarray | None, rows: Any) -> np.ndarray | None:
    """The weights of some of the rows."""
    return None if weights is None else weights[rows]


class Ranked:
    """Values (n_rows,) in order, and how much weight lies below any other value."""

    def __init__(self, values: np.ndarray, weights: np.ndarray | None) -> None:
        order = None if weights is None else np.argsort(values, kind="stable")
        self.values = np.sort(values) if order is None else values[order]
        self.weights = None if weights is None else weights[order]
        self._below = None if self.weights is None else np.concatenate([[0.0], np.cumsum(self.weights)])

    @property
    def total(self) -> float:
        return float(len(self.values) if self._below is None else self._below[-1])

    def below(self, others: np.ndarray, *, ties: bool = False) -> np.ndarray:
        """(n_others,): weight of the values below each, with ``ties`` also of those that are equal to it."""
        places = np.searchsorted(self.values, others, side="right" if ties else "left")
        return places if self._below is None else self._below[places]

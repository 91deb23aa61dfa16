"""Whether probabilities can be taken at their word: how often it is so when the model says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from automl_comparison.ranges import Range, share
from automl_comparison.rows import Rows
from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BINS, ROWS_OF_A_BIN = 8, 60
ERROR_RATE = 0.05
"""How often luck alone may make probabilities look wrong that are right."""


class Bin(Frozen):
    """Rows of which about the same was said."""

    said: float
    """The probability, on average."""
    happened: Range
    """How often it was so."""
    n_rows: int


class Reliability(Frozen):
    """From the least probability to the greatest. ``positive``: the class whose probability it is; empty for several
    classes, where it is that of the class that is said. ``is_off``: by more than luck."""

    positive: str
    bins: tuple[Bin, ...]
    is_off: bool

    @property
    def worst(self) -> Bin:
        """Where saying and happening are farthest apart."""
        return max(self.bins, key=lambda one: abs(one.said - one.happened.value))

    @property
    def error(self) -> float:
        """How far saying and happening are apart on average over the rows."""
        apart = [abs(one.said - one.happened.value) for one in self.bins]
        return float(np.average(apart, weights=[one.n_rows for one in self.bins]))


def reliability(rows: Rows, predicted: np.ndarray, classes: tuple[str, ...]) -> Reliability | None:
    """predicted: (n, n_classes) probabilities, out of fold. None for too few rows, and for one and the same answer.

    Bins hold equally many rows. Whether they are off is told by Hosmer & Lemeshow's statistic (1980), which for
    predictions of rows not learned from has as many degrees of freedom as bins.
    """
    said, happened = _of_one_class(rows, predicted, len(classes))
    n_bins = min(MOST_BINS, len(np.unique(rows.row_id)) // ROWS_OF_A_BIN)
    if n_bins < 2:
        return None
    edges = np.unique(np.quantile(said, np.linspace(0, 1, n_bins + 1)[1:-1]))
    place = np.searchsorted(edges, said, side="right")
    counts = rows.counts
    bins = tuple(_bin(said[place == at], happened[place == at], counts[place == at]) for at in np.unique(place))
    if len(bins) < 2:
        return None
    luck = sum(_surprise(said[place == at], happened[place == at], counts[place == at]) for at in np.unique(place))
    positive = classes[1] if len(classes) == 2 else ""
    return Reliability(positive=positive, bins=bins, is_off=bool(stats.chi2.sf(luck, len(bins)) < ERROR_RATE))


def _of_one_class(rows: Rows, predicted: np.ndarray, n_classes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) probabilities, and whether it was so."""
    if n_classes == 2:
        return predicted[:, 1].astype(np.float64), (rows.y == 1).astype(np.float64)
    return predicted.max(axis=1).astype(np.float64), (predicted.argmax(axis=1) == rows.y).astype(np.float64)


def _bin(said: NDArray[np.float64], happened: NDArray[np.float64], counts: NDArray[np.float64]) -> Bin:
    """counts: (n,) how many independent rows each entry stands for, below 1 where rows were predicted often."""
    n = float(counts.sum())
    return Bin(said=float(said @ counts) / n, happened=share(float(happened @ counts), n), n_rows=round(n))


def _surprise(said: NDArray[np.float64], happened: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """Squared distance between both sums, in variances; a row predicted often counts once."""
    variance = max(float((said * (1 - said)) @ counts), 1e-12)
    return float((happened - said) @ counts) ** 2 / variance

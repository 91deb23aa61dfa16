"""Numbers with the interval that holds what they are about nine times out of ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.9
"""How often an interval is to hold what it is about."""


class Range(Frozen):
    """A value with the interval that holds it nine times out of ten."""

    value: float
    low: float
    high: float


def share(hits: float, of: float) -> Range:
    """A share of so many independent rows, neither of which need be whole.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    if of <= 0:
        return Range(value=0.0, low=0.0, high=1.0)
    z = stats.norm.ppf(0.5 + LEVEL / 2)
    p = hits / of
    middle = (p + z**2 / (2 * of)) / (1 + z**2 / of)
    reach = z / (1 + z**2 / of) * np.sqrt(p * (1 - p) / of + z**2 / (4 * of**2))
    return Range(value=p, low=float(max(0.0, middle - reach)), high=float(min(1.0, middle + reach)))


def mean_range(values: NDArray[np.float64]) -> Range:
    """The mean of the rows and where it lies nine times out of ten: not below 0 where none of them is."""
    if are_yes_or_no(values):
        return share(float(values.sum()), len(values))
    reach = stats.t.ppf(0.5 + LEVEL / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    mean, least = float(values.mean()), 0.0 if values.min() >= 0 else -np.inf
    return Range(value=mean, low=max(least, mean - float(reach)), high=mean + float(reach))


def are_yes_or_no(values: NDArray[np.float64]) -> bool:
    """Whether each is 0 or 1, so that their mean is a share."""
    return bool(np.isin(values, (0.0, 1.0)).all())


def quantile(values: np.ndarray, of: float, counts: np.ndarray) -> Range:
    """A quantile that holds for a new row: the next larger value than among those seen.

    counts: (n_values,), how many independent rows each stands for.
    The interval is made of order statistics, which is free of any idea of how the values are distributed.
    Source: Hahn & Meeker (1991), Statistical intervals, section 5.2; Barber et al. (2021), Predictive inference with
    the jackknife+, for the correction by one row.
    """
    n_distinct = max(1, round(counts.sum()))
    low, high = stats.binom.ppf([0.5 - LEVEL / 2, 0.5 + LEVEL / 2], n_distinct, of) / n_distinct
    at = [min(of * (n_distinct + 1) / n_distinct, 1.0), float(low), min(float(high) + 1 / n_distinct, 1.0)]
    value, lowest, highest = np.quantile(values, at, method="inverted_cdf", weights=counts)
    return Range(value=float(value), low=float(lowest), high=float(highest))

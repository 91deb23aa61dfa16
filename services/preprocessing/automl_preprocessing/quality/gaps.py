"""Which values are missing, and whether that says something."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from automl_preprocessing.quality.evidence import Evidence, names_where
from automl_shared.phase_io import Finding

HIGH_MISSING_SHARE = 0.5
MIN_GAPS = 30
MIN_CORRELATION = 0.1
CHANCE = 0.001
"""How often chance alone may light it up, over all columns together."""
MOST_CLASSES = 10


def missing(e: Evidence) -> Finding:
    """Columns that are mostly empty."""
    most = HIGH_MISSING_SHARE * len(e.train)
    names = [column.name for column in e.features if column.missing > most]
    return e.yellow("missing", columns=names) if names else e.green("missing")


def missing_not_random(e: Evidence) -> Finding | None:
    """Columns whose gaps go with the target: that a value is missing says something by itself.

    Correlation of "is missing" with the target, or with each class, tested with Bonferroni's correction.
    """
    from scipy.stats import norm

    gaps = e.sample.isna().to_numpy()
    names, target = np.asarray(e.sample.columns), _target(e)
    tested = (gaps.sum(axis=0) >= MIN_GAPS) & ((~gaps).sum(axis=0) >= MIN_GAPS)
    if not tested.any() or target.shape[1] == 0:
        return None
    correlation = np.abs(_correlation(gaps[:, tested].astype("float64"), target)).max(axis=1)
    tests = correlation.size * target.shape[1]
    least = max(MIN_CORRELATION, norm.isf(CHANCE / (2 * tests)) / np.sqrt(len(target)))
    suspects = names_where(names[tested], correlation >= least)
    if not suspects:
        return e.green("missing_not_random")
    return e.judged_by_sample(e.yellow("missing_not_random", columns=suspects))


def _target(e: Evidence) -> NDArray[np.float64]:
    """(n_sample, 1) ranks of the numbers, or (n_sample, n_classes) one column per frequent class."""
    target = e.sample_target
    if not e.are_classes:
        return np.asarray(target.rank(), dtype=np.float64).reshape(-1, 1)
    counts = target.value_counts()
    frequent = counts[(counts >= MIN_GAPS) & (len(target) - counts >= MIN_GAPS)].index[:MOST_CLASSES]
    return np.column_stack([np.empty((len(target), 0)), *((target == label).to_numpy("float64") for label in frequent)])


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n_a, n_b) correlations of columns, none of them constant."""
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    return (a.T @ b) / np.outer(np.sqrt((a**2).sum(axis=0)), np.sqrt((b**2).sum(axis=0)))

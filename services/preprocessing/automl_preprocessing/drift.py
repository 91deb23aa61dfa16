"""Whether the rows kept aside look like the others.

The one place that looks at the features of the hold-out beside the split, and never at its targets. Nothing chooses by
what it finds: it is told to the reader, and that is all.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_preprocessing.lights import green, named, yellow
from automl_shared.config.models import Language
from automl_shared.phase_io import Finding

BINS = 10
LARGE_SHIFT = 0.25
"""Population stability index from which a shift is taken for large, by long custom."""
CHANCE = 0.001
"""How often chance alone may light it up, over all columns together."""
MIN_ROWS = 30
MOST_CATEGORIES = 9


def drift(rest: pd.DataFrame, held: pd.DataFrame, language: Language) -> Finding | None:
    """Features (n_rest, n_features) that are distributed differently in the hold-out (n_held, n_features).

    Population stability index per column, which must be large and more than chance: times the harmonic size of the two
    samples it follows a chi-squared distribution (Yurdakul 2018, Statistical Properties of Population Stability
    Index), here with Bonferroni's correction. None when there is no hold-out or too few rows.
    """
    from scipy.stats import chi2

    if min(len(rest), len(held)) < MIN_ROWS:
        return None
    size = 1.0 / (1.0 / len(rest) + 1.0 / len(held))
    found = [_shift(rest[name], held[name]) for name in rest.columns]
    names = [
        str(name)
        for name, (index, bins) in zip(rest.columns, found, strict=True)
        if index >= LARGE_SHIFT and bins > 1 and chi2.sf(index * size, bins - 1) < CHANCE / len(found)
    ]
    if not names:
        return green("drift", language)
    return yellow("drift", language, columns=named(names, language), rows=len(rest), held=len(held))


def _shift(rest: pd.Series, held: pd.Series) -> tuple[float, int]:
    """Population stability index of a column, and the number of bins that have rows."""
    before, after = (_by_category if rest.dtype == "str" else _by_quantile)(rest, held)
    occurring = before + after > 0
    before, after = before[occurring], after[occurring]
    expected, actual = (before + 0.5) / (before + 0.5).sum(), (after + 0.5) / (after + 0.5).sum()
    return float(((actual - expected) * np.log(actual / expected)).sum()), len(before)


Counts = NDArray[np.int64]


def _by_category(rest: pd.Series, held: pd.Series) -> tuple[Counts, Counts]:
    """Rows per frequent category; rare ones, new ones and gaps share a bin."""
    frequent = rest.value_counts().index[:MOST_CATEGORIES]
    before, after = frequent.get_indexer(pd.Index(rest)), frequent.get_indexer(pd.Index(held))
    return _counted(before, len(frequent)), _counted(after, len(frequent))


def _by_quantile(rest: pd.Series, held: pd.Series) -> tuple[Counts, Counts]:
    """Rows per tenth of the rest's values; gaps have a bin."""
    a, b = _as_float(rest), _as_float(held)
    present = np.sort(a[np.isfinite(a)])
    if len(present) == 0:
        return np.array([len(a)]), np.array([len(b)])
    edges = np.unique(present[(np.arange(1, BINS) * len(present)) // BINS])
    return _counted(_binned(a, edges), len(edges) + 1), _counted(_binned(b, edges), len(edges) + 1)


def _binned(values: NDArray[np.float64], edges: NDArray[np.float64]) -> Counts:
    bins = np.searchsorted(edges, values, side="right")
    return np.where(np.isfinite(values), bins, -1)


def _counted(codes: Counts, n_bins: int) -> Counts:
    """Rows per bin (n_bins + 1,); -1 is the last one."""
    return np.bincount(np.where(codes < 0, n_bins, codes), minlength=n_bins + 1)


def _as_float(column: pd.Series) -> NDArray[np.float64]:
    if column.dtype.kind == "M":
        return np.where(column.isna(), np.nan, column.to_numpy(dtype="datetime64[us]").astype(np.int64))
    return column.to_numpy(dtype="float64")

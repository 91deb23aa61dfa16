"""Means of categories that few rows do not carry away, and that no row has a part in."""

from __future__ import annotations

import numpy as np

from automl_data.recipe.ties import Ties

SMOOTHING = 10.0
"""Rows of the average over all that every category is given on top of its own."""
INNER_FOLDS = 5


def smoothed(sums: np.ndarray, counts: np.ndarray, mean: np.ndarray | float) -> np.ndarray:
    """The means, drawn to the mean of all where rows are few; arrays of one shape."""
    return np.asarray((sums + SMOOTHING * mean) / (counts + SMOOTHING))


def means(places: np.ndarray, values: np.ndarray, n_levels: int, mean: float) -> np.ndarray:
    """(n_levels,) smoothed. places: (n_rows,) the level of each row. values: (n_rows,)."""
    counts = np.bincount(places, minlength=n_levels)
    return smoothed(np.bincount(places, values, minlength=n_levels), counts, mean)


def means_of_others(places: np.ndarray, values: np.ndarray, n_levels: int, ties: Ties) -> np.ndarray:
    """(n_rows,) each row's mean from the rows of other folds, by time of earlier ones. Arguments as above."""
    block = ties.blocks(len(places), INNER_FOLDS)
    cell, shape = places * INNER_FOLDS + block, (n_levels, INNER_FOLDS)
    counts = ties.of_others(np.bincount(cell, minlength=n_levels * INNER_FOLDS).reshape(shape))
    sums = ties.of_others(np.bincount(cell, values, minlength=n_levels * INNER_FOLDS).reshape(shape))
    sums = np.where(counts > 0, sums, 0.0)
    mean = np.full(INNER_FOLDS, values.mean())
    if ties.times is not None:
        known = counts.sum(axis=0)
        mean = np.where(known > 0, sums.sum(axis=0) / np.maximum(known, 1), mean)
    return np.asarray(smoothed(sums, counts, mean)[places, block])

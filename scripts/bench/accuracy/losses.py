"""How wrong predictions are on fresh rows, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from datasets import Metric

DRAWS = 200
LEAST_PROBABILITY = 1e-15
Loss = Callable[[np.ndarray], float]
"""Of the rows at some positions."""


def loss(metric: Metric, classes: Sequence[str], truth: np.ndarray, predicted: np.ndarray) -> float:
    """Smaller is better: 1 - ROC AUC, log loss, or RMSE."""
    return losses_of(metric, classes, truth, predicted)(np.arange(len(truth)))


def losses_of(metric: Metric, classes: Sequence[str], truth: np.ndarray, predicted: np.ndarray) -> Loss:
    """truth: (n_rows,). predicted: (n_rows,) numbers, or (n_rows, n_classes) probabilities in the order of classes."""
    if metric == "rmse":
        squares = (truth.astype(float) - predicted) ** 2
        return lambda rows: float(squares[rows].mean() ** 0.5)
    if metric == "roc_auc":
        positive, chances = truth == classes[1], predicted[:, 1]
        return lambda rows: _wrong_order(positive[rows], chances[rows])
    of_truth = predicted[np.arange(len(truth)), pd.Index(classes).get_indexer(truth)] / predicted.sum(axis=1)
    surprise = -np.log(np.clip(of_truth, LEAST_PROBABILITY, None))
    return lambda rows: float(surprise[rows].mean())


def standard_error(one: Loss, n_rows: int, other: Loss | None = None) -> float:
    """Of a loss, or of the difference of two on the same rows, by drawing the rows again.

    Source: Efron (1979), Bootstrap methods.
    """
    generator = np.random.default_rng(0)
    drawn = [generator.integers(n_rows, size=n_rows) for _ in range(DRAWS)]
    values = [one(rows) - (other(rows) if other else 0.0) for rows in drawn]
    return float(np.nanstd(values, ddof=1))


def _wrong_order(positive: np.ndarray, chances: np.ndarray) -> float:
    """1 - ROC AUC; NaN where a class is missing."""
    from scipy.stats import rankdata

    many, few = len(positive) - int(positive.sum()), int(positive.sum())
    if not many or not few:
        return float("nan")
    above = rankdata(chances)[positive].sum() - few * (few + 1) / 2
    return 1.0 - float(above / (many * few))

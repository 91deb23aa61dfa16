"""Probabilities drawn together or apart by one temperature, so that those of unlike models mean the same when mixed.

Forests say too little of what they know and long boosting too much. A metric that takes probabilities at their word
would rank them by that, and a mixture would leave them out.
Source: Guo et al. (2017), On calibration of modern neural networks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np

from automl_data.bundle import Calibration
from automl_data.bundle.calibration import calibrated, temperature
from automl_shared.frozen import Frozen

LEAST_ROWS = 200
"""Out-of-fold rows below which nothing is corrected."""
MOST_ROWS = 5_000
"""A temperature is fitted to at most: it has two numbers."""
LEAST_PROBABILITY = 1e-12


class Sharpness(Frozen):
    """The slope of the logarithms of ``probability + soft``."""

    slope: float
    soft: float

    @classmethod
    def fitted(cls, y: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None) -> Self:
        """y: (n_rows,) class indices. predicted: (n_rows, n_classes). weights: (n_rows,)."""
        at = np.linspace(0, len(y) - 1, min(len(y), MOST_ROWS)).astype(np.int64)
        counts = np.ones(len(at)) if weights is None else weights[at]
        by = temperature(y[at], predicted[at], counts)
        return cls(slope=by.slope, soft=by.soft)

    @property
    def calibration(self) -> Calibration:
        return Calibration(method="temperature", slope=self.slope, soft=self.soft)

    def of(self, probabilities: np.ndarray) -> np.ndarray:
        """The same (n_rows, n_classes) probabilities, corrected."""
        return calibrated(probabilities, self.calibration)


class Scored(Frozen):
    """What a fold's model said of the rows it was scored on, and the truth. ``predicted``: (n_rows, n_classes)."""

    y: np.ndarray
    predicted: np.ndarray
    weights: np.ndarray | None = None


def found(scored: Sequence[Scored], deciding: Mapping[int, Sequence[int]]) -> tuple[Sharpness, list[np.ndarray]] | None:
    """The temperature of all rows, and each fold's predictions corrected by what other folds say.

    ``deciding``: to each fold those that may decide about its rows; where there are none they stay as they are.
    None where there are few rows, and where the corrected probabilities are no better on rows that had no say.
    """
    if sum(len(one.y) for one in scored) < LEAST_ROWS:
        return None
    corrected = [
        _fitted([scored[other] for other in deciding[place]]).of(one.predicted) if deciding[place] else one.predicted
        for place, one in enumerate(scored)
    ]
    if _surprise(scored, corrected) >= _surprise(scored, [one.predicted for one in scored]):
        return None
    return _fitted(scored), corrected


def _fitted(scored: Sequence[Scored]) -> Sharpness:
    weights = [one.weights for one in scored if one.weights is not None]
    return Sharpness.fitted(
        np.concatenate([one.y for one in scored]),
        np.concatenate([one.predicted for one in scored]),
        np.concatenate(weights) if weights else None,
    )


def _surprise(scored: Sequence[Scored], predicted: Sequence[np.ndarray]) -> float:
    """The mean of minus the logarithm of what was said of the class that was true."""
    surprises = [
        -np.log(np.clip(said[np.arange(len(one.y)), one.y], LEAST_PROBABILITY, 1.0))
        for one, said in zip(scored, predicted, strict=True)
    ]
    weights = [np.ones(len(one.y)) if one.weights is None else one.weights for one in scored]
    return float(np.average(np.concatenate(surprises), weights=np.concatenate(weights)))

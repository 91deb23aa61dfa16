"""Probabilities corrected so that they can be taken at their word. What is corrected keeps its order."""

from __future__ import annotations

import numpy as np

from automl_data.bundle.manifest import Calibration

EDGE = 1e-12
"""Corrected probabilities are no nearer to 0 or 1."""
SOFT = (1e-7, 1e-3, 1e-2, 1e-1)
"""From log odds as they are to nearly the probabilities themselves: trees say 0 and 1 without meaning it."""
STRONGEST = 4.0
"""The slope of a temperature lies between ``exp`` of this and its inverse."""


def calibrated(probabilities: np.ndarray, by: Calibration | None) -> np.ndarray:
    """The same (n_rows, n_classes) probabilities, corrected; as they are for None."""
    if by is None:
        return probabilities
    if by.method == "temperature":
        return _softmax(by.slope * soft_log(probabilities, by.soft))
    second = calibrated_second(probabilities[:, 1], by)
    return np.column_stack([1.0 - second, second])


def temperature(y: np.ndarray, predicted: np.ndarray, counts: np.ndarray) -> Calibration:
    """The likeliest. y: (n,) class indices. predicted: (n, n_classes). counts: (n,) how many rows each stands for.

    Source: Guo et al. (2017), On calibration of modern neural networks.
    """
    from scipy import optimize, special

    places = np.arange(len(y))

    def fit(soft: float) -> tuple[float, float, float]:
        logarithms = soft_log(predicted, soft)

        def loss(strength: float) -> float:
            said = special.log_softmax(np.exp(strength) * logarithms, axis=1)
            return -float(np.average(said[places, y], weights=counts))

        found = optimize.minimize_scalar(loss, bounds=(-STRONGEST, STRONGEST), method="bounded")
        return float(found.fun), soft, float(np.exp(found.x))

    _, soft, slope = min(map(fit, SOFT))
    return Calibration(method="temperature", slope=slope, soft=soft)


def calibrated_second(probability: np.ndarray | np.float64, by: Calibration | None) -> np.ndarray:
    """Probabilities of the second of two classes, of any shape, corrected; as they are for None."""
    if by is None:
        return np.asarray(probability)
    if by.method == "isotonic":
        return np.asarray(np.interp(probability, by.said, by.happened))
    return _likelihood(by.slope * log_odds(probability, by.soft) + by.offset)


def uncalibrated_second(probability: float, by: Calibration | None) -> float:
    """What was said where a corrected probability of the second of two classes is this."""
    if by is None:
        return probability
    if by.method == "isotonic":
        return float(np.interp(probability, by.happened, by.said))
    odds = (log_odds(np.float64(min(max(probability, EDGE), 1 - EDGE)), 0.0) - by.offset) / by.slope
    return float(_likelihood(odds) * (1 + 2 * by.soft) - by.soft)


def log_odds(probability: np.ndarray | np.float64, soft: float) -> np.ndarray:
    """Of the same shape; finite also at 0 and 1."""
    said = np.asarray(probability, dtype=np.float64)
    odds: np.ndarray = soft_log(said, soft) - soft_log(1.0 - said, soft)
    return odds


def _likelihood(odds: np.ndarray) -> np.ndarray:
    """Of log odds; no overflow on either side."""
    small = np.exp(-np.abs(odds))
    return np.asarray(np.where(odds >= 0, 1.0, small) / (1.0 + small))


def _softmax(logarithms: np.ndarray) -> np.ndarray:
    """(n_rows, n_classes) that add up to 1 in each row."""
    raised = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def soft_log(probability: np.ndarray, soft: float) -> np.ndarray:
    """Logarithms of the same shape; finite also at 0."""
    logarithms: np.ndarray = np.log(probability.astype(np.float64) + soft)
    return logarithms

"""A numeric target as the model sees it while fitting, and the way back to its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

SKEWED = 1.0
"""Skewness, either way, from which ``auto`` unbends a target."""
MARGIN = 0.1
"""How far predictions may leave the targets seen while fitting, in shares of their range on the bent scale."""
FARTHEST = 3.0
"""How far they may leave them in shares of the range in the target's own unit, however steep the way back is."""


class Curve(Protocol):
    """A monotonous function of the target and its inverse; both take and return (n_rows,) floats."""

    def bend(self, y: np.ndarray) -> np.ndarray: ...
    def unbend(self, values: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True)
class Straight:
    """Nothing is changed."""

    def bend(self, y: np.ndarray) -> np.ndarray:
        return y

    def unbend(self, values: np.ndarray) -> np.ndarray:
        return values


@dataclass(frozen=True)
class Log:
    """log(1 + y), for targets above -1."""

    def bend(self, y: np.ndarray) -> np.ndarray:
        return np.asarray(np.log1p(y))

    def unbend(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(np.expm1(values))


@dataclass(frozen=True)
class Fitted:
    """A scikit-learn transformer with an inverse, fitted on the targets; ``most`` bounds what it makes of them."""

    transformer: Any
    most: float = np.inf

    def bend(self, y: np.ndarray) -> np.ndarray:
        bent = np.asarray(self.transformer.transform(_column(y)), dtype=np.float64)[:, 0]
        return np.clip(bent, -self.most, self.most)

    def unbend(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(self.transformer.inverse_transform(_column(values)), dtype=np.float64)[:, 0]


class TargetScale(Frozen):
    """What was learned from the targets of the rows a model is fitted on.

    On a bent scale predictions stay between ``lowest`` and ``highest``, so that the way back always gives a number.
    """

    curve: Curve = Straight()
    mean: float = 0.0
    scale: float = 1.0
    lowest: float = -np.inf
    highest: float = np.inf

    def forward(self, y: np.ndarray) -> np.ndarray:
        """(n_rows,) targets as the model sees them."""
        return np.asarray((self.curve.bend(y) - self.mean) / self.scale)

    def back(self, predicted: np.ndarray) -> np.ndarray:
        """(n_rows,) predictions in the target's unit, for finite ones."""
        return self.curve.unbend(np.clip(predicted * self.scale + self.mean, self.lowest, self.highest))


def target_scale(y: np.ndarray, transform: str, *, standardize: bool) -> TargetScale:
    """What a recipe's ``target_transform`` and ``target_standardize`` make of y (n_rows,) floats.

    Raises ConfigError for ``log`` with targets of -1 and below.
    """
    curve = _curve(y, transform)
    bent = curve.bend(y)
    lowest, highest = (-np.inf, np.inf) if isinstance(curve, Straight) else _bounds(curve, y, bent)
    mean, scale = (float(bent.mean()), float(bent.std()) or 1.0) if standardize else (0.0, 1.0)
    return TargetScale(curve=curve, mean=mean, scale=scale, lowest=lowest, highest=highest)


def skewness(y: np.ndarray) -> float:
    """The third standardised moment; 0 for a constant."""
    deviation = y.std()
    return float((((y - y.mean()) / deviation) ** 3).mean()) if deviation > 0 else 0.0


def _curve(y: np.ndarray, transform: str) -> Curve:
    if transform == "power" or (transform == "auto" and abs(skewness(y)) > SKEWED):
        from automl_data.recipe.scaling import Unbent

        return Fitted(Unbent().fit(_column(y)))
    if transform == "log":
        if y.min() <= -1:
            raise ConfigError(
                T_("the logarithm of the target does not exist"),
                value=T_("a target of {least:g}", least=float(y.min())),
                allowed=T_("targets above -1"),
                fix="--set preprocessing.target_transform=power",
            )
        return Log()
    if transform == "quantile":
        return _ranks(y)
    return Straight()


def _ranks(y: np.ndarray) -> Curve:
    """A bell curve of ranks, cut off where a single row would lie beyond."""
    from scipy.stats import norm
    from sklearn.preprocessing import QuantileTransformer

    grid = QuantileTransformer(n_quantiles=min(1000, len(y)), output_distribution="normal", subsample=None)
    return Fitted(grid.fit(_column(y)), most=float(norm.isf(0.5 / max(2, len(y)))))


def _bounds(curve: Curve, y: np.ndarray, bent: np.ndarray) -> tuple[float, float]:
    lowest, highest = float(bent.min()), float(bent.max())
    margin, reach = MARGIN * (highest - lowest), FARTHEST * float(np.ptp(y))
    wider = curve.unbend(np.array([lowest - margin, highest + margin]))
    return (
        lowest - margin if wider[0] >= y.min() - reach else lowest,
        highest + margin if wider[1] <= y.max() + reach else highest,
    )


def _column(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"target": values})

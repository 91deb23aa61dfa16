"""Numbers on one scale."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from sklearn.preprocessing import QuantileTransformer

from automl_data.recipe.frames import FrameTransformer

STRONGEST = 4.0
"""How far the exponent of a power may lie from 1, which changes nothing: beyond it floats overflow."""
SAMPLE = 10_000
"""Values an exponent is chosen on."""


class FewRowsQuantiles(QuantileTransformer):  # type: ignore[misc]
    """Ranks between 0 and 1, on a grid of no more points than there are rows."""

    def fit(self, X: Any, _y: Any = None) -> Self:
        """X: (n_rows, n_columns), gaps allowed."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="n_quantiles", category=UserWarning)
            return super().fit(X)  # type: ignore[no-any-return]


class Unbent(FrameTransformer):
    """Each column bent by the power that makes it most like a bell curve, with mean 0 and deviation 1; gaps stay.

    The columns are brought to median 0 and a quartile distance of 1 first and the exponent is bounded, so that no value
    overflows, whatever its unit; what lies outside the values seen while fitting by more than their range is cut off.
    Source: Yeo and Johnson (2000), A new family of power transformations to improve normality or symmetry.
    """

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) floats; every column has a value."""
        values = X.to_numpy(dtype="float64")
        self.center_ = np.nanmedian(values, axis=0)
        lower, upper = np.nanquantile(values, [0.25, 0.75], axis=0)
        spread, deviation = upper - lower, np.nanstd(values, axis=0)
        self.scale_ = np.where(spread > 0, spread, np.where(deviation > 0, deviation, 1.0))
        plain = (values - self.center_) / self.scale_
        self.low_, self.high_ = np.nanmin(plain, axis=0), np.nanmax(plain, axis=0)
        self.exponents_ = np.array([_exponent(column[~np.isnan(column)]) for column in plain.T])
        bent = bend(plain, self.exponents_)
        self.mean_, bent_deviation = np.nanmean(bent, axis=0), np.nanstd(bent, axis=0)
        self.deviation_ = np.where(bent_deviation > 0, bent_deviation, 1.0)
        return super().fit(X)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns)."""
        plain = (X.to_numpy(dtype="float64") - self.center_) / self.scale_
        reach = self.high_ - self.low_
        bent = bend(np.clip(plain, self.low_ - reach, self.high_ + reach), self.exponents_)
        return pd.DataFrame((bent - self.mean_) / self.deviation_, index=X.index, columns=self.names_)

    def inverse_transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """The way back, (n_rows, n_columns); NaN for what no value is bent to."""
        bent = X.to_numpy(dtype="float64") * self.deviation_ + self.mean_
        values = unbend(bent, self.exponents_) * self.scale_ + self.center_
        return pd.DataFrame(values, index=X.index, columns=self.names_)


def bend(values: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    """The transformation of Yeo and Johnson. values: (n_rows, n_columns). exponents: (n_columns,)."""
    above, below = np.log1p(np.maximum(values, 0.0)), np.log1p(-np.minimum(values, 0.0))
    return np.asarray(_grown(above, exponents) - _grown(below, 2.0 - exponents))


def unbend(values: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    """The inverse of `bend`; NaN outside its range."""
    above, below = np.maximum(values, 0.0), np.maximum(-values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(_shrunk(above, exponents) - _shrunk(below, 2.0 - exponents))


def _grown(logs: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    """((1 + x) ** e - 1) / e for log(1 + x), and log(1 + x) itself for e = 0."""
    usual = np.where(exponents == 0, 1.0, exponents)
    return np.asarray(np.where(exponents == 0, logs, np.expm1(logs * usual) / usual))


def _shrunk(values: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    usual = np.where(exponents == 0, 1.0, exponents)
    return np.asarray(np.expm1(np.where(exponents == 0, values, np.log1p(values * usual) / usual)))


def _exponent(values: np.ndarray) -> float:
    """The most likely exponent; 1, which changes nothing, for a constant."""
    if values.size == 0 or np.ptp(values) == 0:
        return 1.0
    if len(values) > SAMPLE:
        values = np.random.default_rng(0).choice(values, SAMPLE, replace=False)
    folded = float((np.sign(values) * np.log1p(np.abs(values))).mean())

    def surprise(exponent: float) -> float:
        variance = float(bend(values[:, None], np.array([exponent])).var())
        return 0.5 * np.log(variance) - (exponent - 1.0) * folded if variance > 0 else np.inf

    return float(minimize_scalar(surprise, bounds=(1.0 - STRONGEST, 1.0 + STRONGEST), method="bounded").x)

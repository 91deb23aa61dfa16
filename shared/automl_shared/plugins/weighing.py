"""How an estimator of a model is told about the rows: how much each counts, and which belong together."""

from __future__ import annotations

from inspect import signature
from typing import Any


def weights_parameter(estimator: Any) -> str:
    """Name of the fit parameter that hands weights to the model proper; scalers take none."""
    return f"{_proper(estimator)[0]}sample_weight"


def ties_parameter(estimator: Any) -> str | None:
    """Name of the fit parameter that tells the model proper what its splits of rows respect; None where it has none."""
    prefix, model = _proper(estimator)
    return f"{prefix}ties" if "ties" in signature(model.fit).parameters else None


def _proper(estimator: Any) -> tuple[str, Any]:
    """The model inside scalers, and what stands before the names of its fit parameters."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    if isinstance(estimator, TransformedTargetRegressor):
        return _proper(estimator.regressor)
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        prefix, model = _proper(last)
        return f"{name}__{prefix}", model
    return "", estimator

"""How an estimator of a model is told how much each row counts."""

from __future__ import annotations

from typing import Any


def weights_parameter(estimator: Any) -> str:
    """Name of the fit parameter that hands weights to the model proper; scalers take none."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    if isinstance(estimator, TransformedTargetRegressor):
        return weights_parameter(estimator.regressor)
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return f"{name}__{weights_parameter(last)}"
    return "sample_weight"

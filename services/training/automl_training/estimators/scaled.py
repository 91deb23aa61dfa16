"""Scaling that belongs to a model: for those that fail on columns or targets of different magnitudes."""

from __future__ import annotations

from typing import Any

from automl_shared.config.models import TaskType


def on_one_scale(estimator: Any, task_type: TaskType) -> Any:
    """The estimator behind a scaler of its columns, and of its target for regression."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    scaled = make_pipeline(StandardScaler(), estimator)
    if task_type == "classification":
        return scaled
    return TransformedTargetRegressor(regressor=scaled, transformer=StandardScaler())


def innermost(estimator: Any) -> Any:
    """The model proper behind scalers, fitted when the whole is."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    if isinstance(estimator, Pipeline):
        return innermost(estimator[-1])
    if isinstance(estimator, TransformedTargetRegressor):
        return innermost(getattr(estimator, "regressor_", estimator.regressor))
    return estimator

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


def in_pieces(estimator: Any, n_pieces: int) -> Any:
    """The estimator behind its columns cut into pieces, which have the same scale as the columns."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from automl_training.estimators.pieces import Pieces

    return make_pipeline(Pieces(n_pieces), StandardScaler(), estimator)


def innermost(estimator: Any) -> Any:
    """The model proper behind scalers, early stopping and choices by size, fitted when the whole is."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    from automl_training.estimators.by_size import BySizeClassifier, BySizeRegressor
    from automl_training.estimators.early_stopping import EarlyStoppedClassifier, EarlyStoppedRegressor

    if isinstance(estimator, Pipeline):
        return innermost(estimator[-1])
    if isinstance(estimator, TransformedTargetRegressor):
        return innermost(getattr(estimator, "regressor_", estimator.regressor))
    if isinstance(estimator, EarlyStoppedClassifier | EarlyStoppedRegressor):
        return innermost(getattr(estimator, "estimator_", estimator.estimator))
    if isinstance(estimator, BySizeClassifier | BySizeRegressor):
        return innermost(getattr(estimator, "estimator_", estimator.small))
    return estimator

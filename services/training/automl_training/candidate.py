"""A candidate and its fitted form: recipe and model as one thing that is fitted on raw rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.config.models import TaskType
from automl_shared.errors import ConfigError, DataError
from automl_shared.plugins import Model
from automl_shared.recipe import Recipe, build_pipeline
from automl_training.estimators.scaled import innermost
from automl_training.resources import sized_for


@dataclass(frozen=True, kw_only=True)
class FittedPipeline:
    """A transformer and an estimator, fitted on the same rows.

    ``estimator`` is None where only one class was seen. ``seen``: the class indices of the estimator's columns, in
    order; empty for regression. ``target_mean`` and ``target_scale`` undo the scaling of a numeric target.
    """

    transformer: Any
    estimator: Any
    n_classes: int
    seen: tuple[int, ...] = ()
    target_mean: float = 0.0
    target_scale: float = 1.0

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """X: (n_rows, n_columns) raw. Returns (n_rows,) values, or (n_rows, n_classes) probabilities.

        Raises DataError for predictions of a wrong shape or that are not finite numbers.
        """
        features = self.features(X)
        return self._probabilities(features) if self.n_classes else self._values(features)

    def features(self, X: pd.DataFrame) -> np.ndarray:
        """What the estimator sees: (n_rows, n_features) floats."""
        return np.ascontiguousarray(self.transformer.transform(X), dtype=np.float64)

    @property
    def model(self) -> Any:
        """The fitted model proper, without scalers around it; None where only one class was seen."""
        return innermost(self.estimator)

    @property
    def n_features(self) -> int:
        return len(self.transformer.get_feature_names_out())

    def _values(self, features: np.ndarray) -> np.ndarray:
        predicted = np.asarray(self.estimator.predict(features), dtype=np.float64)
        values = predicted * self.target_scale + self.target_mean
        return _checked(values, (len(features),))

    def _probabilities(self, features: np.ndarray) -> np.ndarray:
        full = np.zeros((len(features), self.n_classes))
        if self.estimator is None:
            full[:, self.seen[0]] = 1.0
            return full
        predicted = np.asarray(self.estimator.predict_proba(features), dtype=np.float64)
        full[:, self.seen] = _checked(predicted, (len(features), len(self.seen)))
        return np.asarray(full / full.sum(axis=1, keepdims=True))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One preprocessing variant x one model, unfitted. ``n_classes`` is 0 for regression."""

    recipe: Recipe
    model: Model
    params: Mapping[str, Any]
    n_classes: int
    random_seed: int

    @property
    def task_type(self) -> TaskType:
        return "classification" if self.n_classes else "regression"

    @property
    def columns(self) -> list[str]:
        """The raw columns it predicts from."""
        return [*self.recipe.numeric, *self.recipe.categorical]

    def check(self) -> None:
        """Raises ConfigError for parameters the model does not take.

        Loads the libraries that fitting needs, so that their import is not counted as the first fold's time.
        """
        build_pipeline(self.recipe)
        self.model.estimator(self.task_type, self.params, self.random_seed)

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> FittedPipeline:
        """X: (n_rows, n_columns) raw. y: (n_rows,) floats, or class indices.

        Raises ConfigError when the model refuses its parameters or the rows.
        """
        transformer = build_pipeline(self.recipe)
        fit = self._classifier if self.n_classes else self._regressor
        try:
            features = np.ascontiguousarray(transformer.fit_transform(X), dtype=np.float64)
            with sized_for(features.size):
                estimator = self.model.estimator(self.task_type, self.params, self.random_seed)
                return fit(transformer, estimator, features, y)
        except ValueError as error:
            raise ConfigError(
                f"the model {self.model.name!r} could not be fitted on {len(X)} rows",
                value=error,
                fix=f"check its parameters (automl plugins show {self.model.name}) and the data",
            ) from error

    def _classifier(self, transformer: Any, estimator: Any, features: np.ndarray, y: np.ndarray) -> FittedPipeline:
        if not hasattr(estimator, "predict_proba"):
            raise ConfigError(
                f"the model {self.model.name!r} gives no probabilities",
                value=type(estimator).__name__,
                fix="wrap it in sklearn.calibration.CalibratedClassifierCV in the plugin's file",
            )
        seen, codes = np.unique(y, return_inverse=True)
        fitted = estimator.fit(features, codes) if len(seen) > 1 else None
        return FittedPipeline(
            transformer=transformer,
            estimator=fitted,
            n_classes=self.n_classes,
            seen=tuple(int(index) for index in seen),
        )

    def _regressor(self, transformer: Any, estimator: Any, features: np.ndarray, y: np.ndarray) -> FittedPipeline:
        mean, scale = 0.0, 1.0
        if self.recipe.target_standardize:
            mean, scale = float(y.mean()), float(y.std()) or 1.0
        fitted = estimator.fit(features, (y - mean) / scale)
        return FittedPipeline(
            transformer=transformer, estimator=fitted, n_classes=0, target_mean=mean, target_scale=scale
        )


def _checked(predicted: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if predicted.shape != shape:
        raise DataError(
            "the model returned predictions of a wrong shape",
            value=predicted.shape,
            allowed=shape,
            fix="mend the model's plugin: one value a row, or one probability a class",
        )
    broken = ~np.isfinite(predicted)
    if predicted.ndim == 2:
        broken = broken.any(axis=1) | ~(predicted.sum(axis=1) > 0)
    if broken.any():
        raise DataError(
            "the model predicted values that are not finite numbers",
            value=f"{int(broken.sum())} of {len(predicted)} rows",
            fix="use preprocessing.scaling=standard, or leave this model out",
        )
    return predicted

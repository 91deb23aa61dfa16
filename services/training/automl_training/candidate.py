"""A candidate and its fitted form: recipe and model as one thing that is fitted on raw rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from automl_data.recipe import NO_TIES, Ties, build_pipeline
from automl_shared.config.models import TaskType
from automl_shared.errors import ConfigError, DataError
from automl_shared.frozen import Frozen
from automl_shared.plugins import Model
from automl_shared.plugins.model import Needs
from automl_shared.plugins.monotone import directions_of
from automl_shared.recipe import Recipe
from automl_shared.words import T_, TN_
from automl_training.estimators.scaled import innermost
from automl_training.monotone import by_feature, check_directions
from automl_training.resources import sized_for
from automl_training.sharpness import Sharpness
from automl_training.targets import TargetScale, target_scale
from automl_training.weighing import evened, fitted, with_classes

Features = np.ndarray | pd.DataFrame
"""What an estimator sees: (n_rows, n_features) floats, or a frame where some of the features are categories."""


class FittedPipeline(Frozen):
    """A transformer and an estimator, fitted on the same rows.

    ``estimator`` is None where only one class was seen. ``seen``: the class indices of the estimator's columns, in
    order; empty for regression. ``target`` leads from the model's predictions back to the unit of a numeric target.
    ``sharpness`` corrects probabilities, where that is wanted.
    """

    transformer: Any
    estimator: Any
    n_classes: int
    seen: tuple[int, ...] = ()
    target: TargetScale = field(default_factory=TargetScale)
    sharpness: Sharpness | None = None

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """X: (n_rows, n_columns) raw. Returns (n_rows,) values, or (n_rows, n_classes) probabilities.

        Raises DataError for predictions of a wrong shape or that are not finite numbers.
        """
        return self.predict_features(self.features(X))

    def predict_features(self, features: Features) -> np.ndarray:
        """`predict` on rows that `features` has already made of raw ones."""
        return self._probabilities(features) if self.n_classes else self._values(features)

    def features(self, X: pd.DataFrame) -> Features:
        """What the estimator sees of X (n_rows, n_columns) raw."""
        return _as_features(self.transformer.transform(X))

    def behind(self, transformer: Any) -> Self:
        """The same behind another transformer, or behind None where that is kept elsewhere."""
        return replace(self, transformer=transformer)

    @property
    def model(self) -> Any:
        """The fitted model proper, without scalers around it; None where only one class was seen."""
        return innermost(self.estimator)

    @property
    def n_features(self) -> int:
        return len(self.transformer.get_feature_names_out())

    def _values(self, features: Features) -> np.ndarray:
        predicted = np.asarray(self.estimator.predict(features), dtype=np.float64)
        return self.target.back(_checked(predicted, (len(features),)))

    def _probabilities(self, features: Features) -> np.ndarray:
        full = np.zeros((len(features), self.n_classes))
        if self.estimator is None:
            full[:, self.seen[0]] = 1.0
            return full
        predicted = np.asarray(self.estimator.predict_proba(features), dtype=np.float64)
        full[:, self.seen] = _checked(predicted, (len(features), len(self.seen)))
        said = np.asarray(full / full.sum(axis=1, keepdims=True))
        return self.sharpness.of(said) if self.sharpness else said


class Prepared(Frozen):
    """Training rows as an estimator sees them, and what made them so: the same for every setting of a model.

    features: (n_rows, n_features). y: (n_rows,), the target as the model sees it, or class indices. weights: (n_rows,)
    with a mean of 1; None where every row counts the same.
    """

    transformer: Any
    features: Features
    y: np.ndarray
    target: TargetScale
    weights: np.ndarray | None = None
    ties: Ties = NO_TIES
    """What splits inside these rows respect."""

    def transformed(self, X: pd.DataFrame) -> Features:
        """Other rows, (n_rows, n_columns) raw, as the estimator sees them."""
        return _as_features(self.transformer.transform(X))


class Candidate(Frozen):
    """One preprocessing variant x one model, unfitted. ``n_classes`` is 0 for regression."""

    recipe: Recipe
    model: Model
    params: Mapping[str, Any]
    n_classes: int
    random_seed: int
    class_weights: Literal["balanced"] | Sequence[float] | None = None
    """How much the rows of each class count while learning, by class index."""

    @property
    def task_type(self) -> TaskType:
        return "classification" if self.n_classes else "regression"

    @property
    def columns(self) -> list[str]:
        """The raw columns it predicts from."""
        return self.recipe.names

    def check(self, *, weights: bool = False) -> None:
        """Raises ConfigError for parameters, gaps, categories or ``weights`` of rows that the model does not take.

        Loads the libraries that fitting needs, so that their import is not counted as the first fold's time.
        """
        needed = self.recipe
        has_gaps = needed.numeric_imputation == "none" and bool(needed.numeric or needed.datetime)
        asked = Needs(
            gaps=has_gaps, categories="native" in needed.encodings, weights=weights or self.class_weights is not None
        )
        if lack := self.model.lacks(asked):
            raise ConfigError(lack, value=self.model.name, fix=T_("use another model or other settings"))
        check_directions(directions_of(self.params), needed, self.n_classes)
        build_pipeline(needed)
        self.model.estimator(self.task_type, self.params, self.random_seed)

    def fit(
        self, X: pd.DataFrame, y: np.ndarray, weights: np.ndarray | None = None, ties: Ties = NO_TIES
    ) -> FittedPipeline:
        """X: (n_rows, n_columns) raw. y: (n_rows,) floats, or class indices. weights: (n_rows,), None for equal ones.

        ``ties``: what splits inside these rows respect.
        Raises ConfigError when the model refuses its parameters or the rows, DataError when there are too many of them.
        """
        self.model.check_rows(len(X))
        return self.fit_prepared(self.prepare(X, y, weights, ties))

    def prepare(
        self, X: pd.DataFrame, y: np.ndarray, weights: np.ndarray | None = None, ties: Ties = NO_TIES
    ) -> Prepared:
        """Fits the recipe, which does not depend on the model's parameters. Raises ConfigError as `fit` does."""
        transformer = build_pipeline(self.recipe)
        target = TargetScale()
        if not self.n_classes:
            target = target_scale(y, self.recipe.target_transform, standardize=self.recipe.target_standardize)
            y = target.forward(y)
        with self._refusals_told(len(X)):
            features = _as_features(transformer.fit_transform(X, y, ties=ties))
        return Prepared(
            transformer=transformer,
            features=features,
            y=y,
            target=target,
            weights=self._weights(y, weights),
            ties=ties,
        )

    def _weights(self, y: np.ndarray, weights: np.ndarray | None) -> np.ndarray | None:
        of_class = None if self.model.is_baseline else self.class_weights
        return evened(with_classes(weights, y, of_class))

    def fit_prepared(self, rows: Prepared) -> FittedPipeline:
        """Fits the model on rows its recipe has prepared. Raises ConfigError as `fit` does."""
        with self._refusals_told(len(rows.y)), sized_for(rows.features.size):
            directions = by_feature(directions_of(self.params), list(rows.transformer.get_feature_names_out()))
            estimator = self.model.estimator(self.task_type, self.params, self.random_seed, directions)
            if self.n_classes:
                return self._classifier(estimator, rows)
            model = fitted(estimator, rows.features, rows.y, rows.weights, rows.ties)
            return FittedPipeline(transformer=rows.transformer, estimator=model, n_classes=0, target=rows.target)

    @contextmanager
    def _refusals_told(self, n_rows: int) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            raise ConfigError(
                TN_(
                    "the model {model!r} could not be fitted on {n} row",
                    "the model {model!r} could not be fitted on {n} rows",
                    n=n_rows,
                    model=self.model.name,
                ),
                value=error,
                fix=T_("check its parameters (automl plugins show {model}) and the data", model=self.model.name),
            ) from error

    def _classifier(self, estimator: Any, rows: Prepared) -> FittedPipeline:
        if not hasattr(estimator, "predict_proba"):
            raise ConfigError(
                T_("the model {model!r} gives no probabilities", model=self.model.name),
                value=type(estimator).__name__,
                fix=T_("wrap it in sklearn.calibration.CalibratedClassifierCV in the plugin's file"),
            )
        seen, codes = np.unique(rows.y, return_inverse=True)
        return FittedPipeline(
            transformer=rows.transformer,
            estimator=fitted(estimator, rows.features, codes, rows.weights, rows.ties) if len(seen) > 1 else None,
            n_classes=self.n_classes,
            seen=tuple(int(index) for index in seen),
        )


def _as_features(frame: pd.DataFrame) -> Features:
    """Categories stay in a frame, under names that every library takes."""
    if any(isinstance(dtype, pd.CategoricalDtype) for dtype in frame.dtypes):
        return frame.set_axis([f"x{place}" for place in range(frame.shape[1])], axis=1)
    return np.ascontiguousarray(frame, dtype=np.float64)


def _checked(predicted: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if predicted.shape != shape:
        raise DataError(
            T_("the model returned predictions of a wrong shape"),
            value=predicted.shape,
            allowed=shape,
            fix=T_("fix the model's plugin: one value a row, or one probability a class"),
        )
    broken = ~np.isfinite(predicted)
    if predicted.ndim == 2:
        broken = broken.any(axis=1) | ~(predicted.sum(axis=1) > 0)
    if broken.any():
        raise DataError(
            T_("the model predicted values that are not finite numbers"),
            value=T_("{n} of {given} rows", n=int(broken.sum()), given=len(predicted)),
            fix=T_("use preprocessing.scaling=standard, or leave this model out"),
        )
    return predicted

"""One of two estimators, by the number of rows: an exact one for small tables, a fast one for large ones."""

from __future__ import annotations

from typing import Any, Self

from sklearn.base import BaseEstimator, RegressorMixin, clone

from automl_data.recipe import NO_TIES, Ties
from automl_training.estimators.delegating import OfFitted
from automl_training.weighing import fitted


class _BySize(BaseEstimator):  # type: ignore[misc]
    """``small`` is fitted on up to ``max_rows`` rows, ``large`` on more."""

    def __init__(self, small: Any, large: Any, *, max_rows: int) -> None:
        self.small = small
        self.large = large
        self.max_rows = max_rows

    def fit(self, X: Any, y: Any, sample_weight: Any = None, ties: Ties = NO_TIES) -> Self:
        """X: (n_rows, n_features). y and sample_weight: (n_rows,)."""
        chosen = self.small if len(X) <= self.max_rows else self.large
        self.estimator_ = fitted(clone(chosen), X, y, sample_weight, ties)
        return self

    def predict(self, X: Any) -> Any:
        """(n_rows,) predictions for X (n_rows, n_features)."""
        return self.estimator_.predict(X)


class BySizeRegressor(RegressorMixin, _BySize):  # type: ignore[misc]
    """For numbers."""


class BySizeClassifier(OfFitted, _BySize):
    """For class indices."""

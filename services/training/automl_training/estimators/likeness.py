"""Linear models on the likeness of rows to one another, in place of the columns."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics.pairwise import rbf_kernel

from automl_training.estimators.quiet import Quiet

MAX_ITERATIONS = 300


class _OnLikeness(BaseEstimator):  # type: ignore[misc]
    """Sees how much each row is like each of ``n_landmarks`` rows drawn from those fitted on, made uncorrelated.

    Likeness falls with the squared distance over all columns, the faster the larger ``closeness``. A linear model on
    it comes near to one on the likeness to all rows, in time that grows with the rows and not with their square.
    Source: Williams and Seeger (2001), Using the Nyström Method to Speed Up Kernel Machines.
    """

    def __init__(
        self, *, C: float = 10.0, n_landmarks: int = 500, closeness: float = 1.0, random_state: int = 0
    ) -> None:
        self.C = C
        self.n_landmarks = n_landmarks
        self.closeness = closeness
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """X: (n_rows, n_features) finite numbers on one scale. y and sample_weight: (n_rows,)."""
        n_landmarks, gamma = min(self.n_landmarks, len(X)), self.closeness / X.shape[1]
        likeness = Nystroem(gamma=gamma, n_components=n_landmarks, random_state=self.random_state)
        self.linear_ = self._linear().fit(likeness.fit_transform(X), y, sample_weight=sample_weight)
        self.linear_.coef_ = self.linear_.coef_ @ likeness.normalization_
        self.linear_.n_features_in_ = n_landmarks
        self.landmarks_, self.gamma_ = likeness.components_, gamma
        return self

    def predict(self, X: np.ndarray) -> Any:
        """(n_rows,) predictions for X as in `fit`."""
        return self.linear_.predict(self._likeness(X))

    def _likeness(self, X: np.ndarray) -> Any:
        """(n_rows, n_landmarks), not made uncorrelated: what that takes is in the linear model's weights.

        A model stored by an earlier version has it apart from them.
        """
        if hasattr(self, "likeness_"):
            return self.likeness_.transform(X)
        return rbf_kernel(X, self.landmarks_, gamma=self.gamma_)

    def _linear(self) -> Any:
        raise NotImplementedError


class LikenessRegressor(RegressorMixin, _OnLikeness):  # type: ignore[misc]
    """For numbers."""

    def _linear(self) -> Any:
        return Ridge(alpha=1 / self.C)


class LikenessClassifier(ClassifierMixin, _OnLikeness):  # type: ignore[misc]
    """For class indices."""

    @property
    def classes_(self) -> Any:
        """(n_classes,) class indices, in the order of the probabilities."""
        return self.linear_.classes_

    def predict_proba(self, X: np.ndarray) -> Any:
        """(n_rows, n_classes) probabilities for X as in `fit`."""
        return self.linear_.predict_proba(self._likeness(X))

    def _linear(self) -> Any:
        return _QuietLogistic(C=self.C, max_iter=MAX_ITERATIONS)


class _QuietLogistic(Quiet, LogisticRegression):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""

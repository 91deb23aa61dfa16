"""Neural networks that take ``max_iter`` as a budget, and learn from all rows where there are few."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier, MLPRegressor

from automl_data.recipe import NO_TIES, Ties
from automl_training.estimators.early_stopping import LEAST_ROWS
from automl_training.estimators.quiet import Quiet
from automl_training.inner_splits import LEAST_OF_A_CLASS, watched_rows
from automl_training.time_left import affordable

FEW_ITERATIONS = 100
"""How often it goes through the rows at most, where they are few or nothing tells it when to stop."""

BATCH_ROWS = 200
"""Rows of a step at most."""
PROBED_ITERATIONS = 3
"""Whose time tells how often there is time to go through the rows."""
ONLY_FOR_LEARNING = ("_optimizer", "_best_coefs", "_best_intercepts")
"""What a fitted network keeps to go on learning: up to four fifths of its file."""


class _Bounded(Quiet):
    """Sets no rows aside from few rows, or from a class that has hardly any, and learns in steps of as many rows each.

    A last step of a few rows would follow these, and shrink the weights as if they were all: the penalty counts in
    full in every step. Measured on 609 rows, 9 of which were left for the last step: log loss 1.0 in place of 0.45.
    """

    early_stopping: bool
    max_iter: int
    validation_fraction: float
    batch_size: int | str
    n_iter_no_change: int
    tol: float
    random_state: int

    def fit(self, X: Any, y: Any, ties: Ties = NO_TIES, **options: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,)."""
        y = np.asarray(y)
        rare = is_classifier(self) and np.unique(y, return_counts=True)[1].min() < LEAST_OF_A_CLASS
        watched = self._watched(y, ties) if ties else None
        untold = watched is not None and not watched.any()
        if self.early_stopping and (rare or untold or len(y) < LEAST_ROWS):
            self.early_stopping, self.max_iter = False, min(self.max_iter, FEW_ITERATIONS)
        if self.batch_size == "auto":
            self.batch_size = even_batch(len(y) - (self._n_watched(y, watched) if self.early_stopping else 0))

        def learn(most: int) -> None:
            if watched is None or not self.early_stopping:
                self._learn(most, X, y, options)
            else:
                self._learn_watching(most, X, y, options, watched)

        self.max_iter = affordable(self.max_iter, PROBED_ITERATIONS, len(y), learn)
        learn(self.max_iter)
        for name in ONLY_FOR_LEARNING:
            self.__dict__.pop(name, None)
        return self

    def _watched(self, y: np.ndarray, ties: Ties) -> np.ndarray:
        return watched_rows(
            y,
            by_class=is_classifier(self),
            random_seed=self.random_state,
            ties=ties,
            share=self.validation_fraction,
        )

    def _n_watched(self, y: np.ndarray, watched: np.ndarray | None) -> int:
        return math.ceil(self.validation_fraction * len(y)) if watched is None else int(watched.sum())

    def _learn(self, most: int, X: Any, y: Any, options: Mapping[str, Any]) -> None:
        wanted, self.max_iter = self.max_iter, most
        super().fit(X, y, **options)
        self.max_iter = wanted

    def _learn_watching(
        self, most: int, X: np.ndarray, y: np.ndarray, options: Mapping[str, Any], watched: np.ndarray
    ) -> None:
        """Stops and goes back to its best as scikit-learn's does, which watches rows drawn by chance and no others.

        Classes are judged by their probabilities: few groups or moments are right or wrong as a whole.
        """
        learned, seen = ({name: values[rows] for name, values in options.items()} for rows in (~watched, watched))
        classes = {"classes": np.unique(y)} if is_classifier(self) else {}
        network: Any = clone(self).set_params(early_stopping=False)
        best, since, kept = -math.inf, 0, None
        for _ in range(most):
            network.partial_fit(X[~watched], y[~watched], **learned, **classes)
            score = _score(network, X[watched], y[watched], seen)
            since = 0 if score >= best + self.tol else since + 1
            if score > best:
                best, kept = score, [[each.copy() for each in part] for part in (network.coefs_, network.intercepts_)]
            if since > self.n_iter_no_change:
                break
        if kept is not None:
            network.coefs_, network.intercepts_ = kept
        vars(self).update({name: value for name, value in vars(network).items() if name not in network.get_params()})


def _score(network: Any, X: np.ndarray, y: np.ndarray, options: Mapping[str, Any]) -> float:
    """Higher is better."""
    if is_classifier(network):
        return -float(log_loss(y, network.predict_proba(X), labels=network.classes_, **options))
    return float(network.score(X, y, **options))


def even_batch(n_rows: int) -> int:
    """Rows of a step, so that the last one has about as many."""
    return math.ceil(n_rows / math.ceil(n_rows / BATCH_ROWS))


class BoundedMLPClassifier(_Bounded, MLPClassifier):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""


class BoundedMLPRegressor(_Bounded, MLPRegressor):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""

"""The best number of rounds of scikit-learn's exact boosting, on rows of the caller's choice."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import log_softmax
from sklearn.base import is_classifier

from automl_training.estimators.early_stopping import Split


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`. Adds up tree by tree, so that no tree predicts the watched rows twice."""
    watch = _Watch(split, patience, classifies=is_classifier(estimator))
    estimator.fit(split.X, split.y, split.weights, monitor=watch)
    return watch.best


class _Watch:
    """Called after every round with the trees so far; tells to stop when the loss has not fallen for a while."""

    def __init__(self, split: Split, patience: int, *, classifies: bool) -> None:
        self.X = np.asarray(split.X_watched, dtype=np.float32)
        self.y = split.y_watched
        self.patience = patience
        self.classifies = classifies
        self.weights = split.weights_watched
        self.raw = self._start(split.y, split.weights)
        self.lowest = np.inf
        self.best = 1

    def __call__(self, stage: int, estimator: Any, _locals: Any) -> bool:
        trees = estimator.estimators_[stage]
        self.raw += estimator.learning_rate * np.column_stack([tree.predict(self.X) for tree in trees])
        loss = self._loss()
        if loss < self.lowest:
            self.lowest, self.best = loss, stage + 1
        return stage + 1 - self.best >= self.patience

    def _start(self, y: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
        """(n_watched, n_trees_a_round): what is predicted before the first tree, which is the mean or the priors."""
        if not self.classifies:
            return np.full((len(self.y), 1), float(np.average(y, weights=weights)))
        counts = np.bincount(y, weights)
        shares = counts / counts.sum()
        start = np.log(shares) if len(shares) > 2 else np.log(shares[1:] / shares[:1])
        return np.tile(start, (len(self.y), 1))

    def _loss(self) -> float:
        if not self.classifies:
            return float(np.average((self.y - self.raw[:, 0]) ** 2, weights=self.weights))
        raw = self.raw if self.raw.shape[1] > 1 else np.column_stack([np.zeros(len(self.raw)), self.raw])
        surprise = -log_softmax(raw, axis=1)[np.arange(len(self.y)), self.y]
        return float(np.average(surprise, weights=self.weights))

"""Forests that stay small and give the same prediction to the last digit.

Threads add their trees' votes in the order in which they are done, so that the last digit changes from call to call.
Here the trees are grown by all threads and added up by one, without what scikit-learn does around each of them.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Self

import numpy as np
from sklearn.base import is_classifier
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

from automl_training.time_left import affordable

FOREST_BYTES = 20_000_000
"""Of one forest at most: a bag of five is five times that, and trees that are grown to the end took 1.2 GB."""
MOST_DRAWN = 30_000
"""Rows that a tree of a random forest draws at most: more hardly change trees of a bounded size, and take long."""
PROBED_TREES = 5
"""Whose time tells how many trees there is time for."""
NODE_BYTES = 64
LEAST_LEAVES = 100


class _Bounded:
    """Bounds the trees by the memory and the time they would take, and leaves one thread to a fitted forest."""

    n_estimators: int
    max_leaf_nodes: int | None
    bootstrap: bool
    max_samples: float | int | None
    estimators_: list[Any]

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """X: (n_rows, n_features). y and sample_weight: (n_rows,)."""
        n_values = len(np.unique(y)) if is_classifier(self) else 1
        most = max_leaves(self.n_estimators, n_values)
        if self.max_leaf_nodes is None and len(y) > most:
            self.max_leaf_nodes = most
        if self.bootstrap and self.max_samples is None and len(y) > MOST_DRAWN:
            self.max_samples = MOST_DRAWN
        self.n_estimators = affordable(
            self.n_estimators, PROBED_TREES, lambda n_trees: self._grow(n_trees, X, y, sample_weight)
        )
        self._grow(self.n_estimators, X, y, sample_weight)
        self.n_jobs = 1
        return self

    def __getstate__(self) -> dict[str, Any]:
        """What a file keeps of it."""
        state = {**vars(self)}
        if "estimators_" in state:
            state["estimators_"] = [_bare(one) for one in self.estimators_]
        return state

    def _mean(self, X: Any) -> np.ndarray:
        """(n_rows, n_values): what the trees say, added up in their order."""
        rows = self._validate_X_predict(X)  # type: ignore[attr-defined]
        total = np.zeros((len(rows), getattr(self, "n_classes_", 1)))
        for one in self.estimators_:
            total += one.tree_.predict(rows).reshape(total.shape)
        total /= len(self.estimators_)
        return total

    def _grow(self, n_trees: int, X: Any, y: Any, sample_weight: Any) -> None:
        wanted, self.n_estimators = self.n_estimators, n_trees
        super().fit(X, y, sample_weight)  # type: ignore[misc]
        self.n_estimators = wanted


class _Classifies(_Bounded):
    def predict_proba(self, X: Any) -> np.ndarray:
        """(n_rows, n_classes) probabilities for X as in `fit`."""
        return self._mean(X)


class _Regresses(_Bounded):
    def predict(self, X: Any) -> np.ndarray:
        """(n_rows,) predictions for X as in `fit`."""
        return self._mean(X)[:, 0]


def _bare(fitted: Any) -> Any:
    """A copy of a tree without what predicting does not look at: a quarter to a half less in a file.

    Rows are compared as single precision; so are the borders then, each the next below that such a number can have.
    """
    made = deepcopy(fitted)
    tree = made.tree_
    tree.value[tree.children_left >= 0] = 0.0
    for unused in (tree.impurity, tree.n_node_samples, tree.weighted_n_node_samples):
        unused[:] = 0
    near = tree.threshold.astype(np.float32)
    below = np.where(near > tree.threshold, np.nextafter(near, np.float32(-np.inf)), near)
    tree.threshold[:] = below
    return made


def max_leaves(n_trees: int, n_values: int) -> int:
    """Leaves a tree may have; each holds ``n_values`` numbers, and there are twice as many nodes as leaves."""
    return max(LEAST_LEAVES, FOREST_BYTES // (2 * n_trees * (NODE_BYTES + 8 * n_values)))


class BoundedRandomForestClassifier(_Classifies, RandomForestClassifier):  # type: ignore[misc]
    """Source: Breiman (2001), Random Forests."""


class BoundedRandomForestRegressor(_Regresses, RandomForestRegressor):  # type: ignore[misc]
    """Source: Breiman (2001), Random Forests."""


class BoundedExtraTreesClassifier(_Classifies, ExtraTreesClassifier):  # type: ignore[misc]
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""


class BoundedExtraTreesRegressor(_Regresses, ExtraTreesRegressor):  # type: ignore[misc]
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""

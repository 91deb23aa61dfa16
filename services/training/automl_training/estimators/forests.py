"""Forests that stay small and give the same prediction to the last digit.

Threads add their trees' votes in the order in which they are done, so that the last digit changes from call to call.
Here the trees are grown by all threads and added up by one, without what scikit-learn does around each of them.

scikit-learn keeps a number for each class in every node, though most leaves know one class. Bounded by that, trees for
26 classes were cut to a tenth of their leaves, with three times the loss of whole ones. So what leaves say is kept
apart from the trees, without zeros, and what all pure leaves of a class say is kept once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy import sparse
from sklearn.base import is_classifier
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.tree._tree import Tree

from automl_training.time_left import affordable

FOREST_BYTES = 20_000_000
"""Of the nodes of one forest at most: a bag of five is five times that, and trees grown to the end took 1.2 GB."""
SEVERAL_BYTES = 40_000_000
"""The same of more than two classes, which take more leaves to tell apart (letter: log loss 0.118, and 0.095 with twice
the leaves). Two classes (magic) and numbers (diamonds) hardly gain from it."""
GROWN_BYTES = 200_000_000
"""Of one forest at most while it grows, when every node has a number for each class."""
MOST_DRAWN = 30_000
"""Rows that a tree of a random forest draws at most: more hardly change trees of a bounded size, and take long."""
PROBED_TREES = 5
"""Whose time tells how many trees there is time for."""
NODE_BYTES, VALUE_BYTES = 64, 8
LEAST_LEAVES = 100
BLOCK_CELLS = 1_000_000
"""Rows times trees that are predicted at a time: of each row it is noted where it ends up in every tree."""


class _Bounded:
    """Bounds the trees by the memory and the time they would take, and leaves one thread to a fitted forest."""

    n_estimators: int
    max_leaf_nodes: int | None
    bootstrap: bool
    max_samples: float | int | None

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """X: (n_rows, n_features). y and sample_weight: (n_rows,)."""
        n_values = len(np.unique(y)) if is_classifier(self) else 1
        most = max_leaves(self.n_estimators, n_values)
        if self.max_leaf_nodes is None and len(y) > most:
            self.max_leaf_nodes = most
        if self.bootstrap and self.max_samples is None and len(y) > MOST_DRAWN:
            self.max_samples = MOST_DRAWN
        self.n_estimators = affordable(
            self.n_estimators, PROBED_TREES, len(y), lambda n_trees: self._grow(n_trees, X, y, sample_weight)
        )
        self._grow(self.n_estimators, X, y, sample_weight)
        self.n_jobs = 1
        return self

    def __getstate__(self) -> dict[str, Any]:
        """What a file keeps of it."""
        state = {**vars(self)}
        for name in {"estimators_", "_trees"} & set(state):
            state[name] = [_bare(one) for one in state[name]]
        return state

    def _grow(self, n_trees: int, X: Any, y: Any, sample_weight: Any) -> None:
        wanted, self.n_estimators = self.n_estimators, n_trees
        super().fit(X, y, sample_weight)  # type: ignore[misc]
        self.n_estimators = wanted


class _Classifies(_Bounded):
    """A tree's value is the place of what its leaf says in ``leaves_`` (n_leaves, n_classes)."""

    n_classes_: int
    leaves_: sparse.csr_matrix | None = None

    @property
    def estimators_(self) -> Sequence[Any]:
        """The trees as scikit-learn grew them, but for what inner nodes say."""
        return self._trees if self.leaves_ is None else _Whole(self._trees, self.leaves_)

    @estimators_.setter
    def estimators_(self, grown: list[Any]) -> None:
        self._trees, self.leaves_ = grown, None

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        """Files of earlier versions have the trees as they were grown."""
        kept = dict(state)
        grown = kept.pop("estimators_", None)
        super().__setstate__(kept)  # type: ignore[misc]
        if grown is not None:
            self.estimators_ = grown
            self._keep_apart()

    def predict_proba(self, X: Any) -> np.ndarray:
        """(n_rows, n_classes) probabilities for X as in `fit`."""
        rows = self._validate_X_predict(X)  # type: ignore[attr-defined]
        block = max(1, BLOCK_CELLS // len(self._trees))
        blocks = [self._mean(rows[start : start + block]) for start in range(0, rows.shape[0], block)]
        return np.concatenate(blocks)

    def _mean(self, rows: np.ndarray) -> np.ndarray:
        """What the trees say, added up in their order."""
        assert self.leaves_ is not None, "the forest was fitted"
        ends = np.column_stack([one.tree_.predict(rows)[:, 0] for one in self._trees]).astype(np.int32)
        starts = np.arange(0, ends.size + 1, len(self._trees))
        reached = (np.ones(ends.size), ends.ravel(), starts)
        votes = sparse.csr_matrix(reached, shape=(len(rows), self.leaves_.shape[0])) @ self.leaves_
        return np.asarray(votes.toarray() / len(self._trees))

    def _grow(self, n_trees: int, X: Any, y: Any, sample_weight: Any) -> None:
        super()._grow(n_trees, X, y, sample_weight)
        self._keep_apart()

    def _keep_apart(self) -> None:
        self._trees, self.leaves_ = _apart(self._trees, self.n_classes_)


class _Regresses(_Bounded):
    estimators_: list[Any]

    def predict(self, X: Any) -> np.ndarray:
        """(n_rows,) predictions for X as in `fit`: what the trees say, added up in their order."""
        rows = self._validate_X_predict(X)  # type: ignore[attr-defined]
        total = np.zeros(len(rows))
        for one in self.estimators_:
            total += one.tree_.predict(rows)[:, 0]
        return np.asarray(total / len(self.estimators_))


def _apart(grown: Sequence[Any], n_classes: int) -> tuple[list[Any], sparse.csr_matrix]:
    """Trees whose values are places, and what is said there: by the pure leaves of each class, then by each other."""
    trees, said, n_said = [], [sparse.identity(n_classes, format="csr")], n_classes
    for one in grown:
        leaf, values = one.tree_.children_left < 0, one.tree_.value[:, 0, :]
        mixed = leaf & (values.max(axis=1) < 1.0)
        places = np.where(leaf, values.argmax(axis=1), 0)
        places[mixed] = n_said + np.arange(mixed.sum())
        said.append(sparse.csr_matrix(values[mixed]))
        n_said += int(mixed.sum())
        trees.append(_with_values(one, places[:, None].astype(np.float64)))
    return trees, sparse.vstack(said, format="csr")


@dataclass(frozen=True)
class _Whole(Sequence[Any]):
    """Trees that say themselves what their leaves say, made one at a time when they are asked for."""

    trees: Sequence[Any]
    leaves: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.trees)

    def __getitem__(self, place: Any) -> Any:
        return _with_leaves(self.trees[place], self.leaves)


def _with_leaves(slim: Any, leaves: sparse.csr_matrix) -> Any:
    """The tree with what its leaves say in place of where that is."""
    tree = slim.tree_
    leaf = tree.children_left < 0
    values = np.zeros((tree.node_count, leaves.shape[1]))
    values[leaf] = leaves[tree.value[leaf, 0, 0].astype(np.int64)].toarray()
    return _with_values(slim, values)


def _with_values(fitted: Any, values: np.ndarray) -> Any:
    """The same tree with other values. values: (n_nodes, n_values)."""
    made, state = copy(fitted), fitted.tree_.__getstate__()
    made.tree_ = Tree(fitted.tree_.n_features, np.array([values.shape[1]], dtype=np.intp), 1)
    made.tree_.__setstate__({**state, "values": np.ascontiguousarray(values[:, None, :])})
    return made


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
    """Leaves a tree may have: there are twice as many nodes, each with one number, and ``n_values`` while it grows."""
    kept, grown = NODE_BYTES + VALUE_BYTES, NODE_BYTES + VALUE_BYTES * n_values
    most = SEVERAL_BYTES if n_values > 2 else FOREST_BYTES
    return max(LEAST_LEAVES, min(most // (2 * n_trees * kept), GROWN_BYTES // (2 * n_trees * grown)))


class BoundedRandomForestClassifier(_Classifies, RandomForestClassifier):  # type: ignore[misc]
    """Source: Breiman (2001), Random Forests."""


class BoundedRandomForestRegressor(_Regresses, RandomForestRegressor):  # type: ignore[misc]
    """Source: Breiman (2001), Random Forests."""


class BoundedExtraTreesClassifier(_Classifies, ExtraTreesClassifier):  # type: ignore[misc]
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""


class BoundedExtraTreesRegressor(_Regresses, ExtraTreesRegressor):  # type: ignore[misc]
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""

"""Forests say what scikit-learn's own say, to the last bit, without what it does around every tree."""

from __future__ import annotations

import pickle
import zlib
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble._forest import ForestClassifier

from automl_data.bundle.parts import restored, stored
from automl_shared.config.models import TaskType
from automl_shared.plugins import MODELS
from automl_training.estimators import forests
from automl_training.estimators.forests import NODE_BYTES, VALUE_BYTES, max_leaves

N_CLASSES = 7


def as_scikit_learn_grows_it(forest: Any, X: np.ndarray, y: np.ndarray) -> Any:
    """The same forest, fitted by the class of scikit-learn's that ours is made from."""
    plain = next(kind for kind in type(forest).__mro__ if kind.__module__.startswith("sklearn."))
    return plain(**forest.get_params()).fit(X, y)


@pytest.mark.parametrize("name", ["extra_trees", "random_forest"])
@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_a_forest_says_what_scikit_learn_says_of_it(
    name: str, task_type: TaskType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forests, "BLOCK_CELLS", 20 * 70)  # several blocks of rows, the last one shorter
    generator = np.random.default_rng(3)
    X = generator.normal(size=(300, 5))
    X[generator.random(X.shape) < 0.05] = np.nan
    X[:60] = X[60:120]  # rows alike of different classes: leaves that are not pure
    y = generator.integers(0, N_CLASSES, 300) if task_type == "classification" else generator.gamma(1.0, size=300)
    forest = MODELS.get(name).estimator(task_type, {"n_estimators": 20}, 1).fit(X, y)

    plain = as_scikit_learn_grows_it(forest, X, y)
    if task_type == "classification":
        np.testing.assert_array_equal(forest.predict_proba(X), plain.predict_proba(X))
        np.testing.assert_array_equal(forest.predict_proba(X), ForestClassifier.predict_proba(forest, X))
    else:
        np.testing.assert_array_equal(forest.predict(X), plain.predict(X))
    with pytest.raises(ValueError, match="features"):
        forest.predict(X[:, :3])


@pytest.mark.parametrize("name", ["extra_trees", "random_forest"])
@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_a_file_keeps_part_of_a_forest_and_says_all_of_it(name: str, task_type: TaskType) -> None:
    generator = np.random.default_rng(4)
    X, new = generator.normal(size=(1000, 5)), generator.normal(size=(4000, 5))
    y = generator.integers(0, N_CLASSES, 1000) if task_type == "classification" else generator.gamma(1.0, size=1000)
    forest = MODELS.get(name).estimator(task_type, {"n_estimators": 20}, 1).fit(X, y)
    said = forest.predict_proba if task_type == "classification" else forest.predict
    expected = said(new)
    _, whole = stored(as_scikit_learn_grows_it(forest, X, y), "whole")

    info, kept = stored(forest, "kept")

    again = restored(info, kept)
    np.testing.assert_array_equal(
        again.predict_proba(new) if task_type == "classification" else again.predict(new), expected
    )
    np.testing.assert_array_equal(said(new), expected)
    assert len(zlib.compress(kept, 1)) < 0.8 * len(zlib.compress(whole, 1))
    assert info.serialisation == "skops"


def test_what_leaves_of_many_classes_say_takes_no_room() -> None:
    """Trees of 60 classes are as large as those of two, so that many classes do not cut them short."""
    generator = np.random.default_rng(5)
    X = generator.normal(size=(1500, 4))
    forest = MODELS.get("extra_trees").estimator("classification", {"n_estimators": 20}, 1)
    forest.fit(X, (60 * X[:, 0] ** 2).astype(int) % 60)

    n_nodes = sum(one.tree_.node_count for one in forest.estimators_)
    assert n_nodes > 20 * 2 * 700
    assert len(pickle.dumps(forest)) < 1.1 * n_nodes * (NODE_BYTES + VALUE_BYTES)
    assert max_leaves(100, 26) == max_leaves(100, 3)


@pytest.mark.parametrize("name", ["extra_trees", "random_forest"])
def test_a_file_of_an_earlier_version_is_read(name: str) -> None:
    generator = np.random.default_rng(6)
    X = generator.normal(size=(200, 3))
    forest = MODELS.get(name).estimator("classification", {"n_estimators": 10, "min_samples_leaf": 5}, 1)
    forest.fit(X, generator.integers(0, N_CLASSES, 200))
    state = {name: value for name, value in vars(forest).items() if name not in ("_trees", "leaves_")}

    old = type(forest).__new__(type(forest))
    old.__setstate__({**state, "estimators_": forest.estimators_})

    np.testing.assert_array_equal(old.predict_proba(X), forest.predict_proba(X))


@pytest.mark.parametrize("name", ["decision_tree", "extra_trees", "gradient_boosting", "random_forest"])
def test_the_same_trees_make_the_same_file(name: str) -> None:
    """Nodes have bytes that mean nothing, in which there is whatever the memory held before."""
    X = np.random.default_rng(7).normal(size=(150, 3))
    few = {} if name == "decision_tree" else {"n_estimators": 5}
    files = {
        stored(MODELS.get(name).estimator("regression", few, 1).fit(X, X[:, 0]), "one")[0].sha256 for _ in range(3)
    }
    assert len(files) == 1

"""Forests say what scikit-learn's own say, to the last bit, without what it does around every tree."""

from __future__ import annotations

import pickle
import zlib

import numpy as np
import pytest
from sklearn.ensemble._forest import ForestClassifier, ForestRegressor

from automl_shared.config.models import TaskType
from automl_shared.plugins import MODELS

N_CLASSES = 7


@pytest.mark.parametrize("name", ["extra_trees", "random_forest"])
@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_a_forest_says_what_scikit_learn_says_of_it(name: str, task_type: TaskType) -> None:
    generator = np.random.default_rng(3)
    X = generator.normal(size=(300, 5))
    X[generator.random(X.shape) < 0.05] = np.nan
    y = generator.integers(0, N_CLASSES, 300) if task_type == "classification" else generator.gamma(1.0, size=300)
    forest = MODELS.get(name).estimator(task_type, {"n_estimators": 20}, 1).fit(X, y)

    if task_type == "classification":
        np.testing.assert_array_equal(forest.predict_proba(X), ForestClassifier.predict_proba(forest, X))
    else:
        np.testing.assert_array_equal(forest.predict(X), ForestRegressor.predict(forest, X))
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
    whole = pickle.dumps([one.tree_ for one in forest.estimators_])

    kept = pickle.dumps(forest)

    again = pickle.loads(kept)
    np.testing.assert_array_equal(
        again.predict_proba(new) if task_type == "classification" else again.predict(new), expected
    )
    np.testing.assert_array_equal(said(new), expected)
    assert len(zlib.compress(kept, 1)) < 0.8 * len(zlib.compress(whole, 1))

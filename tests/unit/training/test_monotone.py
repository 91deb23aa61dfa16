"""Directions of columns: who has one, who has none, and what is said of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from automl_shared.errors import ConfigError
from automl_shared.plugins.monotone import directions_of
from automl_training.monotone import by_feature, check_directions

from .conftest import Bench, recipe, toy


def test_both_ways_of_writing_a_direction() -> None:
    assert directions_of({"monotone": {"a": "increasing", "b": -1}}) == {"a": 1, "b": -1}
    assert directions_of({"n_estimators": 5}) == {}


@pytest.mark.parametrize("wanted", [{"a": 2}, {"a": True}, {"a": "up"}, {"a": 0}, {"a": 1.0}, ["a"], "a"])
def test_what_is_no_direction_is_refused(wanted: Any) -> None:
    with pytest.raises(ConfigError, match="names columns and their directions"):
        directions_of({"monotone": wanted})


def test_directions_stand_at_the_features_of_their_columns() -> None:
    assert by_feature({"b": -1}, ["a", "b", "colour=red"]) == [0, -1, 0]


@pytest.mark.parametrize(
    ("column", "changes", "n_classes", "said"),
    [
        ("colour", {}, 0, "split into a feature for each of its categories"),
        ("colour", {"categorical_encoding": "ordinal"}, 0, "numbered by the alphabet"),
        ("colour", {"categorical_encoding": "native"}, 0, "left to the model as categories"),
        ("when", {"datetime": {"when": ""}}, 0, "is a date"),
        ("note", {"text": ["note"]}, 0, "is text"),
        ("aa", {}, 0, "is not predicted from"),
        ("a", {"polynomial_degree": 2}, 0, "preprocessing.polynomial_degree"),
        ("a", {"feature_generation": "auto"}, 0, "preprocessing.feature_generation"),
        ("a", {"pca": 2.0}, 0, "preprocessing.pca"),
        ("a", {}, 3, "several classes have no direction"),
    ],
)
def test_columns_without_a_direction_are_refused_in_words(
    column: str, changes: dict[str, Any], n_classes: int, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        check_directions({column: 1}, recipe(**changes), n_classes)


def test_a_task_keeps_to_the_directions_of_the_data(bench: Bench) -> None:
    task = bench.training(bench.ready("regression"), "lightgbm", monotone={"a": "decreasing"}, n_estimators=30)
    assert bench.work_off(task) == 0
    assert bench.trained(task).params["monotone"] == {"a": "decreasing"}
    data = bench.material("regression")
    free = bench.train(bench.candidate("lightgbm", "regression", n_estimators=30), data)
    bound = bench.train(bench.candidate("lightgbm", "regression", n_estimators=30, monotone={"a": "decreasing"}), data)
    row = toy("regression").iloc[[0]].drop(columns="y")
    rows = row.loc[row.index.repeat(40)].assign(a=np.linspace(-2, 2, 40)).reset_index(drop=True)
    assert (np.diff(bound.folds[0].pipeline.predict(rows)) <= 1e-9).all()
    assert (np.diff(free.folds[0].pipeline.predict(rows)) > 0).any()

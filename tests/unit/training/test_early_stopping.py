"""Boosters find their rounds inside the rows they are fitted on, and forests stay small."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin, clone

from automl_shared.config.models import TaskType
from automl_shared.errors import ConfigError, DataError
from automl_shared.plugins import MODELS
from automl_training.estimators import early_stopping
from automl_training.estimators.by_size import BySizeRegressor
from automl_training.estimators.early_stopping import (
    FEW_ROUNDS,
    FIXED_ROUNDS,
    LEAST_ROUNDS,
    MOST_ROUNDS,
    EarlyStoppedRegressor,
    most_rounds,
)
from automl_training.estimators.forests import FOREST_BYTES, max_leaves
from automl_training.estimators.scaled import innermost
from automl_training.inner_splits import watched_rows
from automl_training.resources import sized_for
from automl_training.time_left import MOST_SHARE, Deadline, planned

N_ROWS = 600
BOOSTERS = {"lightgbm": "n_estimators", "hist_gradient_boosting": "max_iter", "gradient_boosting": "n_estimators"}
every_booster = pytest.mark.parametrize(("name", "rounds"), BOOSTERS.items())


def table(n_rows: int = N_ROWS) -> tuple[np.ndarray, np.ndarray]:
    """A curve with noise: more rounds than needed make it worse."""
    generator = np.random.default_rng(0)
    X = generator.normal(size=(n_rows, 4))
    return X, np.sin(2 * X[:, 0]) + X[:, 1] + generator.normal(scale=0.7, size=n_rows)


def fitted(name: str, X: np.ndarray, y: np.ndarray, **params: Any) -> Any:
    task_type: TaskType = "classification" if y.dtype.kind == "i" else "regression"
    with sized_for(X.size):
        return innermost(MODELS.get(name).estimator(task_type, params, 7).fit(X, y))


@every_booster
def test_stops_long_before_the_most_rounds_on_numbers_and_on_classes(name: str, rounds: str) -> None:
    X, y = table()
    for target in (y, (y > 0).astype(int), np.digitize(y, [-1.0, 1.0])):
        assert 1 < fitted(name, X, target).get_params()[rounds] < MOST_ROUNDS / 4


@every_booster
def test_rounds_that_are_asked_for_are_kept_to(name: str, rounds: str) -> None:
    X, y = table()
    assert fitted(name, X, y, **{rounds: 7}).get_params()[rounds] == 7
    assert fitted(name, X, y, early_stopping=False).get_params()[rounds] == FIXED_ROUNDS
    assert fitted(name, X, y, early_stopping=True, **{rounds: 5}).get_params()[rounds] <= 5


def test_seven_trees_are_seven_trees() -> None:
    X, y = table()
    assert fitted("lightgbm", X, y, n_estimators=7).n_estimators_ == 7
    assert len(fitted("gradient_boosting", X, y, n_estimators=7).estimators_) == 7


@every_booster
def test_few_rows_get_a_fixed_number_of_rounds(name: str, rounds: str) -> None:
    X, y = table(100)
    assert fitted(name, X, y).get_params()[rounds] == FEW_ROUNDS


@every_booster
def test_a_class_of_one_row_is_learned_from(name: str, rounds: str) -> None:
    X, y = table()
    target = (y > 0).astype(int)
    target[3] = 2
    with sized_for(X.size):
        model = MODELS.get(name).estimator("classification", {}, 7).fit(X, target)
    assert model.predict_proba(X).shape == (N_ROWS, 3)


def test_more_rounds_than_the_best_when_ranks_matter() -> None:
    X, y = table()
    usual, long = (fitted("lightgbm", X, y, round_factor=factor).n_estimators_ for factor in (1.0, 3.0))
    assert long == 3 * usual


def test_the_watched_rows_are_a_share_of_every_class_and_depend_on_the_seed_alone() -> None:
    y = np.repeat([0, 1, 2], [400, 40, 2])
    watched = watched_rows(y, by_class=True, random_seed=1)
    assert [int(watched[y == one].sum()) for one in range(3)] == [60, 6, 0]
    np.testing.assert_array_equal(watched, watched_rows(y, by_class=True, random_seed=1))
    assert (watched != watched_rows(y, by_class=True, random_seed=2)).any()


@pytest.mark.parametrize(
    ("n_rows", "trees", "allowed"), [(1000, 1, 2000), (100_000, 1, 300), (10_000, 20, 150), (10**6, 50, LEAST_ROUNDS)]
)
def test_large_tables_of_many_classes_get_fewer_rounds(n_rows: int, trees: int, allowed: int) -> None:
    assert most_rounds(MOST_ROUNDS, n_rows, trees) == allowed


def test_a_table_that_allows_few_rounds_is_learned_in_larger_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = table()
    assert fitted("lightgbm", X, y).learning_rate == 0.05
    monkeypatch.setattr(early_stopping, "ROWS_TIMES_TREES", 150 * N_ROWS)
    assert fitted("lightgbm", X, y).learning_rate == pytest.approx(0.1)
    assert fitted("lightgbm", X, y, n_estimators=20, early_stopping=True).learning_rate == 0.05
    monkeypatch.setattr(early_stopping, "ROWS_TIMES_TREES", 1)
    assert fitted("lightgbm", X, y).learning_rate == pytest.approx(0.15), "a hundred rounds are always allowed"


class Timed(RegressorMixin, BaseEstimator):
    """Grows rounds on a clock of its own: a millisecond each for every row, and ``late`` seconds for the next fit."""

    now = 0.0
    grown: ClassVar[list[int]] = []
    late = 0.0

    def __init__(self, n: int = 1) -> None:
        self.n = n

    def fit(self, X: np.ndarray, _y: np.ndarray) -> Timed:
        Timed.now += self.n * len(X) / 1000 + Timed.late
        Timed.late = 0.0
        Timed.grown.append(self.n)
        return self


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> EarlyStoppedRegressor:
    """With 60 rounds at most, on fewer rows than are split."""
    monkeypatch.setattr(early_stopping, "time", SimpleNamespace(perf_counter=lambda: Timed.now))
    monkeypatch.setattr(Timed, "grown", [])
    return EarlyStoppedRegressor(Timed(60), rounds=lambda *_: 1, name="n")


def in_time(timed: EarlyStoppedRegressor, seconds: float | None, *n_rows: int) -> list[int]:
    """Rounds of every fit where a candidate fits so many rows, one after the other, in ``seconds`` each."""
    deadline = (
        None if seconds is None else Deadline(ends=seconds * len(n_rows) / MOST_SHARE, remedy="", clock=lambda: 0.0)
    )
    with planned(deadline, n_fits=len(n_rows)):
        for n in n_rows:
            timed.fit(np.zeros((n, 1)), np.zeros(n))
    return Timed.grown


def test_rounds_are_probed_once_for_all_fits_of_a_candidate(timed: EarlyStoppedRegressor) -> None:
    assert in_time(timed, 8.1, 100, 100, 200) == [4, 12, 40, 40, 20]


def test_without_a_budget_no_round_is_probed(timed: EarlyStoppedRegressor) -> None:
    assert in_time(timed, None, 100, 100) == [60, 60]


def test_a_machine_that_is_busy_at_the_wrong_moment_does_not_make_rounds_free(timed: EarlyStoppedRegressor) -> None:
    Timed.late = 5.0
    assert in_time(timed, 8.1, 100) == [4, 12, 40]


def test_it_can_be_cloned_with_everything_it_was_made_of() -> None:
    whole = MODELS.get("lightgbm").estimator("regression", {"num_leaves": 5, "round_factor": 2.0}, 7)
    again = clone(whole)
    assert again.estimator.num_leaves == 5
    assert again.factor == 2.0


def test_a_forest_on_many_rows_is_bounded_and_on_few_is_not() -> None:
    X, y = table(4000)
    X = X[:, :1]  # trees grow as large on one column, in a fraction of the time
    for name in ("random_forest", "extra_trees"):
        large, small = (fitted(name, X[:n], y[:n], n_estimators=300) for n in (4000, 200))
        assert max(tree.get_n_leaves() for tree in large.estimators_) <= max_leaves(300, 1) < 4000 / 2
        assert small.max_leaf_nodes is None
        assert sum(tree.tree_.node_count for tree in large.estimators_) * 72 <= FOREST_BYTES


def test_a_svm_is_straight_on_many_rows_and_curved_on_few() -> None:
    X, y = table()
    for n_rows, kind in ((100, "SVR"), (600, "LinearSVR")):
        whole = MODELS.get("svm").estimator("regression", {}, 7).regressor[-1]
        assert isinstance(whole, BySizeRegressor)
        assert type(whole.set_params(max_rows=500).fit(X[:n_rows], y[:n_rows]).estimator_).__name__ == kind


def test_a_svm_with_probabilities_is_fitted_once_on_all_rows() -> None:
    X, y = table(120)
    model = innermost(MODELS.get("svm").estimator("classification", {}, 7).fit(X, (y > 0).astype(int)))
    (calibrated,) = model.calibrated_.calibrated_classifiers_
    assert model.support_vectors_ is calibrated.estimator.support_vectors_
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    assert model.decision_function(scaled) == pytest.approx(calibrated.estimator.decision_function(scaled))


def test_too_many_rows_are_refused_with_the_way_out() -> None:
    with pytest.raises(DataError, match=r"gaussian_process is for up to 5,000 rows"):
        MODELS.get("gaussian_process").check_rows(5001)
    MODELS.get("gaussian_process").check_rows(5000)


def test_a_misspelt_parameter_is_told_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'num_leaves'"):
        MODELS.get("lightgbm").estimator("regression", {"num_leafs": 5}, 7)

"""What models look at while they are fitted: whole groups they have not seen, or rows later than those learned from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyRegressor
from sklearn.metrics import log_loss
from sklearn.metrics.pairwise import rbf_kernel

from automl_data.bundle.parts import part_info, restored, stored
from automl_data.recipe import NO_TIES, Ties
from automl_shared.config.models import TaskType
from automl_shared.plugins import MODELS
from automl_training.estimators.category_codes import CategoryCodes
from automl_training.estimators.early_stopping import EarlyStoppedRegressor, Split
from automl_training.estimators.scaled import innermost
from automl_training.estimators.tuned_likeness import _exact
from automl_training.inner_splits import WATCHED_SHARE, folds_of, watched_rows
from automl_training.resources import sized_for
from automl_training.weighing import fitted

from .conftest import Bench

N_GROUPS, OF_A_GROUP = 60, 8
GROUPS = np.random.default_rng(3).permutation(np.repeat(np.arange(N_GROUPS), OF_A_GROUP))
"""In no order: folds of rows that follow each other would keep groups together by chance."""
BOOSTERS = {
    "lightgbm": "n_estimators",
    "hist_gradient_boosting": "max_iter",
    "gradient_boosting": "n_estimators",
    "xgboost": "n_estimators",
    "catboost": "iterations",
}


def leaking(task_type: TaskType, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rows of a group have nearly the same columns, and a target of their own that these tell nothing of elsewhere."""
    random = np.random.default_rng(seed)
    places = random.normal(size=(N_GROUPS, 6))
    X = places[GROUPS] + random.normal(scale=0.02, size=(len(GROUPS), 6))
    own = random.normal(size=N_GROUPS)[GROUPS] + random.normal(scale=0.1, size=len(GROUPS))
    return X, own if task_type == "regression" else (own > 0).astype(int)


def learned(name: str, task_type: TaskType, ties: Ties, **params: Any) -> Any:
    X, y = leaking(task_type)
    with sized_for(X.size):
        return fitted(MODELS.get(name).estimator(task_type, params, 7), X, y, None, ties)


@pytest.mark.parametrize("task_type", ["regression", "classification"])
@pytest.mark.parametrize("name", BOOSTERS)
def test_boosters_do_not_learn_groups_by_heart(name: str, task_type: TaskType) -> None:
    pytest.importorskip(name) if name in ("xgboost", "catboost") else None
    usual, tied = (
        innermost(learned(name, task_type, ties)).get_params()[BOOSTERS[name]] for ties in (Ties(), Ties(groups=GROUPS))
    )
    assert tied < usual / 2, "what is learned of other groups helps none of those watched"


def test_a_candidate_tells_its_model_of_groups(bench: Bench) -> None:
    X, y = leaking("regression")
    candidate = bench.candidate("lightgbm", "regression", bench.recipe(numeric=list("abcdef"), categorical=[]))
    frame = pd.DataFrame(X, columns=list("abcdef"))
    usual, tied = (candidate.fit(frame, y, ties=ties).model.n_estimators for ties in (Ties(), Ties(groups=GROUPS)))
    assert tied < usual / 2


@pytest.mark.parametrize("name", ["mlp", "tuned_kernel", "svm"])
def test_models_are_not_surer_of_new_groups_than_they_can_be(name: str) -> None:
    new, truth = leaking("classification", seed=1)
    usual, tied = (
        log_loss(truth, learned(name, "classification", ties).predict_proba(new))
        for ties in (Ties(), Ties(groups=GROUPS))
    )
    assert tied < usual - 0.1


@pytest.mark.parametrize("name", ["ridge", "lasso", "elasticnet"])
def test_penalties_are_chosen_on_whole_groups(name: str) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(N_GROUPS, 100))[GROUPS]
    y = random.normal(size=N_GROUPS)[GROUPS]
    usual, tied = (
        fitted(MODELS.get(name).estimator("regression", {}, 7), X, y, None, ties)
        for ties in (Ties(), Ties(groups=GROUPS))
    )
    assert tied.alpha_ > 10 * usual.alpha_
    assert tied.cv is None


@pytest.mark.parametrize("name", ["mlp", "tuned_kernel", "svm", "ridge", "lasso"])
@pytest.mark.parametrize("ties", [Ties(groups=GROUPS), Ties(times=np.arange(len(GROUPS)) // 5)])
def test_ties_and_weights_reach_every_model(name: str, ties: Ties) -> None:
    n_rows = 240  # what reaches a model reaches it with few rows, too
    weights, ties = np.linspace(0.5, 1.5, n_rows), ties.at(np.arange(n_rows))
    for task_type in MODELS.get(name).task_types:
        X, y = (one[:n_rows] for one in leaking(task_type))
        estimator = MODELS.get(name).estimator(task_type, {}, 7)
        with sized_for(X.size):
            said = fitted(estimator, X, y, weights, ties).predict(X)
        assert np.isfinite(said).all()


def test_whole_groups_are_watched_about_as_many_rows_as_wanted() -> None:
    y = np.zeros(len(GROUPS))
    watched = watched_rows(y, by_class=False, random_seed=1, ties=Ties(groups=GROUPS))
    assert set(GROUPS[watched]).isdisjoint(GROUPS[~watched])
    assert watched.mean() == pytest.approx(WATCHED_SHARE, abs=0.02)
    assert (watched != watched_rows(y, by_class=False, random_seed=2, ties=Ties(groups=GROUPS))).any()


@pytest.mark.parametrize(("sizes", "watched"), [([70, 30], 30), ([100], 0), ([40, 35, 25], 25), ([96, 2, 2], 4)])
def test_few_groups(sizes: list[int], watched: int) -> None:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    assert watched_rows(np.zeros(100), by_class=False, random_seed=0, ties=Ties(groups=groups)).sum() == watched


@pytest.mark.parametrize(("times", "watched"), [(np.arange(100), 15), (np.arange(100) // 50, 50), (np.zeros(100), 0)])
def test_the_latest_rows_are_watched_and_moments_stay_whole(times: np.ndarray, watched: int) -> None:
    shuffled = np.random.default_rng(0).permutation(times)
    rows = watched_rows(np.zeros(100), by_class=False, random_seed=0, ties=Ties(times=shuffled))
    assert rows.sum() == watched
    assert not watched or shuffled[rows].min() > shuffled[~rows].max()


def test_classes_that_others_would_not_learn_are_not_watched() -> None:
    times = Ties(times=np.arange(100))
    y = np.arange(100) % 2
    y[95:] = 2
    assert watched_rows(y, by_class=True, random_seed=0, ties=times).sum() == 10
    late = (np.arange(100) > 80).astype(int)
    assert not watched_rows(late, by_class=True, random_seed=0, ties=times).any(), "the rows watched are of one class"


def test_folds_that_miss_a_class_are_none() -> None:
    y = np.repeat([0, 1], 50)
    assert folds_of(y, 3, Ties(groups=y), by_class=True) == []
    assert len(folds_of(y, 3, Ties(groups=np.arange(100) % 9), by_class=True)) == 3


@pytest.mark.parametrize("n_directions", [40, 4])
def test_what_is_said_of_a_group_left_out_is_what_a_fit_without_it_says(n_directions: int) -> None:
    random = np.random.default_rng(0)
    X, y, groups, penalty = random.normal(size=(40, 3)), random.normal(size=(40, 2)), np.arange(40) % 5, 0.5
    basis = _exact(X, np.ones(40), 0.1)
    top = type(basis)(basis.rows[:, -n_directions:], basis.sizes[-n_directions:])
    said = top.without_groups(y, penalty, groups)
    likeness = top.rows @ top.rows.T
    if n_directions == 40:
        np.testing.assert_allclose(likeness, rbf_kernel(X, gamma=0.1), atol=1e-8)
    for own in (np.flatnonzero(groups == one) for one in range(5)):
        others = np.setdiff1d(np.arange(40), own)
        inner = likeness[np.ix_(others, others)] + penalty * np.eye(len(others))
        expected = likeness[np.ix_(own, others)] @ np.linalg.solve(inner, y[others])
        np.testing.assert_allclose(said[own], expected, atol=1e-7)
        np.testing.assert_allclose(top.by_the_past(y, penalty, [(others, own)]), expected, atol=1e-7)


class Remembers(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A library's model that keeps what it is fitted on."""

    def fit(self, X: Any, y: Any, **told: Any) -> Any:
        self.X, self.y, self.told = X, y, told
        return self

    def set_params(self, **params: Any) -> None:
        self.params = params


class RemembersCategories(CategoryCodes, Remembers):
    """Takes categories as CatBoost does."""


@pytest.mark.parametrize("columns", [["level"], []])
def test_categories_are_told_by_the_past_alone(columns: list[str]) -> None:
    """CatBoost tells a category by the targets of rows before it: with times these are in their order."""
    times, level = np.array([2, 0, 3, 1]), pd.Categorical(["c", "a", "d", "b"])
    X = pd.DataFrame({"level": level, "x": [2.0, 0.0, 3.0, 1.0]})[[*columns, "x"]]
    asked = RemembersCategories().fit(X, times * 10, times + 1.0, ties=Ties(times=times))

    assert (asked.X["x"].tolist() == [0.0, 1.0, 2.0, 3.0]) is bool(columns)
    np.testing.assert_array_equal(asked.y, asked.X["x"] * 10)
    np.testing.assert_array_equal(asked.told["sample_weight"], asked.X["x"] + 1)
    assert getattr(asked, "params", None) == ({"has_time": True} if columns else None)


def test_categories_are_told_by_other_groups_alone() -> None:
    """In an order drawn by chance, rows of a group would tell each other the target that all of them have."""
    random = np.random.default_rng(5)
    level = pd.Categorical.from_codes(GROUPS // 2, categories=pd.RangeIndex(N_GROUPS // 2))
    X = pd.DataFrame({"level": level, "x": random.normal(size=len(GROUPS))})
    y = random.normal(size=N_GROUPS)[GROUPS]
    asked = RemembersCategories().fit(X, y, ties=Ties(groups=GROUPS))

    told = asked.X["level"].to_numpy()
    assert asked.told["cat_features"] == []
    assert len(np.unique(told[GROUPS == 0])) == 1, "all rows of a group are told the same, by the other one"
    assert np.corrcoef(told, y)[0, 1] < 0.3, "of its own target a row would know half"


@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_a_stored_model_tells_categories_as_it_learned_them(task_type: TaskType) -> None:
    pytest.importorskip("catboost")
    _, y = leaking(task_type)
    level = pd.Categorical.from_codes(GROUPS // 2, categories=pd.RangeIndex(N_GROUPS // 2))
    X = pd.DataFrame({"level": level, "x": np.arange(len(GROUPS), dtype=float)})
    estimator = MODELS.get("catboost").estimator(task_type, {"iterations": 5}, 7)
    model = fitted(estimator, X, y, None, Ties(groups=GROUPS))

    _, content = stored(model, "part")
    again = restored(part_info("part.skops", "skops", content), content)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_boosters_tell_their_library_what_the_rows_they_learn_from_respect() -> None:
    """In both fits: the one that finds the rounds, and the one that keeps them."""
    seen: list[Any] = []

    class Told(DummyRegressor):
        n = 5

        def __init__(self, n: int = 5) -> None:
            super().__init__()
            self.n = n

        def fit(self, X: Any, y: Any, sample_weight: Any = None, ties: Ties = NO_TIES) -> Any:
            seen.append(ties)
            return super().fit(X, y, sample_weight)

    def rounds(estimator: Any, split: Split, _patience: int) -> int:
        estimator.fit(split.X, split.y, ties=split.ties)
        assert split.ties.times is not None
        assert len(split.ties.times) == len(split.y)
        return 3

    times = np.arange(400)
    model = EarlyStoppedRegressor(Told(), rounds=rounds, name="n", random_state=0)
    fitted(model, np.zeros((400, 1)), times.astype(float), None, Ties(times=times))

    assert [one.times is not None for one in seen] == [True, True]
    assert seen[0].times.max() < 399, "the latest rows are watched"

"""A kernel model that looks at the columns that tell something, its settings found by leaving out one row at a time."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import log_loss, r2_score
from sklearn.metrics.pairwise import rbf_kernel

from automl_shared.config.models import TaskType
from automl_shared.plugins import MODELS
from automl_training.estimators import tuned_likeness
from automl_training.estimators.scaled import innermost
from automl_training.estimators.tuned_likeness import LEAST_LANDMARKS, TunedLikenessRegressor, _exact, relevance_rows
from automl_training.time_left import Deadline, planned

N_ROWS = 400


def among_noise(seed: int, n_rows: int = N_ROWS) -> tuple[np.ndarray, np.ndarray]:
    """Points in 30 columns, and how far they are from the middle in the first two."""
    X = np.random.default_rng(seed).normal(size=(n_rows, 30))
    return X, np.hypot(X[:, 0], X[:, 1])


def test_columns_that_tell_nothing_do_not_make_unlike_what_is_alike() -> None:
    (X, distance), (new, new_distance) = among_noise(0), among_noise(1)
    numbers = {
        name: r2_score(new_distance, MODELS.get(name).estimator("regression", {}, 7).fit(X, distance).predict(new))
        for name in ("tuned_kernel", "kernel")
    }
    assert numbers["tuned_kernel"] > 0.9 > 0.5 > numbers["kernel"]
    inside, new_inside = (distance < 1).astype(int), (new_distance < 1).astype(int)
    chances = {
        name: log_loss(
            new_inside, MODELS.get(name).estimator("classification", {}, 7).fit(X, inside).predict_proba(new)
        )
        for name in ("tuned_kernel", "kernel")
    }
    assert chances["tuned_kernel"] < 0.5 * chances["kernel"]


@pytest.mark.parametrize("weighted", [False, True])
def test_what_is_said_of_a_row_left_out_is_what_a_fit_without_it_says(weighted: bool) -> None:
    X, y = among_noise(0, 30)
    weights = np.where(np.arange(30) % 3, 1.0, 4.0) if weighted else np.ones(30)
    root, likeness, penalty = np.sqrt(weights), rbf_kernel(X, gamma=0.1), 0.5
    said = _exact(X, weights, 0.1).left_out((y * root)[:, None], penalty)[:, 0] / root
    for row in range(30):
        others = np.delete(np.arange(30), row)
        inner = likeness[np.ix_(others, others)] + penalty * np.diag(1 / weights[others])
        assert said[row] == pytest.approx(likeness[row, others] @ np.linalg.solve(inner, y[others]), abs=1e-8)


def test_classes_of_noise_get_their_shares() -> None:
    X, _ = among_noise(0)
    y = (np.random.default_rng(3).random(N_ROWS) < 0.3).astype(int)
    said = MODELS.get("tuned_kernel").estimator("classification", {}, 7).fit(X, y).predict_proba(among_noise(1)[0])
    shares = [1 - y.mean(), y.mean()]
    fresh = (np.random.default_rng(4).random(N_ROWS) < 0.3).astype(int)
    assert log_loss(fresh, said) < 1.05 * log_loss(fresh, np.tile(shares, (N_ROWS, 1)))


@pytest.mark.parametrize("kind", ["regression", "classification"])
def test_rows_that_weigh_more_are_met_more_closely(kind: TaskType) -> None:
    X, distance = among_noise(0)
    truth = distance if kind == "regression" else (distance < 1).astype(int)
    spoilt = np.where(np.arange(N_ROWS) % 2, truth, truth[::-1])
    good = np.where(np.arange(N_ROWS) % 2, 1.0, 1e-3)
    model = innermost(MODELS.get("tuned_kernel").estimator(kind, {}, 7))

    def near() -> float:
        return float(np.mean((model.predict(X) - truth) ** 2))

    model.fit(X, spoilt, sample_weight=good)
    weighed = near()
    model.fit(X, spoilt)
    assert weighed < 0.5 * near()


def test_many_rows_are_compared_with_fewer_others(monkeypatch: pytest.MonkeyPatch) -> None:
    X, distance = among_noise(0)
    assert TunedLikenessRegressor().fit(X, distance).landmarks_.shape == (N_ROWS, 30)
    monkeypatch.setattr(tuned_likeness, "CELLS", 250 * N_ROWS)
    monkeypatch.setattr(tuned_likeness, "TUNED_ROWS", 150)
    fewer = TunedLikenessRegressor().fit(X, distance)
    assert fewer.landmarks_.shape == (250, 30)
    new, new_distance = among_noise(1)
    assert r2_score(new_distance, fewer.predict(new)) > 0.7


def test_where_time_is_short_there_are_fewer_of_them() -> None:
    X, distance = among_noise(0, 2 * LEAST_LANDMARKS)
    with planned(Deadline(ends=0.0, remedy="", clock=lambda: -1e9), n_fits=1):
        assert len(TunedLikenessRegressor().fit(X, distance).landmarks_) == 2 * LEAST_LANDMARKS
    with planned(Deadline(ends=0.0, remedy="", clock=lambda: -1e-6), n_fits=1):
        assert len(TunedLikenessRegressor().fit(X, distance).landmarks_) == LEAST_LANDMARKS


def test_wide_tables_tell_about_their_columns_with_fewer_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [relevance_rows(n_features) for n_features in (10, 100, 250, 1000, 50_000)] == [5000, 5000, 2000, 500, 500]
    monkeypatch.setattr(tuned_likeness, "LEAST_RELEVANCE_ROWS", 150)
    monkeypatch.setattr(tuned_likeness, "RELEVANCE_CELLS", 1)
    X = np.random.default_rng(0).normal(size=(500, 200))
    said = TunedLikenessRegressor().fit(X[:300], X[:300, 0]).predict(X[300:])
    assert r2_score(X[300:, 0], said) > 0.8, "150 of 300 rows find the column that tells something"


def test_a_column_without_any_difference_and_a_target_without_one_are_no_trouble() -> None:
    X, _ = among_noise(0, 40)
    X[:, 3] = 0.0
    said = TunedLikenessRegressor().fit(X, np.full(40, 2.5)).predict(X)
    np.testing.assert_allclose(said, 2.5)

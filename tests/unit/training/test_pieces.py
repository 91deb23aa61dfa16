"""A network whose columns are cut into pieces."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import log_loss

from automl_shared.plugins import MODELS
from automl_training.estimators.networks import BoundedMLPClassifier, even_batch
from automl_training.estimators.pieces import Pieces
from automl_training.estimators.scaled import innermost
from automl_training.resources import sized_for


def test_a_value_is_at_0_before_an_interval_and_at_1_behind_it() -> None:
    X = np.arange(9.0)[:, None]
    made = Pieces(2).fit_transform(X)
    np.testing.assert_allclose(made[[0, 2, 4, 6, 8]], [[0, 0, 0], [2, 0.5, 0], [4, 1, 0], [6, 1, 0.5], [8, 1, 1]])


def test_values_outside_the_learned_range_stay_at_the_ends_and_yes_or_no_stays_as_it_is() -> None:
    X = np.column_stack([np.arange(8.0), np.arange(8) % 2])
    pieces = Pieces(2).fit(X)
    made = pieces.transform(np.array([[-5.0, 1.0], [50.0, 0.0]]))
    np.testing.assert_allclose(made, [[-5, 1, 0, 0], [50, 0, 1, 1]])


def test_a_network_in_pieces_finds_a_step_that_a_plain_one_blurs() -> None:
    generator = np.random.default_rng(0)
    X = generator.uniform(-3, 3, size=(800, 3))
    y = np.floor(X[:, 0]) % 2 + 0.1 * generator.normal(size=len(X))
    wanted = next(one for one in MODELS.get("mlp").presets if one.suffix == "pieces").params
    errors = []
    for pieces in (12, 0):
        with sized_for(X.size):
            model = MODELS.get("mlp").estimator("regression", {**wanted, "pieces": pieces}, 1).fit(X[:600], y[:600])
        errors.append(float(np.mean((model.predict(X[600:]) - y[600:]) ** 2)))
    assert errors[0] < 0.7 * errors[1]


def test_very_many_columns_stay_as_they_are() -> None:
    X = np.random.default_rng(0).normal(size=(20, 1500))
    assert Pieces(8).fit_transform(X).shape == X.shape
    assert Pieces(8).fit_transform(X[:, :500]).shape == (20, 500 * 5)


def test_a_fitted_network_keeps_nothing_that_is_only_for_learning() -> None:
    X = np.random.default_rng(0).normal(size=(400, 3))
    with sized_for(X.size):
        model = innermost(MODELS.get("mlp").estimator("classification", {}, 1).fit(X, (X[:, 0] > 0).astype(int)))
    assert not {"_optimizer", "_best_coefs"} & set(vars(model))


@pytest.mark.parametrize("n_rows", [1, 150, 200, 201, 609, 1_001])
def test_every_step_of_a_network_learns_from_about_as_many_rows(n_rows: int) -> None:
    batch = even_batch(n_rows)
    last = n_rows % batch or batch
    assert batch <= 200
    assert last >= 0.9 * batch or batch - last < math.ceil(n_rows / batch)


def test_a_few_rows_more_than_whole_steps_do_not_spoil_a_network() -> None:
    """609 rows: three steps of 200, and 9 rows that once made a step of their own."""
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1_218, 6))
    y = (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype(int)
    losses = {}
    for n_rows in (600, 609):
        network = BoundedMLPClassifier(alpha=10.0, early_stopping=False, max_iter=60, random_state=0)
        losses[n_rows] = log_loss(y[609:], network.fit(X[:n_rows], y[:n_rows]).predict_proba(X[609:]))
    assert losses[609] < losses[600] + 0.05

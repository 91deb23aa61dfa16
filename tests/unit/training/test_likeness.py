"""Models on the likeness of rows bend where the data do, at a cost that does not grow with the square of the rows."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from sklearn.kernel_approximation import Nystroem
from sklearn.metrics import r2_score, roc_auc_score

from automl_shared.plugins import MODELS
from automl_shared.plugins.model import portfolio
from automl_training.estimators.scaled import innermost

N_ROWS = 700


def ring(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points, and how far they are from the middle: nothing that a straight line finds."""
    X = np.random.default_rng(seed).normal(size=(N_ROWS, 2))
    return X, np.hypot(*X.T)


def test_a_ring_is_found_that_a_straight_model_does_not_see() -> None:
    (X, distance), (new, new_distance) = ring(0), ring(1)
    numbers = {
        name: r2_score(new_distance, MODELS.get(name).estimator("regression", {}, 7).fit(X, distance).predict(new))
        for name in ("kernel", "ridge")
    }
    assert numbers["kernel"] > 0.95 > 0.1 > numbers["ridge"]
    inside, new_inside = (distance < 1).astype(int), new_distance < 1
    chances = {
        name: MODELS.get(name).estimator("classification", {}, 7).fit(X, inside).predict_proba(new)[:, 1]
        for name in ("kernel", "logistic")
    }
    assert roc_auc_score(new_inside, chances["kernel"]) > 0.98
    assert roc_auc_score(new_inside, chances["logistic"]) < 0.7


@pytest.mark.parametrize(("n_rows", "kept"), [(60, 60), (N_ROWS, 500)])
def test_it_keeps_some_of_the_rows_and_all_of_few(n_rows: int, kept: int) -> None:
    X, distance = ring(0)
    model = innermost(MODELS.get("kernel").estimator("regression", {}, 7).fit(X[:n_rows], distance[:n_rows]))
    assert model.landmarks_.shape == (kept, 2)
    assert model.linear_.coef_.shape == (kept,)


def test_its_weights_are_those_of_a_linear_model_on_uncorrelated_likeness() -> None:
    (X, distance), (new, _) = ring(0), ring(1)
    for kind, y in (("regression", distance), ("classification", (distance < 1).astype(int))):
        model = innermost(MODELS.get("kernel").estimator(kind, {}, 7)).fit(X, y)
        likeness = Nystroem(gamma=model.gamma_, n_components=500, random_state=7).fit(X)
        linear = model._linear().fit(likeness.transform(X), y)
        expected, said = linear.predict(likeness.transform(new)), model.predict(new)
        np.testing.assert_allclose(said, expected, rtol=1e-6, atol=1e-6)


def test_a_model_of_an_earlier_version_predicts_as_it_did() -> None:
    X, distance = ring(0)
    model = innermost(MODELS.get("kernel").estimator("regression", {}, 7)).fit(X, distance)
    earlier = copy.deepcopy(model)
    earlier.likeness_ = Nystroem(gamma=model.gamma_, n_components=500, random_state=7).fit(X)
    earlier.linear_ = model._linear().fit(earlier.likeness_.transform(X), distance)
    del earlier.landmarks_
    np.testing.assert_allclose(earlier.predict(X), model.predict(X), rtol=1e-6, atol=1e-6)


def test_rows_that_weigh_more_are_met_more_closely() -> None:
    X, distance = ring(0)
    spoilt = np.where(np.arange(N_ROWS) % 2, distance, -distance)
    good = np.where(np.arange(N_ROWS) % 2, 1.0, 1e-3)
    model = innermost(MODELS.get("kernel").estimator("regression", {}, 7))
    assert r2_score(distance, model.fit(X, spoilt, sample_weight=good).predict(X)) > 0.9
    assert r2_score(distance, model.fit(X, spoilt).predict(X)) < 0.1


def test_standard_has_it_in_the_place_of_the_machine_that_grows_with_the_square_of_the_rows() -> None:
    for_numbers, for_classes = (set(portfolio("standard", kind)) for kind in ("regression", "classification"))
    assert for_numbers & {"kernel", "svm"} == for_classes & {"kernel", "svm"} == {"kernel"}
    assert "svm" in portfolio("thorough", "regression")

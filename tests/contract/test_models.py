"""What every registered model promises, checked on a tiny awkward table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from tests.outputs import recipe as recipe_of

from automl_shared.config.models import TaskType
from automl_shared.errors import ConfigError
from automl_shared.plugins import MODELS, Model, Param, Preset
from automl_shared.recipe import Recipe
from automl_shared.testing import Promise, examples
from automl_shared.testing.examples import N_CLASSES, N_ROWS
from automl_shared.testing.models import MODEL_PROMISES
from automl_training.candidate import Candidate, FittedPipeline
from automl_training.meta import model_parameters
from automl_training.resources import sized_for

CASES = [
    (name, task_type) for name in MODELS if MODELS.get(name).installed() for task_type in MODELS.get(name).task_types
]
every_model = pytest.mark.parametrize(("name", "task_type"), CASES)
PRESETS = [
    (name, task_type, preset)
    for name, task_type in CASES
    for preset in MODELS.get(name).presets
    if task_type in preset.task_types
]
every_preset = pytest.mark.parametrize(
    ("name", "task_type", "preset"),
    PRESETS,
    ids=[f"{name}-{one.suffix}-{task_type}" for name, task_type, one in PRESETS],
)
DRAWS = 3

REGISTRY_NAMES = (
    "dummy linear ridge lasso elasticnet logistic kernel tuned_kernel svm knn naive_bayes decision_tree random_forest "
    "extra_trees hist_gradient_boosting gradient_boosting lightgbm mlp gaussian_process xgboost catboost tabpfn"
).split()


MIXED = {"numeric": ["size", "share [%]"], "categorical": ["colour"]}


def _target(task_type: TaskType) -> np.ndarray:
    order = examples.rows()["size"].fillna(1000).rank().to_numpy()
    return (order * N_CLASSES // (N_ROWS + 1)).astype(int) if task_type == "classification" else order * 1e5


def _candidate(
    name: str, task_type: TaskType, recipe: Recipe | None = None, params: Mapping[str, Any] | None = None
) -> Candidate:
    usual = recipe_of(task_type=task_type, scaling="none", **MIXED)
    n_classes = N_CLASSES if task_type == "classification" else 0
    return Candidate(
        recipe=recipe or usual, model=MODELS.get(name), params=params or {}, n_classes=n_classes, random_seed=7
    )


@cache
def _fitted(name: str, task_type: TaskType) -> FittedPipeline:
    """On the usual rows. Tests that change it fit their own."""
    return _candidate(name, task_type).fit(examples.rows(), _target(task_type))


def _check(predicted: Any, n_rows: int, task_type: TaskType) -> None:
    assert predicted.shape == ((n_rows, N_CLASSES) if task_type == "classification" else (n_rows,))
    assert np.isfinite(predicted).all()
    if task_type == "classification":
        np.testing.assert_allclose(predicted.sum(axis=1), 1.0)
        assert (predicted >= 0).all()


def test_every_name_of_the_design_is_registered() -> None:
    assert set(REGISTRY_NAMES) <= set(MODELS)


@every_model
def test_fits_gaps_and_categories_and_predicts_the_right_shape(name: str, task_type: TaskType) -> None:
    fitted = _fitted(name, task_type)
    _check(fitted.predict(examples.rows()), N_ROWS, task_type)
    _check(fitted.predict(examples.rows().iloc[:1]), 1, task_type)


@every_model
def test_same_seed_same_predictions_and_survives_a_file(name: str, task_type: TaskType, tmp_path: Path) -> None:
    first, second = _fitted(name, task_type), _candidate(name, task_type).fit(examples.rows(), _target(task_type))
    np.testing.assert_array_equal(first.predict(examples.rows()), second.predict(examples.rows()))
    joblib.dump(first, tmp_path / "model.joblib")
    np.testing.assert_array_equal(
        joblib.load(tmp_path / "model.joblib").predict(examples.rows()), first.predict(examples.rows())
    )


@every_model
def test_takes_a_category_it_has_never_seen(name: str, task_type: TaskType) -> None:
    fitted = _fitted(name, task_type)
    _check(fitted.predict(examples.rows().assign(colour="violet")), N_ROWS, task_type)


@every_model
def test_one_column_is_enough(name: str, task_type: TaskType) -> None:
    alone = recipe_of(task_type=task_type, numeric=["size"], numeric_imputation="mean")
    fitted = _candidate(name, task_type, alone).fit(examples.rows(), _target(task_type))
    _check(fitted.predict(examples.rows()), N_ROWS, task_type)


@every_model
def test_eight_rows_are_enough(name: str, task_type: TaskType) -> None:
    rows, target = examples.rows().iloc[:8], np.array([0, 1, 0, 1, 0, 1, 2, 0])
    fitted = _candidate(name, task_type).fit(rows, target)
    _check(fitted.predict(examples.rows()), N_ROWS, task_type)


@every_model
def test_tells_its_effective_parameters(name: str, task_type: TaskType) -> None:
    fitted = _fitted(name, task_type)
    parameters = model_parameters(fitted)
    assert set(MODELS.get(name).defaults) <= set(parameters)


@pytest.mark.parametrize("promise", MODEL_PROMISES, ids=lambda promise: promise.says)
@pytest.mark.parametrize("name", sorted({name for name, _ in CASES}))
def test_keeps_what_every_model_promises(name: str, promise: Promise[Model]) -> None:
    with sized_for(N_ROWS):  # as in a training: threads that a few rows are not worth take each other's time
        promise.holds(MODELS.get(name))


def _bare(task_type: TaskType) -> Recipe:
    """Leaves gaps and categories in."""
    left = dict.fromkeys(["numeric_imputation", "scaling", "categorical_imputation"], "none")
    return recipe_of(task_type=task_type, categorical_encoding="native", **MIXED, **left)


@every_model
def test_takes_the_gaps_and_categories_it_says_it_takes(name: str, task_type: TaskType) -> None:
    model, recipe = MODELS.get(name), _bare(task_type)
    if not model.takes_gaps:
        recipe = recipe.model_copy(update={"numeric_imputation": "median"})
    if not model.takes_categories:
        recipe = recipe.model_copy(update={"categorical_imputation": "constant", "categorical_encoding": "onehot"})
    candidate = _candidate(name, task_type, recipe)
    candidate.check()
    fitted = candidate.fit(examples.rows(), _target(task_type))
    _check(fitted.predict(examples.rows().assign(colour="violet")), N_ROWS, task_type)


@every_preset
def test_a_preset_fits_and_predicts_the_right_shape(name: str, task_type: TaskType, preset: Preset) -> None:
    fitted = _candidate(name, task_type, params=preset.params).fit(examples.rows(), _target(task_type))
    _check(fitted.predict(examples.rows()), N_ROWS, task_type)
    assert preset.portfolios


@every_model
def test_every_searched_value_can_be_fitted(name: str, task_type: TaskType) -> None:
    generator = np.random.default_rng(5)
    space = MODELS.get(name).search_space(task_type)
    for _ in range(DRAWS if space else 0):
        drawn = {parameter: _draw(param, generator) for parameter, param in space.items()}
        fitted = _candidate(name, task_type, params=drawn).fit(examples.rows(), _target(task_type))
        _check(fitted.predict(examples.rows()), N_ROWS, task_type)


def _draw(param: Param, generator: np.random.Generator) -> Any:
    if param.kind == "choice":
        return param.choices[int(generator.integers(len(param.choices)))]
    assert param.low is not None
    assert param.high is not None
    low, high = (np.log(param.low), np.log(param.high)) if param.log else (param.low, param.high)
    value = generator.uniform(low, high)
    value = float(np.clip(np.exp(value) if param.log else value, param.low, param.high))
    return round(value) if param.kind == "whole" else value


@every_model
def test_refuses_a_parameter_that_does_not_exist_or_is_of_the_wrong_type(name: str, task_type: TaskType) -> None:
    with pytest.raises(ConfigError, match="does not take these parameters"):
        _candidate(name, task_type, params={"no_such_thing": 1}).check()
    for parameter, param in MODELS.get(name).params.items():
        if task_type in param.task_types:
            with pytest.raises(ConfigError, match=parameter):
                _candidate(name, task_type, params={parameter: "no such value"}).check()


def _contradicted(task_type: TaskType) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows that stand there twice with two targets, the second the same class or more, and weights for the first."""
    rows, y = pd.concat([examples.rows()] * 11, ignore_index=True), np.tile(_target(task_type), 11)
    other = np.zeros_like(y) if task_type == "classification" else y + 5e6
    return pd.concat([rows, rows], ignore_index=True), np.concatenate([y, other]), np.repeat([50.0, 1.0], len(y))


def _large_steps(name: str) -> dict[str, Any]:
    """Boosters get there in twenty rounds where each goes far: what weights do is the same in each of them."""
    params = MODELS.get(name).params
    rounds = next((one for one in ("max_iter", "n_estimators") if one in params), "")
    return {"learning_rate": 0.3, rounds: 20} if rounds and "learning_rate" in params else {}


@every_model
def test_heavy_rows_decide_or_weights_are_refused(name: str, task_type: TaskType) -> None:
    candidate = _candidate(name, task_type, params=_large_steps(name))
    if not MODELS.get(name).takes_weights:
        with pytest.raises(ConfigError, match="does not take weights of rows or classes"):
            candidate.check(weights=True)
        return
    candidate.check(weights=True)
    rows, y, weights = _contradicted(task_type)
    light, heavy = (candidate.fit(rows, y, one).predict(rows)[: len(y) // 2] for one in (weights[::-1].copy(), weights))
    moved = light - heavy
    assert np.mean(moved) > 4e6 if task_type == "regression" else np.mean(moved[:, 0]) > 0.15


@every_model
def test_equal_weights_change_nothing(name: str, task_type: TaskType) -> None:
    if not MODELS.get(name).takes_weights:
        pytest.skip("takes no weights")
    candidate, n_rows = _candidate(name, task_type), N_ROWS
    plain = _fitted(name, task_type).predict(examples.rows())
    weighed = candidate.fit(examples.rows(), _target(task_type), np.full(n_rows, 7.0)).predict(examples.rows())
    drawn_anew = 0.1 if name == "random_forest" else 1e-3
    np.testing.assert_allclose(weighed, plain, atol=drawn_anew * np.abs(plain).max())


@pytest.mark.parametrize("direction", [1, "decreasing"])  # each way, each spelling
@every_model
def test_keeps_to_the_direction_of_a_column_or_refuses_it(name: str, task_type: TaskType, direction: Any) -> None:
    params = {"monotone": {"share [%]": direction}}
    candidate = replace(_candidate(name, task_type, params=params), n_classes=2 if task_type == "classification" else 0)
    if not MODELS.get(name).monotone:
        with pytest.raises(ConfigError, match="cannot keep to the directions of columns"):
            candidate.check()
        return
    rows = pd.concat([examples.rows()] * 12, ignore_index=True)
    share = np.linspace(0, 1, len(rows))
    wavy = np.sin(9 * share) + 0.1 * np.random.default_rng(0).normal(size=len(rows))
    y = (wavy > 0).astype(int) if task_type == "classification" else wavy
    rows["share [%]"] = share
    candidate.check()
    fitted = candidate.fit(rows, y)
    one = pd.concat([rows.iloc[[5]]] * 50, ignore_index=True)
    one["share [%]"] = np.linspace(-0.2, 1.2, 50)
    said = fitted.predict(one)
    steps = np.diff(said[:, 1] if task_type == "classification" else said)
    assert (steps >= -1e-9).all() if direction == 1 else (steps <= 1e-9).all()
    assert np.abs(steps).max() > 0

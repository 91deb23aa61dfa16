"""What every registered model promises, checked on a tiny awkward table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest

from automl_shared.config.models import TaskType
from automl_shared.plugins import MODELS
from automl_shared.recipe import Recipe
from automl_training.candidate import Candidate
from automl_training.meta import model_parameters

N_ROWS, N_CLASSES = 30, 3
CASES = [
    (name, task_type) for name in MODELS if MODELS.get(name).installed() for task_type in MODELS.get(name).task_types
]
every_model = pytest.mark.parametrize(("name", "task_type"), CASES)

REGISTRY_NAMES = (
    "dummy linear ridge lasso elasticnet logistic svm knn naive_bayes decision_tree random_forest extra_trees "
    "hist_gradient_boosting gradient_boosting lightgbm mlp gaussian_process xgboost catboost tabpfn"
).split()


def _rows() -> pd.DataFrame:
    generator = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "size": generator.normal(1000, 300, N_ROWS),
            "share [%]": generator.normal(0, 0.01, N_ROWS),
            "colour": generator.choice(["red", "green", "blue"], N_ROWS),
        }
    )
    frame.loc[2, "size"], frame.loc[4, "colour"] = np.nan, None
    return frame


def _target(task_type: TaskType) -> np.ndarray:
    order = _rows()["size"].fillna(1000).rank().to_numpy()
    return (order * N_CLASSES // (N_ROWS + 1)).astype(int) if task_type == "classification" else order * 1e5


def _candidate(name: str, task_type: TaskType, recipe: Recipe | None = None) -> Candidate:
    usual = Recipe(
        numeric=["size", "share [%]"],
        categorical=["colour"],
        numeric_imputation="median",
        scaling="none",
        categorical_imputation="most_frequent",
        categorical_encoding="onehot",
    )
    n_classes = N_CLASSES if task_type == "classification" else 0
    return Candidate(recipe=recipe or usual, model=MODELS.get(name), params={}, n_classes=n_classes, random_seed=7)


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
    fitted = _candidate(name, task_type).fit(_rows(), _target(task_type))
    _check(fitted.predict(_rows()), N_ROWS, task_type)
    _check(fitted.predict(_rows().iloc[:1]), 1, task_type)


@every_model
def test_same_seed_same_predictions_and_survives_a_file(name: str, task_type: TaskType, tmp_path: Path) -> None:
    candidate = _candidate(name, task_type)
    first, second = (candidate.fit(_rows(), _target(task_type)) for _ in range(2))
    np.testing.assert_array_equal(first.predict(_rows()), second.predict(_rows()))
    joblib.dump(first, tmp_path / "model.joblib")
    np.testing.assert_array_equal(joblib.load(tmp_path / "model.joblib").predict(_rows()), first.predict(_rows()))


@every_model
def test_takes_a_category_it_has_never_seen(name: str, task_type: TaskType) -> None:
    fitted = _candidate(name, task_type).fit(_rows(), _target(task_type))
    _check(fitted.predict(_rows().assign(colour="violet")), N_ROWS, task_type)


@every_model
def test_one_column_is_enough(name: str, task_type: TaskType) -> None:
    alone = Recipe(
        numeric=["size"],
        categorical=[],
        numeric_imputation="mean",
        scaling="standard",
        categorical_imputation="constant",
        categorical_encoding="ordinal",
    )
    fitted = _candidate(name, task_type, alone).fit(_rows(), _target(task_type))
    _check(fitted.predict(_rows()), N_ROWS, task_type)


@every_model
def test_eight_rows_are_enough(name: str, task_type: TaskType) -> None:
    rows, target = _rows().iloc[:8], np.array([0, 1, 0, 1, 0, 1, 2, 0])
    fitted = _candidate(name, task_type).fit(rows, target)
    _check(fitted.predict(_rows()), N_ROWS, task_type)


@every_model
def test_tells_its_effective_parameters(name: str, task_type: TaskType) -> None:
    fitted = _candidate(name, task_type).fit(_rows(), _target(task_type))
    parameters = model_parameters(fitted)
    assert set(MODELS.get(name).defaults) <= set(parameters)


@every_model
def test_says_what_it_is_in_one_sentence(name: str, task_type: TaskType) -> None:
    assert MODELS.get(name).summary.endswith(".")

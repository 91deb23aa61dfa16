"""Nothing is learned from rows a fold is scored on, and noise gives the score of guessing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import Ties, definitions_of
from automl_shared.folds import FITTED_ON
from automl_shared.plugins import METRICS, Model
from automl_shared.recipe import Recipe

N_ROWS = 240
MORE: dict[str, Any] = {"high_cardinality": ["key", "pair", "many"], "datetime": {"day": "%Y-%m-%d"}, "text": ["note"]}
"""A value a row, a value for two or three rows, and one of a hundred; dates and texts."""
RECIPES: list[dict[str, Any]] = [
    {},
    *({"scaling": one} for one in ("minmax", "robust", "quantile", "power", "none")),
    *({"numeric_imputation": one} for one in ("mean", "most_frequent", "constant", "knn")),
    {"missing_indicators": True},
    {"categorical_imputation": "constant"},
    *({"categorical_encoding": one} for one in ("ordinal", "target", "frequency")),
    {"rare_share": 0.03},
    {"polynomial_degree": 2},
    *({"feature_generation": one, **MORE} for one in ("auto", "full")),
    {"pca": 3.0},
    {"feature_selection": 4.0},
    *({"high_cardinality_encoding": one, **MORE} for one in ("target", "frequency", "same")),
    {"categorical_encoding": "target", "feature_selection": 3.0, **MORE},
]
FOR_TREES: list[dict[str, Any]] = [
    {"numeric_imputation": "none"},
    {"categorical_encoding": "native", "high_cardinality_encoding": "same", **MORE},
]
TARGETS: list[dict[str, Any]] = [
    {"target_standardize": True},
    *({"target_transform": one} for one in ("auto", "power", "quantile")),
    {"target_transform": "power", "target_standardize": True, "categorical_encoding": "target"},
]
SMALL = {"lightgbm": {"n_estimators": 20}, "ridge": {}, "logistic": {}}


class Recorder:
    """An estimator that keeps what it was fitted on and what it was asked to predict."""

    def __init__(self) -> None:
        self.fitted_on: list[np.ndarray] = []
        self.predicted: list[np.ndarray] = []

    def fit(self, X: np.ndarray, _y: np.ndarray) -> Recorder:
        self.fitted_on.append(X)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        self.predicted.append(X)
        return np.zeros(len(X))


def _noise(problem_type: str) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    columns: dict[str, Any] = {name: generator.normal(size=N_ROWS) for name in "abcdef"}
    columns["city"] = generator.choice([f"city {index}" for index in range(40)], N_ROWS)
    columns["key"] = [f"key {index}" for index in range(N_ROWS)]
    columns["pair"] = [f"pair {index}" for index in generator.permutation(N_ROWS) * 2 // 5]
    columns["many"] = generator.choice([f"one {index}" for index in range(100)], N_ROWS)
    columns["day"] = [f"2024-{month:02}-{day:02}" for month, day in generator.integers(1, 13, (N_ROWS, 2))]
    columns["note"] = [" ".join(words) for words in generator.choice(list("pqrstu"), (N_ROWS, 4))]
    columns["y"] = (
        generator.normal(size=N_ROWS) if problem_type == "regression" else generator.choice(["no", "yes"], N_ROWS)
    )
    frame = pd.DataFrame(columns).rename_axis("row_id")
    frame.loc[generator.choice(N_ROWS, 20, replace=False), "a"] = np.nan
    frame.loc[generator.choice(N_ROWS, 20, replace=False), "city"] = None
    return frame


def _noise_recipe(bench: Any, changes: Mapping[str, Any]) -> Recipe:
    made: Recipe = bench.recipe(numeric=list("abcdef"), categorical=["city"], **changes)
    return made


def _with_models(linear: str, linear_recipes: list[dict[str, Any]]) -> pytest.MarkDecorator:
    """Every recipe with a linear model and with trees, and with trees those that leave something to the model."""
    cases = [*((linear, one) for one in linear_recipes), *(("lightgbm", one) for one in linear_recipes + FOR_TREES)]
    return pytest.mark.parametrize(("model", "changes"), cases, ids=str)


@_with_models("ridge", RECIPES + TARGETS)
def test_noise_cannot_be_predicted(bench: Any, model: str, changes: Mapping[str, Any]) -> None:
    made = _noise_recipe(bench, changes)
    data = bench.material("regression", _noise("regression"), made=made)
    result = bench.train(bench.candidate(model, "regression", made, **SMALL[model]), data, "r2")
    assert np.mean([one.scores["r2"] for one in result.folds]) < 0.05


@_with_models("logistic", RECIPES)
def test_classes_of_noise_are_guessed(bench: Any, model: str, changes: Mapping[str, Any]) -> None:
    made = _noise_recipe(bench, changes)
    data = bench.material("binary", _noise("binary"), made=made)
    result = bench.train(bench.candidate(model, "binary", made, **SMALL[model]), data, "roc_auc_ovr")
    assert abs(np.mean([one.scores["roc_auc_ovr"] for one in result.folds]) - 0.5) < 0.12


def _recording(bench: Any, **recipe: Any) -> tuple[Recorder, Any, pd.DataFrame]:
    """A recorder trained on a table whose column ``a`` is the row's id; the last rows are held out."""
    recorder = Recorder()
    model = Model(name="recorder", build=lambda *_: recorder, task_types=("regression",), complexity=0, summary="")
    frame = bench.toy("regression").assign(a=np.arange(60.0))
    folds = bench.fold_table(60, n_repeats=2, n_holdout=12)
    made = bench.recipe(categorical=[], numeric=["a", "b"], **recipe)
    data = bench.material("regression", frame, folds, made)
    result = bench.train(bench.candidate(model, "regression", made), data, "rmse", final_model="refit")
    return recorder, result, folds


def test_only_rows_marked_1_are_fitted_on(bench: Any) -> None:
    recorder, _, folds = _recording(bench, scaling="none")
    columns = list(folds.columns[2:])
    assert len(columns) == 6
    for column, seen in zip(columns, recorder.fitted_on, strict=False):
        assert set(seen[:, 0]) == set(folds.loc[folds[column] == FITTED_ON, "row_id"])


def test_the_refit_sees_no_row_that_is_held_out(bench: Any) -> None:
    recorder, _, folds = _recording(bench, scaling="none")
    assert len(recorder.fitted_on) == 7
    assert set(recorder.fitted_on[-1][:, 0]) == set(folds.loc[~folds["holdout"], "row_id"])


def test_the_scaler_is_fitted_on_rows_marked_1(bench: Any) -> None:
    _, result, folds = _recording(bench, scaling="standard")
    for column, one in zip(folds.columns[2:], result.folds, strict=True):
        rows = folds.loc[folds[column] == FITTED_ON, "row_id"]
        scaler = one.pipeline.transformer["columns"].named_transformers_["numeric"]["scale"].estimator
        assert scaler.mean_[0] == pytest.approx(rows.mean())


def test_the_target_is_scaled_by_the_rows_fitted_on(bench: Any) -> None:
    made = bench.recipe(target_standardize=True)
    data = bench.material("regression", made=made)
    result = bench.train(bench.candidate("ridge", "regression", made), data)
    for one in result.folds:
        assert one.pipeline.target.mean == pytest.approx(data.y[one.fold.fitted_on].mean())
        assert one.pipeline.target.scale == pytest.approx(data.y[one.fold.fitted_on].std())


def _signal(n_rows: int, seed: int) -> pd.DataFrame:
    """A product, a ratio and a category of forty say something; a key of each row or two says nothing."""
    generator = np.random.default_rng(seed)
    a, b = generator.uniform(1, 5, (2, n_rows))
    city = generator.integers(0, 40, n_rows)
    effect = np.random.default_rng(0).normal(size=40)[city]
    return pd.DataFrame(
        {
            "a": a,
            "b": b,
            "city": [f"city {one}" for one in city],
            "pair": [f"pair {one}" for one in generator.integers(0, n_rows // 2, n_rows)],
            "y": a / b + effect + generator.normal(scale=0.5, size=n_rows),
        }
    ).rename_axis("row_id")


@pytest.mark.parametrize("model", ["ridge", "lightgbm"])
def test_generated_features_are_worth_as_much_on_fresh_rows(bench: Any, model: str) -> None:
    made = bench.recipe(numeric=["a", "b"], categorical=["city"], high_cardinality=["pair"], feature_generation="auto")
    frame, fresh = _signal(600, seed=1), _signal(3000, seed=2)
    data = bench.material("regression", frame, bench.fold_table(len(frame), n_folds=5), made)
    result = bench.train(bench.candidate(model, "regression", made, **SMALL[model]), data, "r2")
    scores = [one.scores["r2"] for one in result.folds]
    on_fresh = [
        METRICS.get("r2").score(fresh["y"].to_numpy(), one.pipeline.predict(fresh), None) for one in result.folds
    ]

    assert all(definitions_of(one.pipeline.transformer) for one in result.folds)
    assert abs(np.mean(scores) - np.mean(on_fresh)) < 2 * np.std(scores, ddof=1) / np.sqrt(len(scores))


def test_inner_splits_are_told_the_groups_of_the_rows(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(Ties, "halves", lambda ties, _n_rows: told.append(ties.groups) or [])
    made = bench.recipe(feature_generation="auto")
    frame, groups = bench.toy("regression", 300), np.arange(300) % 30
    data = replace(bench.material("regression", frame, made=made), ties=Ties(groups=groups))
    bench.train(bench.candidate("ridge", "regression", made), data)

    assert [set(seen) for seen in told] == [set(groups[one.fitted_on]) for one in data.folds]

"""Noise gives the score of guessing, whatever the recipe; what is found is worth as much on fresh rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import definitions_of
from automl_shared.plugins import METRICS
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
    return bench.recipe(numeric=list("abcdef"), categorical=["city"], **changes)


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

"""Frames to facts: what is shown first, what is counted, and in which words."""

from __future__ import annotations

import itertools
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import Problem
from automl_preprocessing import meta, samples, summaries
from automl_preprocessing.masking import Masks
from automl_preprocessing.processing import prepare
from automl_preprocessing.steps import steps
from automl_shared.config.models import (
    CategoricalEncoding,
    CategoricalImputation,
    CrossValidationSettings,
    DataSettings,
    HighCardinalityEncoding,
    NumericImputation,
    OutputSettings,
    Scaling,
    TargetTransform,
)
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection

from .conftest import people

COLUMNS = Columns(
    numeric=["age"], categorical=["city"], high_cardinality=["zip"], datetime={"joined": ""}, text=["note"]
)
OPTIONS: dict[str, Any] = {
    "numeric_imputation": get_args(NumericImputation),
    "categorical_imputation": get_args(CategoricalImputation),
    "scaling": get_args(Scaling),
    "categorical_encoding": get_args(CategoricalEncoding),
    "high_cardinality_encoding": get_args(HighCardinalityEncoding),
    "target_transform": get_args(TargetTransform),
}


def target(values: Any, kind: Any = "regression") -> Any:
    series = pd.Series(values)
    classes = [] if kind == "regression" else sorted(set(values))
    return summaries.target_matrix(series, Problem(type=kind, classes=classes, reason=""))


@pytest.mark.parametrize("kind", ["regression", "binary"])
def test_numbers_that_say_more_about_the_target_come_first(kind: Any) -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=500)
    frame = pd.DataFrame({"noise": random.normal(size=500), "weak": x + random.normal(0, 3, 500), "strong": x})
    frame = frame.assign(constant=1.0, empty=np.nan, huge=1e38).mask(random.random((500, 6)) < 0.1)
    y = x if kind == "regression" else np.where(x > 0, "b", "a")

    assert summaries.by_relevance(frame, target(y, kind))[:3] == ["strong", "weak", "noise"]


def test_a_category_for_every_row_says_nothing() -> None:
    random = np.random.default_rng(0)
    side = random.choice(["l", "r"], 300)
    y = np.where(random.random(300) < 0.8, side, "l")
    frame = pd.DataFrame({"key": [f"k{i}" for i in range(300)], "many": random.integers(0, 100, 300), "side": side})

    assert summaries.categories_by_relevance(frame, target(y, "binary"))[0] == "side"
    assert summaries.categories_by_relevance(frame[["key"]], target(np.zeros(300))) == ["key"]


def test_frequencies_add_up_to_all_rows() -> None:
    values = pd.Series([*(f"c{i % 14}" for i in range(90)), *[None] * 10], name="c")
    counted = summaries.frequencies(values, Masks())

    assert len(counted["labels"]) == summaries.TOP_CATEGORIES
    assert sum(counted["shares"]) + counted["others"] + counted["missing"] == pytest.approx(1.0)
    assert counted["distinct"] == 14
    assert counted["missing"] == pytest.approx(0.1)


@pytest.mark.parametrize("values", [[], [np.nan], [3.0, 3.0], [-1e38, 1e38]])
def test_a_histogram_of_anything(values: list[float]) -> None:
    counted = summaries.histogram(pd.Series(values, dtype="float64"))

    assert sum(counted["counts"]) == np.isfinite(values).sum()
    assert len(counted["edges"]) == len(counted["counts"]) + 1


def test_features_are_traced_to_their_columns() -> None:
    recipe = Recipe.of(VariantSection(), COLUMNS, task_type="regression")
    features = ["age", "age is missing", "city=Oslo", "joined year", "note text 1", "component 1"]

    assert samples.origins(features, recipe) == ["age", "age", "city", "joined", "note", None]


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_every_option_has_its_words(option: str, task_type: Any) -> None:
    told = []
    for value in OPTIONS[option]:
        changed: dict[str, Any] = {option: value}
        recipe = Recipe.of(VariantSection(**changed), COLUMNS, task_type=task_type)
        english, japanese = ([step.sentence for step in steps(recipe, language)] for language in ("en", "ja"))
        assert len(english) == len(japanese)
        assert not set(english) & set(japanese)
        told.append(english)
    if option != "target_transform" or task_type == "regression":
        assert all(one != other for one, other in itertools.combinations(told, 2))


def test_extra_steps_are_told() -> None:
    extra: dict[str, Any] = {"polynomial_degree": 2, "pca": 0.9, "feature_selection": 5.0, "rare_share": 0.01}
    variant = VariantSection(**extra, missing_indicators=True, target_standardize=True, plugins=["winsor"])
    told = " ".join(one.sentence for one in steps(Recipe.of(variant, COLUMNS, task_type="regression"), "en"))

    for part in ("up to 2 columns", "90%", "The 5 features", "1.0%", "where they were", "spread 1", "“winsor”"):
        assert part in told


def facts(frame: pd.DataFrame, target_column: str = "churn", **output: Any) -> dict[str, Any]:
    data = DataSettings(target_column=target_column, csv_path="x.csv")
    made = prepare(frame, data, CrossValidationSettings(), VariantSection())
    masks = meta.masks_of(made, on=True)
    return meta.facts(meta.masked(made, masks), masks, OutputSettings(**output))


def test_features_are_counted_by_what_they_were_made_of() -> None:
    counted = facts(people())["feature_counts"]

    assert counted["before"]["left_out"] == 2
    assert sum(counted["after"].values()) == facts(people())["n_features"]
    assert counted["after"]["numeric"] == counted["before"]["numeric"] == 2
    assert counted["after"]["datetime"] > counted["before"]["datetime"] == 1


def test_folds_tell_of_scored_rows_and_never_of_the_target_kept_back() -> None:
    told = facts(people())

    assert told["n_holdout"] == 80
    assert sum(one["scored"] for one in told["folds"]["shown"]) == told["n_train"] == 320
    assert all(sum(one["counts"]) == one["scored"] for one in told["folds"]["shown"])


def test_pictures_of_many_rows_come_from_a_sample_that_is_the_same_every_time() -> None:
    first, again = facts(people(2000), max_plot_rows=100), facts(people(2000), max_plot_rows=100)

    assert first == again
    assert first["n_sampled"] == 100
    assert all(sum(one["before"]["counts"]) <= 100 for one in first["distributions"])
    assert sum(first["target"]["counts"]) == first["n_train"]


def test_a_hidden_column_has_no_histogram_and_no_category_in_a_feature_name() -> None:
    frame = people().assign(
        phone=np.arange(400) // 2 + 9012345000, email=[f"user{i % 9}@example.com" for i in range(400)]
    )
    told = facts(frame)

    assert told["n_numeric_hidden"] == 1
    assert "phone" not in [one["column"] for one in told["distributions"]]
    assert "@example.com" not in str(told)
    assert "90123" not in str(told)

"""Recipes of every option of the config, and data as nasty as they come."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, get_args

import numpy as np
import pandas as pd
from pydantic import ValidationError
from sklearn.pipeline import Pipeline

from automl_data.recipe import build_pipeline
from automl_shared.config.models import (
    CategoricalEncoding,
    CategoricalImputation,
    FeatureGeneration,
    HighCardinalityEncoding,
    NumericImputation,
    PreprocessingSettings,
    Scaling,
    TaskType,
)
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection
from automl_shared.variants import ALTERNATIVES

OPTIONS: dict[str, list[Any]] = {
    "numeric_imputation": list(get_args(NumericImputation)),
    "missing_indicators": [False, True],
    "categorical_imputation": list(get_args(CategoricalImputation)),
    "scaling": list(get_args(Scaling)),
    "categorical_encoding": list(get_args(CategoricalEncoding)),
    "high_cardinality_encoding": list(get_args(HighCardinalityEncoding)),
    "rare_share": [None, 0.2],
    "feature_generation": list(get_args(FeatureGeneration)),
    "polynomial_degree": [None, 2, 3],
    "pca": [None, 2.0, 0.9, 50.0],
    "feature_selection": [None, 4.0, 0.5, 1000.0],
    "plugins": [[], ["squares_for_test"]],
}


TARGET_OPTIONS = {"target_standardize", "target_transform"}


COLUMNS = Columns(
    numeric=["age", "income", "empty number", "constant"],
    categorical=["colour", "member", "code", "empty text"],
    high_cardinality=["shop"],
    datetime={"joined": "%d.%m.%Y", "seen": "", "never": "%Y-%m-%d"},
    text=["note", "silence"],
)


NUMERIC, CATEGORICAL = ["age", "income", "empty number"], ["colour", "member", "code", "empty text"]


def nasty(n: int = 40, seed: int = 0) -> pd.DataFrame:
    """Gaps, infinities, booleans with gaps, categories of mixed types, and columns without any value."""
    random = np.random.default_rng(seed)
    days = pd.date_range("2020-01-01", periods=900, freq="31h", tz="UTC")
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 90, n),
            "income": random.normal(0.0, 1e4, n),
            "empty number": np.nan,
            "constant": 7.0,
            "colour": pd.Series(random.choice(["red", "green", "blue"], n)),
            "member": pd.Series(random.choice([True, False], n)).astype(object),
            "code": pd.Series(random.choice(np.array([1, 2.5, "x", "1a"], dtype=object), n), dtype=object),
            "empty text": pd.Series([None] * n, dtype=object),
            "shop": random.choice([f"shop {place}" for place in range(30)], n),
            "joined": pd.Series(random.choice(days, n)).dt.strftime("%d.%m.%Y"),
            "seen": pd.Series(random.choice(days, n)).dt.as_unit("us"),
            "never": pd.Series([None] * n, dtype=object),
            "note": random.choice(["quick and good", "とても良い", "slow", ""], n),
            "silence": "",
        }
    )
    frame.loc[frame.index[:3], ["income", "colour", "member", "code", "joined", "seen", "note"]] = None
    frame.loc[frame.index[3:5], "income"] = [np.inf, -np.inf]
    return frame


def target(task_type: TaskType = "regression", n: int = 40) -> np.ndarray:
    random = np.random.default_rng(1)
    return random.normal(size=n) if task_type == "regression" else random.integers(0, 3, n)


def everything(task_type: TaskType = "regression", **changes: Any) -> Recipe:
    """The recipe of all kinds of columns."""
    return Recipe.of(VariantSection(**changes), COLUMNS, task_type=task_type)


def recipe(**changes: object) -> Recipe:
    """The recipe of numbers and categories alone."""
    made = Recipe.of(VariantSection(), Columns(numeric=NUMERIC, categorical=CATEGORICAL), task_type="regression")
    return Recipe.model_validate({**made.model_dump(), **changes})


def possible(variant: Mapping[str, Any]) -> bool:
    """Whether the config takes these settings together."""
    settings = {key: [value] if key in ALTERNATIVES else value for key, value in variant.items()}
    try:
        PreprocessingSettings.model_validate(settings)
    except ValidationError:
        return False
    return True


def pairwise() -> list[dict[str, Any]]:
    """Variants in which every possible pair of options occurs, found greedily from a fixed seed."""
    random = np.random.default_rng(0)
    names = list(OPTIONS)
    places = np.array([[random.integers(len(OPTIONS[name])) for name in names] for _ in range(3000)])
    drawn = [{name: OPTIONS[name][place] for name, place in zip(names, row, strict=True)} for row in places]
    kept = [place for place, variant in enumerate(drawn) if possible(variant)]
    codes = [100 * one + other for one, other in itertools.combinations(places[kept].T, 2)]
    has = np.hstack([np.equal.outer(one, np.unique(one)) for one in codes]).astype("float32")
    left = np.ones(has.shape[1], dtype="float32")
    chosen = []
    while left.any():
        best = int((has @ left).argmax())
        left[has[best] == 1] = 0
        chosen.append(drawn[kept[best]])
    return chosen


PAIRWISE = pairwise()


def task_type_of(number: int) -> TaskType:
    """What these options are tried for: every value of every option for both."""
    return "regression" if number % 2 else "classification"


class Fit(NamedTuple):
    """A pipeline, the features of what it was fitted to, and those of later rows."""

    pipeline: Pipeline
    first: pd.DataFrame
    later: pd.DataFrame


def later_rows() -> pd.DataFrame:
    return nasty(12, seed=9)


@cache
def fit_of(number: int) -> Fit:
    """Of these options. Tests only look at it."""
    pipeline = build_pipeline(everything(task_type_of(number), **PAIRWISE[number]))
    first = pipeline.fit_transform(nasty(), target(task_type_of(number)))
    return Fit(pipeline, first, pipeline.transform(later_rows()))

"""Every option of the config, each pair of them at once: JSON to pipeline and back, on nasty data."""

from __future__ import annotations

import pickle
from itertools import product
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from sklearn.base import clone

from automl_data.recipe import build_pipeline
from automl_shared.config.models import PreprocessingSettings, TaskType
from automl_shared.recipe import Recipe

from .recipes import OPTIONS, PAIRWISE, TARGET_OPTIONS, everything, fit_of, later_rows, nasty, target, task_type_of


def test_every_option_of_the_config_is_covered() -> None:
    assert set(OPTIONS) | TARGET_OPTIONS == set(PreprocessingSettings.model_fields)
    for name, values in OPTIONS.items():
        tried = {(str(variant[name]), task_type_of(number)) for number, variant in enumerate(PAIRWISE)}
        assert tried == set(product(map(str, values), get_args(TaskType)))


@pytest.mark.parametrize("number", range(len(PAIRWISE)))
def test_json_gives_the_same_numbers_twice(number: int) -> None:
    made, frame = everything(task_type_of(number), **PAIRWISE[number]), nasty()
    again = Recipe.model_validate_json(made.model_dump_json())

    (pipeline, first, later), other = fit_of(number), clone(build_pipeline(again))
    second = other.fit_transform(frame, target(task_type_of(number)))

    assert again == made
    assert again.hash == made.hash
    pd.testing.assert_frame_equal(first, second)
    stored = pickle.loads(pickle.dumps(other))
    pd.testing.assert_frame_equal(later, stored.transform(later_rows()))
    assert list(first.columns) == list(pipeline.get_feature_names_out()) == list(later.columns)
    assert first.columns.is_unique
    assert first.index.equals(frame.index)


@pytest.mark.parametrize("number", range(len(PAIRWISE)))
def test_features_are_finite_floats_unless_they_are_left_to_the_model(number: int) -> None:
    made = everything(task_type_of(number), **PAIRWISE[number])
    for features in fit_of(number)[1:]:
        categories = features.select_dtypes("category")
        numbers = features.drop(columns=categories.columns)
        assert list(categories.columns) == made.encodings.get("native", [])
        assert set(numbers.dtypes) <= {np.dtype("float64")}
        assert not np.isinf(numbers.to_numpy()).any()
        assert np.isfinite(numbers.to_numpy()).all() or made.numeric_imputation == "none"


@pytest.mark.parametrize("number", range(len(PAIRWISE)))
def test_one_row_as_it_is_read_again_gives_what_the_typed_row_gave(number: int) -> None:
    """Whole numbers for floats, numbers, dates and booleans as text: what a CSV of a single row is read as."""
    typed = nasty().assign(member=lambda frame: frame["member"].map(str, na_action="ignore"))
    pipeline = fit_of(number).pipeline
    row = typed.iloc[[20]]

    raw = row.assign(
        age=row["age"].map("{:d}".format),
        income=row["income"].map(repr),
        constant=7,
        member=row["member"] == "True",
        seen=row["seen"].map(str),
        never=np.nan,
        silence=np.nan,
    )

    pd.testing.assert_frame_equal(pipeline.transform(raw), pipeline.transform(row))


def test_fitting_leaves_the_data_alone() -> None:
    frame = nasty()
    copy = frame.copy(deep=True)

    build_pipeline(everything(numeric_imputation="knn", scaling="power")).fit_transform(frame, target())

    pd.testing.assert_frame_equal(frame, copy)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"pca": 2, "numeric_imputation": ["median", "none"]}, "pca needs numbers without gaps"),
        ({"polynomial_degree": 2, "numeric_imputation": "none"}, "polynomial_degree needs numbers without gaps"),
        ({"feature_selection": 0.5, "numeric_imputation": "none"}, "feature_selection needs numbers without gaps"),
        (
            {"feature_selection": 3, "categorical_encoding": "native"},
            "feature_selection needs features that are numbers",
        ),
        ({"pca": 2.5}, "pca must be a whole number from 1, or a share below 1, but got 2.5"),
        ({"feature_selection": 1.5}, "feature_selection must be a whole number"),
    ],
    ids=str,
)
def test_what_cannot_work_together_is_refused_by_the_config(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        PreprocessingSettings.model_validate(settings)

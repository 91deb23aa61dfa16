"""What becomes of categories: rare, unseen and mixed ones, and every way to encode them."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import build_pipeline
from automl_shared.config.models import CategoricalEncoding, CategoricalImputation
from automl_shared.errors import ContractError
from automl_shared.recipe import MAX_CATEGORIES, MISSING, RARE, Columns, Recipe
from automl_shared.sections import VariantSection

from .recipes import nasty, recipe, target


@pytest.mark.parametrize("encoding", get_args(CategoricalEncoding))
@pytest.mark.parametrize("imputation", get_args(CategoricalImputation))
def test_unseen_categories(encoding: str, imputation: str) -> None:
    made = recipe(numeric=[], categorical_encoding=encoding, categorical_imputation=imputation, scaling="none")
    fitted = build_pipeline(made).fit(nasty(), target())
    new = nasty(10).assign(colour="violet", member="maybe", code=99, **{"empty text": "now there is one"})

    result = fitted.transform(new)

    unseen = {"onehot": 0.0, "ordinal": -1.0, "frequency": 0.0, "target": target().mean()}
    if encoding == "native":
        assert result.isna().all(axis=None)
    else:
        np.testing.assert_allclose(result, unseen[encoding])


def test_a_column_that_is_empty_while_fitting_keeps_its_place() -> None:
    frame = nasty()
    full = frame.assign(**{"empty number": 7.0})

    fitted = build_pipeline(recipe(scaling="none")).fit(frame)

    assert "empty number" in fitted.transform(full).columns
    assert f"empty text={MISSING}" in fitted.transform(full).columns


def test_numbers_and_their_text_are_the_same_category() -> None:
    made = recipe(numeric=[], categorical=["code"], categorical_encoding="onehot")
    fitted = build_pipeline(made).fit(pd.DataFrame({"code": ["1", "2", "1"]}))

    assert fitted.transform(pd.DataFrame({"code": [1, 2, 2]})).to_numpy().tolist() == [[1, 0], [0, 1], [0, 1]]


def test_booleans_and_their_text_are_the_same_category() -> None:
    made = recipe(numeric=[], categorical=["member"], categorical_encoding="onehot")
    fitted = build_pipeline(made).fit(pd.DataFrame({"member": ["True", "False"]}))
    nullable = pd.DataFrame({"member": pd.array([True, None, False], dtype="boolean")})

    assert fitted.transform(nullable)["member=True"].tolist() == [1.0, 0.0, 0.0]


def test_feature_names_never_collide() -> None:
    frame = pd.DataFrame(
        {"a": ["b_c", "b=c", "x"], "a_b": ["c", "c", "y"], "a=b": ["c", "d", "c"], "a_b_c": [1.0, 2.0, 3.0]}
    )
    made = recipe(numeric=["a_b_c"], categorical=["a", "a_b", "a=b"], categorical_encoding="onehot")

    names = build_pipeline(made).fit_transform(frame).columns

    assert names.is_unique


def test_rare_categories_share_a_column() -> None:
    frame = pd.DataFrame({"city": [f"c{i}" for i in range(500)]})

    result = build_pipeline(recipe(numeric=[], categorical=["city"])).fit_transform(frame)

    assert result.shape == (500, MAX_CATEGORIES)
    assert (result.sum(axis=1) == 1.0).all()
    assert result[f"city={RARE}"].sum() == 500 - MAX_CATEGORIES + 1


@pytest.mark.parametrize("encoding", get_args(CategoricalEncoding))
def test_a_rare_share_is_grouped_before_any_encoder(encoding: str) -> None:
    frame = pd.DataFrame({"city": ["a"] * 10 + ["b"] * 8 + ["c", "d"]})
    made = recipe(numeric=[], categorical=["city"], categorical_encoding=encoding, rare_share=0.1, scaling="none")

    fitted = build_pipeline(made).fit(frame, np.arange(20.0))
    encoded = fitted.transform(pd.DataFrame({"city": ["c", "d", "a"]}))

    assert encoded.iloc[0].equals(encoded.iloc[1])
    assert not encoded.iloc[0].equals(encoded.iloc[2])


def test_target_encoding_describes_no_row_by_its_own_target() -> None:
    """Changing one row's target changes the encodings of others, never its own."""
    frame = pd.DataFrame({"k": ["a", "b"] * 20})
    made = recipe(numeric=[], categorical=["k"], categorical_encoding="target", scaling="none")
    y = np.random.default_rng(0).normal(size=40)
    before = build_pipeline(made).fit_transform(frame, y)["k"]
    mean = y.mean()
    changed = y.copy()
    changed[0] += 100.0
    changed[1] -= 100.0  # the overall mean, which everything is drawn to, stays

    after = build_pipeline(made).fit_transform(frame, changed)["k"]

    assert changed.mean() == pytest.approx(mean)
    assert after[0] == pytest.approx(before[0])
    assert (after[2::2] - before[2::2]).abs().max() > 1.0


def test_target_encoding_of_three_classes_gives_a_share_for_each() -> None:
    frame, y = pd.DataFrame({"k": ["a"] * 30 + ["b"] * 30}), np.array(["x", "y", "z"] * 20)
    made = Recipe.of(
        VariantSection(categorical_encoding="target", scaling="none"),
        Columns(categorical=["k"]),
        task_type="classification",
    )

    result = build_pipeline(made).fit_transform(frame, y)

    assert list(result.columns) == ["k and x", "k and y", "k and z"]
    np.testing.assert_allclose(result.sum(axis=1), 1.0)


@pytest.mark.parametrize("changes", [{"categorical_encoding": "target"}, {"feature_selection": 2.0}], ids=str)
def test_what_looks_at_the_target_says_when_it_has_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match="needs the target"):
        build_pipeline(recipe(**changes)).fit_transform(nasty())


def test_frequency_is_the_share_of_the_rows() -> None:
    made = recipe(numeric=[], categorical=["k"], categorical_encoding="frequency")
    fitted = build_pipeline(made).fit(pd.DataFrame({"k": ["a", "a", "a", "b"]}))

    assert fitted.transform(pd.DataFrame({"k": ["a", "b", "c"]}))["k"].tolist() == [0.75, 0.25, 0.0]


def test_native_categories_are_those_of_the_rows_fitted_on() -> None:
    made = recipe(numeric=[], categorical=["k"], categorical_encoding="native")
    fitted = build_pipeline(made).fit(pd.DataFrame({"k": ["b", "a", None]}))

    column = fitted.transform(pd.DataFrame({"k": ["a", "b", "c", None]}))["k"]

    assert column.cat.categories.tolist() == [0, 1]
    assert column.cat.codes.tolist() == [0, 1, -1, -1]

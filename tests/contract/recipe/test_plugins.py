"""Preprocessors of others: their columns, their parameters and their names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import FunctionTransformer

from automl_data.recipe import build_pipeline
from automl_shared.errors import ConfigError
from automl_shared.plugins import PREPROCESSORS, UnknownPlugin, preprocessor, whole
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection

from .recipes import recipe


def test_plugins_in_order_even_twice(plugin: str) -> None:
    made = recipe(numeric=["x"], categorical=[], scaling="none", plugins=[plugin, plugin])

    assert build_pipeline(made).fit_transform(pd.DataFrame({"x": [2.0, 3.0]}))["x"].tolist() == [16.0, 81.0]


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("categorical", "colour", [3.0, 4.0, 9.0]),  # red, blue, (missing)
        ("text", "note", [3.0, 4.0, 0.0]),
        ("datetime", "joined", [2020.0, 2021.0, 2020.5]),  # a gap is filled by the median
    ],
)
def test_a_plugin_of_another_type_of_columns_adds_features(kind: Any, name: str, expected: list[float]) -> None:
    def numbers(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.apply(lambda column: column.dt.year if kind == "datetime" else column.str.len())

    @preprocessor("numbers_for_test", summary="Lengths or years.", columns=kind)
    def build() -> object:
        return FunctionTransformer(numbers, feature_names_out=lambda _, names: [f"{one} added" for one in names])

    values = ["2020-03-01", "2021-03-01", None] if kind == "datetime" else ["red", "blue", None]
    columns = {name: "%Y-%m-%d"} if kind == "datetime" else [name]
    try:
        made = Recipe.of(
            VariantSection(scaling="none", plugins=["numbers_for_test"]),
            Columns(numeric=["x"], **{kind: columns}),
            task_type="regression",
        )
        frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], name: values})
        features = build_pipeline(made).fit_transform(frame, np.arange(3.0))
        assert features[f"{name} added"].tolist() == expected
        assert features["x"].tolist() == [1.0, 2.0, 3.0]
        other = made.model_copy(update={"plugins": []})
        assert other.effective_hash != made.effective_hash
        without = {"numeric": ["x"], "categorical": [], "datetime": {}, "text": []}
        assert other.model_copy(update=without).effective_hash == made.model_copy(update=without).effective_hash
    finally:
        PREPROCESSORS._items.pop("numbers_for_test")


def test_a_plugin_takes_the_parameters_it_declares_and_no_other() -> None:
    @preprocessor(
        "power_for_test",
        summary="To a power.",
        params={"exponent": whole(1, 5, "The power.", "指数です。")},
        defaults={"exponent": 2},
    )
    def build(exponent: int) -> object:
        return FunctionTransformer(pow, kw_args={"exp": exponent}, feature_names_out="one-to-one")

    def cubed(params: dict[str, Any]) -> Any:
        made = recipe(
            numeric=["x"], categorical=[], scaling="none", plugins=[{"name": "power_for_test", "params": params}]
        )
        assert Recipe.model_validate_json(made.model_dump_json()) == made
        return build_pipeline(made).fit_transform(pd.DataFrame({"x": [2.0, 3.0]}))["x"].tolist()

    try:
        assert cubed({}) == [4.0, 9.0]
        assert cubed({"exponent": 3}) == [8.0, 27.0]
        with pytest.raises(ConfigError, match=r"(?s)no parameter 'exponnt' \(did you mean 'exponent'\?\)"):
            cubed({"exponnt": 3})
        with pytest.raises(ConfigError, match=r"(?s)'exponent'.*got:     'three'.*allowed: whole number 1 to 5"):
            cubed({"exponent": "three"})
    finally:
        PREPROCESSORS._items.pop("power_for_test")


def test_a_preprocessor_that_is_declared_wrongly_is_refused_where_it_is_registered() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'numeric'"):
        preprocessor("wrong", summary="Nothing.", columns="numerc")(print)
    with pytest.raises(ConfigError, match="needs a default for each of its parameters"):
        preprocessor("wrong", summary="Nothing.", defaults={"a": 1})(print)
    assert "wrong" not in PREPROCESSORS


def test_a_name_alone_is_stored_as_a_name() -> None:
    assert VariantSection(plugins=["half"]).model_dump()["plugins"] == ["half"]
    plugins = [{"name": "half", "params": {"a": 1}}]
    assert VariantSection(plugins=plugins).model_dump(mode="json")["plugins"] == plugins


def test_an_unknown_plugin_is_named() -> None:
    with pytest.raises(UnknownPlugin, match="squers"):
        build_pipeline(recipe(plugins=["squers"]))

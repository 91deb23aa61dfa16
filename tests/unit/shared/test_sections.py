"""Sections: config models to stored texts and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automl_shared.config import parse_config
from automl_shared.config.models import DataSettings
from automl_shared.errors import ConfigError
from automl_shared.sections import ModelSection, RunSection, config_from, config_payload, differences, parse, payload

FULL = {
    "data": {
        "csv_path": "x.csv",
        "target_column": "007",
        "feature_columns": ["a", "b"],
        "editing": {"fillna": {"a": 1, "b/c": "x"}, "rename_columns": {"p/q": "r"}, "clip_values": {"a": [0, None]}},
    },
    "models": [
        {"name": "lightgbm", "params": {"n_estimators": 7, "x": None, "s": "true", "l": [1, "a"], "f": 0.1}},
        {"name": "ridge", "enable": False},
    ],
    "clearml": {"tags": ["team:x"], "queues": {"prefix": "mine"}},
}


def test_a_config_survives_the_trip_through_a_task() -> None:
    config = parse_config(FULL)
    assert config_from(config_payload(config)) == config


def test_a_portfolio_survives_too() -> None:
    config = parse_config({"data": {"csv_path": "x.csv", "target_column": "y"}, "models": "fast"})
    assert config_from(config_payload(config)) == config


def test_nested_keys_are_joined_by_slashes() -> None:
    stored = payload(ModelSection(name="lightgbm", label="lightgbm", params={"n_estimators": 7}))
    assert stored == {"Model": {"name": "lightgbm", "label": "lightgbm", "params/n_estimators": "7"}}


params = st.dictionaries(
    st.text(min_size=1, alphabet="abc_"),
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
)


@given(params)
def test_model_parameters_keep_value_and_type(values: dict[str, object]) -> None:
    model = ModelSection(name="m", label="m", params=values)
    assert parse(ModelSection, payload(model)["Model"]) == model


def test_an_integer_overridden_by_half_is_refused_instead_of_staying() -> None:
    with pytest.raises(ConfigError, match="Data/random_seed"):
        parse(DataSettings, {"random_seed": "0.5"}, source="Data")


def test_none_is_none_and_not_an_empty_text() -> None:
    stored = payload(RunSection())["Run"]
    assert stored["run_id"] == "null"
    assert parse(RunSection, stored) == RunSection()


def test_a_key_nobody_reads_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'random_seed'"):
        parse(DataSettings, {"random_sed": "1"}, source="Data")


def test_differences_name_key_template_and_value() -> None:
    assert differences({"A": {"x": "1", "y": "2"}}, {"A": {"x": "1", "z": "3"}}) == [
        ("A/y", "-", "2"),
        ("A/z", "3", "-"),
    ]

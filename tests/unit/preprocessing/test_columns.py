"""Column typing: one case per kind, and the borderlines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import Problem
from automl_data.recipe import build_pipeline
from automl_preprocessing.columns import profile, treated, usable_values
from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import DataError
from automl_shared.phase_io import ColumnInfo
from automl_shared.readings import Reading
from automl_shared.recipe import Columns
from automl_shared.sections import VariantSection

N = 40
PROBLEM = Problem(type="binary", classes=["0", "1"], reason="2 different values")
RANDOM = np.random.default_rng(0)
FLOATS = RANDOM.normal(size=N)


def typed(values: Any, name: str = "x", **data: Any) -> ColumnInfo:
    frame = pd.DataFrame({name: pd.Series(values), "y": [0, 1] * (N // 2)})
    return profile(frame, PROBLEM, DataSettings(target_column="y", **data)).columns[0]


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("x", FLOATS, "numeric"),
        ("x", range(N), "numeric"),
        ("x", [Decimal(i) / 3 for i in range(N)], "numeric"),
        ("x", pd.array([1, None] * (N // 2), dtype="Int64"), "constant"),
        ("x", pd.array([*range(N - 1), None], dtype="Int64"), "numeric"),
        ("x", [0, 1] * (N // 2), "numeric"),
        ("x", [True, False] * (N // 2), "boolean"),
        ("x", pd.Series([True, None] * (N // 2), dtype=object), "boolean"),
        ("x", ["a", "b"] * (N // 2), "categorical"),
        ("x", ["a", None] * (N // 2), "categorical"),
        ("x", pd.Categorical([1, 2] * (N // 2)), "categorical"),
        ("x", pd.Series([1, "a"] * (N // 2), dtype=object), "categorical"),
        ("x", ["Some college, no degree", "High school or less than it"] * (N // 2), "categorical"),
        ("x", [f"words of row {i}" for i in range(N)], "text"),
        ("x", [f"K{i:05d}" for i in range(N)], "identifier"),
        ("customer_id", range(N), "identifier"),
        ("CustomerID", range(N), "identifier"),
        ("customerId", [*map(float, range(N - 1)), np.nan], "identifier"),
        ("顧客ID", range(N), "identifier"),
        ("会員番号", range(N), "identifier"),
        ("Unnamed: 0", range(N), "identifier"),
        ("paid", range(N), "numeric"),
        ("store_id", [1, 2, 3, 4] * (N // 4), "numeric"),
        ("id", FLOATS, "numeric"),
        ("x", pd.date_range("2024-01-01", periods=N), "datetime"),
        ("x", pd.date_range("2024-01-01", periods=N).strftime("%Y-%m-%d"), "datetime"),
        ("x", pd.date_range("2024-01-01", periods=N).strftime("%d/%m/%Y %H:%M"), "datetime"),
        ("x", pd.date_range("2024-01-01", periods=N).strftime("%Y年%m月%d日"), "datetime"),
        ("x", [dt.date(2024, 1, 1 + i % 28) for i in range(N)], "datetime"),
        ("x", [f"10.{i}.0.1" for i in range(N)], "identifier"),
        ("x", ["Yes", "no"] * (N // 2), "boolean"),
        ("x", ["はい", "いいえ"] * (N // 2), "boolean"),
        ("x", ["Y", "N", "Y", None] * (N // 4), "boolean"),
        ("x", ["yes", "maybe"] * (N // 2), "categorical"),
        ("x", [*map(str, range(N - 1)), "n/a"], "numeric"),
        ("x", [*map(str, range(N // 2)), *["none", "few"] * (N // 4)], "categorical"),
        ("x", [f"0{i % 7}{i % 5}" for i in range(N)], "categorical"),
        ("x", [f"この製品はとても良かったので{i}回も買いました。また買います" for i in range(N)], "text"),
        ("x", ["2024-02-31", *pd.date_range("2024-01-01", periods=N - 1).strftime("%Y-%m-%d")], "datetime"),
        ("x", [5] * N, "constant"),
        ("x", ["only"] * N, "constant"),
        ("x", [None] * N, "constant"),
    ],
)
def test_kinds(name: str, values: Any, kind: str) -> None:
    column = typed(values, name)

    assert column.kind == kind
    assert column.role == ("left_out" if kind in ("identifier", "constant") else "feature")
    assert column.reason


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([[1, 2]] * N, "text"),
        (pd.Series([b"a", b"b"] * (N // 2), dtype=object), "text"),
        (pd.to_timedelta(range(N), unit="D"), "datetime"),
        (["01/02/2024", "03/04/2024"] * (N // 2), "datetime"),
    ],
)
def test_values_no_recipe_can_treat_are_left_out(values: Any, kind: str) -> None:
    column = typed(values)

    assert (column.kind, column.role) == (kind, "left_out")


def test_the_values_tell_which_is_the_day() -> None:
    frame = pd.DataFrame({"us": ["01/02/2024", "03/24/2024"] * 20, "eu": ["01/02/2024", "24/03/2024"] * 20})

    profiled = profile(frame.assign(y=[0, 1] * 20), PROBLEM, DataSettings(target_column="y"))

    assert profiled.date_formats == {"us": "%m/%d/%Y", "eu": "%d/%m/%Y"}


@pytest.mark.parametrize(
    ("unit", "unread", "reason"),
    [
        ("", 1, "numbers, but for one value that is taken for missing"),
        ("", 2, "numbers, but for 2 values that are taken for missing"),
        ("kg", 1, "numbers written with kg, but for one value that is taken for missing"),
        ("kg", 2, "numbers written with kg, but for 2 values that are taken for missing"),
    ],
)
def test_one_value_that_is_no_number_is_not_many(unit: str, unread: int, reason: str) -> None:
    frame = pd.DataFrame({"x": FLOATS, "y": [0, 1] * (N // 2)})
    readings = {"x": Reading(kind="numeric", unit=unit, read=N - unread, unread=unread)}

    profiled = profile(frame, PROBLEM, DataSettings(target_column="y"), readings=readings)

    assert profiled.columns[0].reason == reason


def test_one_text_among_gaps_is_not_said_to_be_different_texts() -> None:
    assert typed(["late", None] * (N // 2)).reason == "a single text, or missing"
    assert typed(["late", "early"] * (N // 2)).reason == "2 different texts"


def test_reasons_in_both_languages() -> None:
    frame = pd.DataFrame({"x": FLOATS, "y": [0, 1] * (N // 2)})
    english, japanese = (
        profile(frame, PROBLEM, DataSettings(target_column="y"), language).columns for language in ("en", "ja")
    )

    assert [one.reason for one in english] == ["numbers", "the column to predict: 2 different values"]
    assert all(one.reason != other.reason for one, other in zip(english, japanese, strict=True))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2] * 20, "categorical"),
        ([1, 2] * 20, "boolean"),
        ([1, 2] * 20, "text"),
        (FLOATS, "identifier"),
        (["1", "few"] * 20, "numeric"),
        ([20240101 + i % 28 for i in range(N)], "datetime"),
        ([f"K{i:05d}" for i in range(N)], "categorical"),
        ([None] * N, "numeric"),
    ],
)
def test_a_type_that_was_set(values: Any, kind: Any) -> None:
    column = typed(values, column_types={"x": kind})

    assert column.kind == kind
    assert column.reason == "set by data.column_types"


@pytest.mark.parametrize(
    ("values", "kind", "shown"),
    [
        (["Tokyo", "Osaka"] * 20, "numeric", "'Tokyo'"),
        (["Tokyo", "Osaka"] * 20, "datetime", "'Tokyo'"),
        (["01/02/2024", "03/04/2024"] * 20, "datetime", "'01/02/2024'"),
        (["a", "b", "c", "d"] * 10, "boolean", "'c'"),
        ([[1]] * N, "categorical", "[1]"),
    ],
)
def test_a_type_the_values_do_not_fit_is_refused(values: Any, kind: Any, shown: str) -> None:
    with pytest.raises(DataError, match=f"for {kind} that is not") as caught:
        typed(values, column_types={"x": kind})

    assert shown in str(caught.value.value)


def test_types_are_set_for_columns_there_are() -> None:
    with pytest.raises(DataError, match="did you mean 'x'"):
        typed(FLOATS, column_types={"X": "numeric"})
    with pytest.raises(DataError, match="names the target"):
        typed(FLOATS, column_types={"y": "numeric"})


def test_a_key_that_is_named_as_a_feature_is_used() -> None:
    assert typed(range(N), "customer_id", feature_columns=["customer_id"]).role == "feature"
    assert typed([f"K{i:05d}" for i in range(N)], feature_columns=["x"]).kind == "categorical"


def test_roles() -> None:
    frame = pd.DataFrame({"g": [1, 2] * 20, "t": range(N), "y": [0, 1] * 20, "x": FLOATS})
    settings = DataSettings(target_column="y", group_column="g", time_column="t")

    profiled = profile(frame, PROBLEM, settings)

    assert [column.role for column in profiled.columns] == ["group", "time", "target", "feature"]
    assert treated(profiled) == Columns(numeric=["x"])


def test_how_columns_are_treated() -> None:
    frame = pd.DataFrame(
        {
            "number": FLOATS,
            "few": ["a", "b"] * 20,
            "yes": [True, False] * 20,
            "many": [f"k{i % 35}" for i in range(N)],
            "day": pd.date_range("2024-01-01", periods=N).strftime("%d.%m.%Y"),
            "moment": pd.date_range("2024-01-01", periods=N),
            "prose": [f"words of row {i}" for i in range(N)],
            "y": [0, 1] * 20,
        }
    )

    assert treated(profile(frame, PROBLEM, DataSettings(target_column="y"))) == Columns(
        numeric=["number"],
        categorical=["few", "yes"],
        high_cardinality=["many"],
        datetime={"day": "%d.%m.%Y", "moment": ""},
        text=["prose"],
    )


def test_values_a_recipe_can_use() -> None:
    frame = pd.DataFrame(
        {
            "member": pd.Series([True, None, False], dtype=object),
            "n": pd.array([1, None, 3], dtype="Int64"),
            "far": [1.0, np.inf, 1e39],
            "written": ["1", "n/a", " 2.5"],
            "code": [1.0, np.nan, 2.0],
            "mixed": pd.Series([1, "a", None], dtype=object),
            "day": ["2024-01-31", "2024-02-31", None],
            "left": [1, 2, 3],
        }
    )

    usable = usable_values(
        frame,
        Columns(numeric=["n", "far", "written"], categorical=["member", "mixed", "code"], datetime={"day": "ISO8601"}),
    )

    assert list(usable.columns) == ["member", "n", "far", "written", "code", "mixed", "day"]
    assert usable["n"].dtype == usable["far"].dtype == usable["written"].dtype == np.float64
    assert usable["written"].tolist()[::2] == [1.0, 2.5]
    assert usable["member"].tolist()[::2] == ["True", "False"]
    assert usable["code"].tolist()[::2] == ["1", "2"]
    assert usable["mixed"].tolist()[:2] == ["1", "a"]
    assert str(usable["day"].dtype) == "datetime64[us, UTC]"
    assert usable.isna().sum().tolist() == [1, 1, 2, 1, 1, 1, 2]


def test_raw_rows_and_the_data_artifact_give_the_same_features(tmp_path: Path) -> None:
    """What a bundle makes of the rows of a file read again is what was learned from."""
    random = np.random.default_rng(0)
    n = 300
    frame = pd.DataFrame(
        {
            "number": random.normal(size=n),
            "mixed": [*map(str, random.integers(0, 99, n - 5)), *["n/a"] * 5],
            "code": random.choice([1.0, 2.0, np.nan], n),
            "member": random.choice(np.array([True, False, None], dtype=object), n),
            "place": random.choice([f"place {i}" for i in range(50)], n),
            "day": [*pd.date_range("2023-12-05", periods=n - 2).strftime("%d.%m.%Y"), "99.99.2024", None],
            "note": [f"a few words on row {i}" for i in range(n)],
            "y": random.choice(["no", "yes"], n),
        }
    )
    frame.to_csv(tmp_path / "raw.csv", index=False)
    table = pd.read_csv(tmp_path / "raw.csv")
    settings = DataSettings(target_column="y", column_types={"code": "categorical"})
    prepared = prepare(table, settings, CrossValidationSettings(), VariantSection())
    pipeline = build_pipeline(prepared.recipe).fit(prepared.data.drop(columns="y"), prepared.data["y"])

    expected, raw = pipeline.transform(prepared.data.drop(columns="y")), pipeline.transform(table)

    assert set(prepared.recipe.names) == set(frame.columns) - {"y"}
    pd.testing.assert_frame_equal(raw, expected, check_names=False)
    pd.testing.assert_frame_equal(pipeline.transform(table.head(1)), expected.head(1), check_names=False)

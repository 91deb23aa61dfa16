"""Column typing: one case per kind, and the borderlines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.columns import profile, treated, usable_values
from automl_shared.config.models import DataSettings
from automl_shared.intake import Problem
from automl_shared.phase_io import ColumnInfo

N = 40
PROBLEM = Problem(type="binary", classes=["0", "1"], reason="2 different values")
RANDOM = np.random.default_rng(0)
FLOATS = RANDOM.normal(size=N)


def typed(values: Any, name: str = "x", **data: Any) -> ColumnInfo:
    frame = pd.DataFrame({name: pd.Series(values), "y": [0, 1] * (N // 2)})
    return profile(frame, PROBLEM, DataSettings(target_column="y", **data))[0]


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
        ("x", [[1, 2]] * N, "text"),
        ("x", pd.Series([b"a", b"b"] * (N // 2), dtype=object), "text"),
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
        ("x", pd.to_timedelta(range(N), unit="D"), "datetime"),
        ("x", [f"10.{i}.0.1" for i in range(N)], "identifier"),
        ("x", [5] * N, "constant"),
        ("x", ["only"] * N, "constant"),
        ("x", [None] * N, "constant"),
    ],
)
def test_kinds(name: str, values: Any, kind: str) -> None:
    column = typed(values, name)

    assert column.kind == kind
    assert column.role == ("feature" if kind in ("numeric", "categorical", "boolean") else "left_out")
    assert column.reason


def test_a_key_that_is_named_as_a_feature_is_used() -> None:
    assert typed(range(N), "customer_id", feature_columns=["customer_id"]).role == "feature"
    assert typed([f"K{i:05d}" for i in range(N)], feature_columns=["x"]).kind == "categorical"


def test_roles() -> None:
    frame = pd.DataFrame({"g": [1, 2] * 20, "t": range(N), "y": [0, 1] * 20, "x": FLOATS})
    settings = DataSettings(target_column="y", group_column="g", time_column="t")

    columns = profile(frame, PROBLEM, settings)

    assert [column.role for column in columns] == ["group", "time", "target", "feature"]
    assert treated(columns) == (["x"], [])


def test_values_a_recipe_can_use() -> None:
    frame = pd.DataFrame(
        {
            "member": pd.Series([True, None, False], dtype=object),
            "n": pd.array([1, None, 3], dtype="Int64"),
            "mixed": pd.Series([1, "a", None], dtype=object),
            "left": [1, 2, 3],
        }
    )

    usable = usable_values(frame, ["n"], ["member", "mixed"])

    assert list(usable.columns) == ["member", "n", "mixed"]
    assert usable["n"].dtype == np.float64
    assert usable["member"].tolist()[::2] == ["True", "False"]
    assert usable["mixed"].tolist()[:2] == ["1", "a"]
    assert usable.isna().sum().tolist() == [1, 1, 1]

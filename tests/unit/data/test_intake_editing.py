"""``data.editing``: every name and every value is checked before it is used."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from automl_data.intake import edited
from automl_shared.config.models import Editing
from automl_shared.errors import DataError

FRAME = pd.DataFrame(
    {
        "a": [1.0, None, 9.0],
        "b": ["x", None, "z"],
        "two words": [1, 2, 3],
        "flag": pd.Series([True, None, False], dtype=object),
        "day": pd.to_datetime(["2024-01-01", None, "2024-01-03"]),
        "__odd__": [1, 2, 3],
    }
)


def test_the_order_is_drop_rename_fill_clip_filter() -> None:
    editing = Editing(
        drop_columns=["b"], rename_columns={"a": "b"}, fillna={"b": 100}, clip_values={"b": [None, 50]}, query="b > 1"
    )
    assert edited(FRAME, editing)["b"].tolist() == [50.0, 9.0]
    assert FRAME["a"].isna().sum() == 1


def test_the_values_filled_in_fit_the_column() -> None:
    editing = Editing(fillna={"a": 0, "b": "none", "flag": False, "day": "2024-01-02"})
    result = edited(FRAME, editing)
    assert not result.isna().to_numpy().any()
    assert str(result["day"].dtype) == str(FRAME["day"].dtype)


@pytest.mark.parametrize(
    ("editing", "words"),
    [
        ({"drop_columns": ["nope"]}, "drop_columns"),
        ({"rename_columns": {"a": "b"}}, "same name"),
        ({"rename_columns": {"a": "c", "b": "c"}}, "same name"),
        ({"rename_columns": {"a": " "}}, "empty name"),
        ({"rename_columns": {"a": "c"}, "drop_columns": ["a"]}, "drops"),
        ({"rename_columns": {"aa": "c"}}, "did you mean 'a'"),
        ({"fillna": {"a": "x"}}, "does not fit"),
        ({"fillna": {"b": 1}}, "does not fit"),
        ({"fillna": {"flag": 1}}, "does not fit"),
        ({"fillna": {"day": "soon"}}, "not a date"),
        ({"clip_values": {"b": [0, 1]}}, "without numbers"),
        ({"clip_values": {"a": [0]}}, "two numbers"),
        ({"clip_values": {"a": [2, 1]}}, "wrong way round"),
        ({"query": "nope > 1"}, r"cannot be evaluated[^$]*a, b, two words"),
        ({"query": "a >"}, "cannot be evaluated"),
        ({"query": "a + 1"}, "cannot be evaluated"),
        ({"query": "a > @x"}, "no meaning"),
        ({"query": "a.__class__ == 1"}, "no meaning"),
        ({"query": "a.to_pickle('f') == 1"}, "may not"),
        ({"query": "a > 1000"}, "leaves no rows"),
    ],
)
def test_what_does_not_fit_is_told(editing: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        edited(FRAME, Editing(**editing))


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("a > 1 and b == 'z'", 1),
        ("`two words` in [1, 2]", 2),
        ("b.str.startswith('to_pickle(') or b.isna()", 1),
        ("a.between(0, 5)", 1),
        ("not (a > 1)", 2),
        ("__odd__ == 2", 1),
        ("b == '@'  or b == 'x'", 1),
    ],
)
def test_a_query_is_a_condition_on_columns(query: str, kept: int) -> None:
    result = edited(FRAME, Editing(query=query))
    assert len(result) == kept
    assert result.index.tolist() == list(range(kept))

"""The codec: what goes in comes out, whatever it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automl_shared.codec import decode, encode

texts = st.text() | st.sampled_from(
    ["", "null", "None", "True", "1", "1.5", "007", "1e5", '"', '"a', "[1]", "NaN", "{}"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(values)
def test_round_trip_is_exact_for_every_type(value: Any) -> None:
    back = decode(encode(value))
    assert back == value
    assert type(back) is type(value)


@given(st.none() | texts)
def test_round_trip_of_a_text_field(value: str | None) -> None:
    assert decode(encode(value), str | None) == value


@pytest.mark.parametrize(
    ("text", "annotation", "value"),
    [
        ("", Any, None),
        ("None", Any, None),
        ("True", bool, True),
        ("0.5", int, 0.5),
        ("007", str, "007"),
        ("1e5", str | None, "1e5"),
        ("null", str | None, None),
        ("null", str, "null"),
        ("[1, 2]", list[int], [1, 2]),
    ],
)
def test_what_a_person_types_in_the_ui(text: str, annotation: Any, value: Any) -> None:
    assert decode(text, annotation) == value

"""Fields of a request: read with their type, their defaults and their limits, or refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.parts import fitted, list_of, map_of, parts, plain, require, text, whole

SPAN = {"from_date": 10, "to_date": 20, "interval": 1}


@pytest.mark.parametrize(
    ("data", "read", "expected"),
    [
        ({}, lambda p: p.whole("n", 7), 7),
        ({"n": 3}, lambda p: p.whole("n", 7), 3),
        ({}, lambda p: p.flag("n"), False),
        ({"n": None}, lambda p: p.flag("n", True), True),
        ({"n": 0}, lambda p: p.flag("n", True), False),
        ({"n": "False"}, lambda p: p.flag("n", True), False),
        ({"n": "yes"}, lambda p: p.flag("n"), True),
        ({"n": "a"}, lambda p: p.texts("n"), ["a"]),
        ({"n": False}, lambda p: p.texts("n"), []),
        ({}, Params.waiting_seconds, 20.0),
        ({"timeout_seconds": 500}, Params.waiting_seconds, 30.0),
        ({"timeout_seconds": -1}, Params.waiting_seconds, 0.0),
        (SPAN, Params.span, (10, 20, 1)),
    ],
)
def test_a_field_is_read_with_its_type_and_its_default(data: dict[str, Any], read: Any, expected: Any) -> None:
    assert read(Params(data)) == expected


@pytest.mark.parametrize(
    ("data", "read", "said"),
    [
        ({"n": 3}, lambda p: p.text("n"), "a text is expected, got int"),
        ({"n": ""}, lambda p: p.required("n"), "field is required"),
        ({"n": [1]}, lambda p: p.flag("n"), "true or false is expected, got list"),
        ({"n": True}, lambda p: p.number("n"), "a number is expected, got bool"),
        ({"n": 2**64}, lambda p: p.number("n"), "a number is expected"),
        ({"n": ["a", 1]}, lambda p: p.texts("n"), "a list of texts is expected"),
        ({"n": {"a": 1}}, lambda p: p.texts("n"), "a list of texts is expected, got dict"),
        ({"n": [1]}, lambda p: p.objects("n"), "a list of objects is expected"),
        ({"n": []}, lambda p: p.required_objects("n"), "list is too short"),
        ({"n": "a"}, lambda p: p.mapping("n"), "an object is expected, got str"),
        ({"from_date": 10, "to_date": 20}, Params.span, "interval >= 1 are needed"),
        ({**SPAN, "interval": 0}, Params.span, "interval >= 1 are needed"),
        ({**SPAN, "to_date": 10}, Params.span, "from_date must be less than to_date"),
        ({**SPAN, "to_date": 2**51}, Params.span, "are seconds"),
    ],
)
def test_what_does_not_fit_is_refused(data: dict[str, Any], read: Any, said: str) -> None:
    with pytest.raises(ApiError, match=said):
        read(Params(data))


def test_of_a_deep_value_only_what_does_not_fit_is_left_out() -> None:
    kind = map_of(list_of(parts(name=text, size=whole)))
    value = {"a": [{"name": 3, "size": "7", "more": [1]}, {"name": "b", "size": "x"}, 5], "b": "no list", "c": None}
    assert fitted(kind, value) == {"a": [{"name": "3", "size": 7, "more": [1]}, {"name": "b"}], "c": None}
    assert fitted(kind, 5) is None


def test_a_table_holds_texts_and_numbers_alone() -> None:
    table = list_of(list_of(plain))
    assert require(table, [["a", 1], [0.5, None]], "rows") == [["a", 1], [0.5, None]]
    with pytest.raises(ApiError, match="a text or a number"):
        require(table, [["a", {}]], "rows")

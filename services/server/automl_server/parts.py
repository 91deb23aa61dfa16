"""What the parts of a stored document are: texts, whole numbers, and lists and objects of these.

One part of another kind fails every list that shows it in clients that check the answers they get.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from automl_server import errors
from automl_server.errors import ApiError, Kind

_LARGEST = 2**63
Part = Callable[[Any, str], None]
"""Raises Unfit for a value at a place that is none of its kind."""


class Unfit(Exception):
    """`place` holds `value`, where `expected` belongs."""

    def __init__(self, expected: str, place: str, value: Any) -> None:
        super().__init__(f"{expected} is expected at {place}")
        self.expected, self.place, self.value = expected, place, value


def require(part: Part, value: Any, place: str, refusal: Kind = errors.DATA_VALIDATION_ERROR) -> None:
    """Refuse a value that is not what it should be."""
    try:
        part(value, place)
    except Unfit as problem:
        raise ApiError(refusal, f"{problem.expected} is expected", field=problem.place, value=problem.value) from None


def text(value: Any, place: str) -> None:
    """A text."""
    if not isinstance(value, str):
        raise Unfit("a text", place, value)


def whole(value: Any, place: str) -> None:
    """A whole number of 64 bits; 1.0 is one."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not -_LARGEST <= value < _LARGEST or value != int(value):
        raise Unfit("a whole number", place, value)


def plain(value: Any, place: str) -> None:
    """A text or a number."""
    if not isinstance(value, (str, int, float)):
        raise Unfit("a text or a number", place, value)


def an_object(value: Any, place: str) -> None:
    """An object of anything."""
    if not isinstance(value, dict):
        raise Unfit("an object", place, value)


def one_of(*words: str) -> Part:
    """One of some words."""

    def check(value: Any, place: str) -> None:
        if value not in words:
            raise Unfit(" or ".join(words), place, value)

    return check


def list_of(part: Part) -> Part:
    """A list of one kind of thing; null stands for nothing."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list):
            raise Unfit("a list", place, value)
        for item in value:
            if item is not None:
                part(item, place)

    return check


def map_of(part: Part) -> Part:
    """An object whose values are all of one kind; null stands for nothing."""

    def check(value: Any, place: str) -> None:
        an_object(value, place)
        for name, item in value.items():
            if item is not None:
                part(item, f"{place}.{name}")

    return check


def parts(**known: Part) -> Part:
    """An object with parts of its own. Others may be there as well; null stands for nothing."""

    def check(value: Any, place: str) -> None:
        an_object(value, place)
        for name, part in known.items():
            if value.get(name) is not None:
                part(value[name], f"{place}.{name}")

    return check

"""What the parts of a stored document are: texts, whole numbers, and lists and objects of these.

One part of another kind fails every list that shows it in clients that check the answers they get. A number that came
as a text or with a fraction is kept as the whole number it stands for, as the full server does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import reduce
from operator import getitem
from typing import Any

from automl_server import errors
from automl_server.errors import ApiError, Kind

_LARGEST = 2**63
Part = Callable[[Any, str], Any]
"""Returns a value as it is kept. Raises Unfit for one that is none of its kind, with its place."""


class Unfit(Exception):
    """`place` holds `value`, where `expected` belongs."""

    def __init__(self, expected: str, place: str, value: Any) -> None:
        super().__init__(f"{expected} is expected at {place}")
        self.expected, self.place, self.value = expected, place, value
        self.path: list[str | int] = []  # keys that lead to it from the outermost value


def require(part: Part, value: Any, place: str, refusal: Kind = errors.DATA_VALIDATION_ERROR) -> Any:
    """The value as it is kept; one that is not what it should be is refused."""
    try:
        return part(value, place)
    except Unfit as problem:
        raise ApiError(refusal, f"{problem.expected} is expected", field=problem.place, value=problem.value) from None


def fitted(part: Part, value: Any) -> Any:
    """What is left of a value without what does not fit in it; None if it does not fit itself. Numbers become texts."""
    while True:
        try:
            return part(value, "")
        except Unfit as problem:
            if not problem.path:
                return None
            holder = reduce(getitem, problem.path[:-1], value)
            if problem.expected == "a text" and isinstance(problem.value, (int, float)):
                holder[problem.path[-1]] = str(problem.value)
            else:
                del holder[problem.path[-1]]


def _inner(part: Part, key: str | int, value: Any, place: str) -> Any:
    try:
        return part(value, place)
    except Unfit as problem:
        problem.path.insert(0, key)
        raise


def text(value: Any, place: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise Unfit("a text", place, value)
    return value


def whole(value: Any, place: str) -> int:
    """A whole number of 64 bits; a fraction is cut off, and a text is read."""
    number = None
    if isinstance(value, (int, float, str)):
        with suppress(ValueError, OverflowError):
            number = int(value)
    if number is None or not -_LARGEST <= number < _LARGEST:
        raise Unfit("a whole number", place, value)
    return number


def plain(value: Any, place: str) -> str | float:
    """A text or a number."""
    if not isinstance(value, (str, int, float)):
        raise Unfit("a text or a number", place, value)
    return value


def an_object(value: Any, place: str) -> dict[str, Any]:
    """An object of anything."""
    if not isinstance(value, dict):
        raise Unfit("an object", place, value)
    return value


def one_of(*words: str) -> Part:
    """One of some words."""

    def check(value: Any, place: str) -> Any:
        if value not in words:
            raise Unfit(" or ".join(words), place, value)
        return value

    return check


def list_of(part: Part) -> Part:
    """A list of one kind of thing; null stands for nothing."""

    def check(value: Any, place: str) -> list[Any]:
        if not isinstance(value, list):
            raise Unfit("a list", place, value)
        return [item if item is None else _inner(part, index, item, place) for index, item in enumerate(value)]

    return check


def map_of(part: Part) -> Part:
    """An object whose values are all of one kind; null stands for nothing."""

    def check(value: Any, place: str) -> dict[str, Any]:
        items = an_object(value, place).items()
        return {name: item if item is None else _inner(part, name, item, f"{place}.{name}") for name, item in items}

    return check


def parts(**known: Part) -> Part:
    """An object with parts of its own. Others may be there as well; null stands for nothing."""

    def check(value: Any, place: str) -> dict[str, Any]:
        kept = dict(an_object(value, place))
        for name, part in known.items():
            if kept.get(name) is not None:
                kept[name] = _inner(part, name, kept[name], f"{place}.{name}")
        return kept

    return check

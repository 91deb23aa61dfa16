"""A long list in parts: each has an address, and a search over the whole of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from automl_shared.frozen import Frozen

T = TypeVar("T")
Columns = Mapping[str, Callable[[T], Any]]
"""What each column of a list shows of a row, by the key that the list is sorted by; None where it knows nothing."""
TEXT = "q"
"""Query with the words that the list is narrowed to."""
MOST_TEXT = 200
PAGE = "page"
"""Query with the page, counted from 0, where an address has one list."""
SORT = "sort"
"""Query with what the list is sorted by; a minus before it turns the order round."""


def text_in(request: Request, name: str = TEXT) -> str:
    """The words that an address asks for."""
    return request.query_params.get(name, "").strip()[:MOST_TEXT]


def page_in(request: Request, name: str = "page") -> int:
    """The page that an address asks for, counted from 0; the first one for what is no number."""
    page = request.query_params.get(name, "")
    return int(page) if page.isdecimal() and len(page) < 7 else 0


class Part(Frozen, Generic[T]):
    """One page of a list.

    ``first``: place of its first item, counted from 0; ``count``: all items that fit; ``size``: most on a page;
    ``key``: the query's name for the page; ``fields``: the rest of the query.
    """

    items: Sequence[T]
    first: int
    count: int
    size: int
    key: str
    text: str
    fields: Mapping[str, str]

    @property
    def page(self) -> int:
        return self.first // self.size

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.text and self.count <= self.size

    @property
    def last(self) -> int:
        return self.first + len(self.items)

    def address(self, page: int = 0, **other: str) -> str:
        """Of another page, from this one; ``other``: what else the list is narrowed to there, empty for no longer."""
        asked = {**self.fields, TEXT: self.text, self.key: str(page) if page else "", **other}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def part_of(
    request: Request, found: Sequence[T], size: int, text_of: Callable[[T], str] = str, key: str = PAGE
) -> Part[T]:
    """The page that the address asks for. ``text_of``: where a search looks, whatever the case of its letters."""
    asked, text = request.query_params, text_in(request)
    fit = [one for one in found if text.casefold() in text_of(one).casefold()] if text else found
    last_page = max(0, len(fit) - 1) // size
    first = size * min(page_in(request, key), last_page)
    fields = {name: value for name, value in asked.items() if name not in (TEXT, key)}
    return Part(
        items=fit[first : first + size], first=first, count=len(fit), size=size, key=key, text=text, fields=fields
    )


class Sort(Frozen):
    """How a list is sorted that is shown in parts.

    ``place``: of the list; ``key``: empty for its own order; ``fields``: what the address narrows the list to.
    """

    place: str
    key: str = ""
    falling: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request, place: str, keys: Collection[str]) -> Sort:
        """As the address asks."""
        asked = request.query_params.get(SORT, "")
        key = asked.removeprefix("-")
        fields = {name: value for name, value in request.query_params.items() if value and name not in (SORT, PAGE)}
        return cls(place=place, key=key if key in keys else "", falling=asked.startswith("-"), fields=fields)

    def way(self, key: str) -> str:
        """For those who listen."""
        return "none" if key != self.key else "descending" if self.falling else "ascending"

    def address(self, key: str) -> str:
        """Of the same list, sorted by this; the other way round where it is already."""
        wanted = f"-{key}" if key == self.key and not self.falling else key
        return f"{self.place}?" + urlencode({**self.fields, SORT: wanted})

    def sorted(self, rows: Sequence[T], columns: Columns[T]) -> list[T]:
        """By what is shown; what has no value comes last."""
        if not self.key:
            return list(rows)
        shown = [(_in_order(columns[self.key](one)), one) for one in rows]
        known = sorted((one for one in shown if one[0] is not None), key=lambda one: one[0], reverse=self.falling)
        return [row for _, row in (*known, *(one for one in shown if one[0] is None))]


def _in_order(value: Any) -> Any:
    """What rows are compared by: text whatever the case of its letters, and numbers in it by what they count."""
    if not isinstance(value, str):
        return value
    parts = re.split(r"(\d+)", value.casefold())
    return [(len(part.lstrip("0")), part) if place % 2 else (0, part) for place, part in enumerate(parts)]

"""`get_all` and `get_all_ex`: what they have in common for tasks, models, projects, queues and users."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from automl_server import errors
from automl_server.documents import Document, Documents
from automl_server.errors import ApiError
from automl_server.joins import find_joined, renderer_of
from automl_server.query import TRUE, Sql, all_of
from automl_server.service import Call

Found = TypeVar("Found")
_NOT_HIDDEN = "t.id NOT IN (SELECT id FROM {table} WHERE field = 'system_tags' AND tag = 'hidden')"


def listed(
    call: Call,
    documents: Documents,
    extra: Sql = TRUE,
    *,
    joined: bool,
    overrides: dict[str, Any] | None = None,
    parsed: Collection[str] = (),
) -> tuple[list[Document], Document]:
    """(what was asked for, what to add to the answer: a scroll id). Fields not in `parsed` may be unparsed JSON."""

    extra = all_of([extra, _of_whom(call, joined=joined)])

    def find(parameters: dict[str, Any]) -> tuple[list[Document], int]:
        found = _find(call, documents, parameters, extra, joined=joined, parsed=parsed)
        return found, len(found)

    return _paged(call, overrides, find)


def rendered(
    call: Call, documents: Documents, extra: Sql = TRUE, *, joined: bool, overrides: dict[str, Any] | None = None
) -> tuple[Any, Document]:
    """The same for documents that are sent on unseen: their JSON text where SQLite can make it."""

    extra = all_of([extra, _of_whom(call, joined=joined)])

    def find(parameters: dict[str, Any]) -> tuple[Any, int]:
        renderer = renderer_of(parameters, documents.entity, joined=joined)
        if renderer.possible:
            return documents.rendered(renderer, parameters, extra)
        found = _find(call, documents, parameters, extra, joined=joined)
        return found, len(found)

    return _paged(call, overrides, find)


def _of_whom(call: Call, *, joined: bool) -> Sql:
    """Leave out what is public, if a `get_all_ex` says so; a `get_all` cannot."""
    return Sql("t.company IS NOT NULL") if joined and call.data.get("allow_public") is False else TRUE


def _paged(
    call: Call, overrides: dict[str, Any] | None, find: Callable[[dict[str, Any]], tuple[Found, int]]
) -> tuple[Found, Document]:
    parameters = {**call.data, **(overrides or {})}
    if "scroll_id" not in parameters:
        return find(parameters)[0], {}
    size = call.data.whole("size", 0)
    if size < 1:
        raise ApiError(errors.VALIDATION_ERROR, "an integer size is needed when working with scroll")
    scroll_id = call.data.text("scroll_id")
    position = int(call.store.scrolls.load(scroll_id).get("position", 0))
    if call.data.flag("refresh_scroll"):
        size, position = max(position, size), 0
    found, count = find({**parameters, "start": position, "size": size})
    return found, {"scroll_id": call.store.scrolls.save(scroll_id, {"position": position + count})}


def not_hidden(call: Call, documents: Documents, *, unless: tuple[str, ...] = ("id",)) -> Sql:
    """Leave out what is tagged hidden, unless it is asked for."""
    if call.data.flag("search_hidden") or any(call.data.get(name) for name in unless):
        return TRUE
    return Sql(_NOT_HIDDEN.format(table=documents.entity.tags_table))


def _find(
    call: Call,
    documents: Documents,
    parameters: dict[str, Any],
    extra: Sql,
    *,
    joined: bool,
    parsed: Collection[str] = (),
) -> list[Document]:
    if joined:
        return find_joined(parameters, documents, call.store.documents, extra, parsed=parsed)
    return documents.find(parameters, extra, parsed=parsed)

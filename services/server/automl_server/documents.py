"""Documents in tables: read by id or by query, with projection; written field by field.

What a client asked for leaves as the JSON text it is stored as (`orjson.Fragment`): a page of 500 tasks is
never parsed, only the columns that somebody here must look into.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import orjson
from orjson import Fragment

from automl_server import errors
from automl_server.db import Database, Row, Value
from automl_server.entities import Entity, Kind
from automl_server.errors import ApiError
from automl_server.kept_texts import KeptTexts
from automl_server.projection import Projection
from automl_server.query import TRUE, Sql, all_of, membership, ordering, paging, where
from automl_server.rendering import Renderer

Document = dict[str, Any]
Readers = list[tuple[str, Callable[[Any], Any] | None]]

LONGEST_NAME = 4096
"""Characters of a name or a tag."""
MOST_TAGS = 5000


@dataclass(frozen=True)
class Page:
    """Documents as JSON with commas between them, to be sent on without another copy of these megabytes."""

    text: bytes


class Documents:
    """All documents of one entity. ``unknown``: how clients are told that there is none of an id; kind and detail."""

    unknown: ClassVar[tuple[errors.Kind, str]]

    def __init__(self, db: Database, entity: Entity) -> None:
        self._db = db
        self.entity = entity
        self._visible = [name for name in entity.fields if name not in entity.hidden]
        self._columns = lru_cache(maxsize=256)(self._columns_of)  # every call reads some documents
        self.kept: KeptTexts | None = None  # of the documents that are read whole often

    def get(
        self, document_id: str, fields: Iterable[str] | None = None, *, parsed: Collection[str] | None = None
    ) -> Document | None:
        """One document, whole or only some top-level fields of it. ``parsed``: as in `select`."""
        columns, readers = self._columns_for(fields, parsed)
        row = self._db.row(f"SELECT {columns} FROM {self.entity.table} AS t WHERE t.id = ?", (document_id,))
        return None if row is None else _decoded(row, readers)

    def require(
        self, document_id: str, fields: Iterable[str] | None = None, *, parsed: Collection[str] | None = None
    ) -> Document:
        """One document that must be there: else the error every client knows."""
        found = self.get(document_id, fields, parsed=parsed)
        if found is None:
            raise ApiError(*self.unknown, id=document_id)
        return found

    def get_many(self, ids: Sequence[str], fields: Iterable[str] | None = None) -> list[Document]:
        """The documents that exist among these ids."""
        if not ids:
            return []
        return self.select(membership("t.id", list(ids)), fields)

    def exists(self, document_id: str) -> bool:
        """Whether there is such a document."""
        return self._db.value(f"SELECT 1 FROM {self.entity.table} WHERE id = ?", (document_id,)) is not None

    def select(
        self,
        condition: Sql = TRUE,
        fields: Iterable[str] | None = None,
        *,
        order: str | Sql = "t.rowid",
        page: tuple[int, int] = (0, -1),
        parsed: Collection[str] | None = None,
    ) -> list[Document]:
        """The documents that meet a condition. Of structured fields only `parsed` are parsed; None: all."""
        columns, readers = self._columns_for(fields, parsed)
        offset, limit = page
        order = order if isinstance(order, Sql) else Sql(order)
        rows = self._db.rows(
            f"SELECT {columns} FROM {self.entity.table} AS t WHERE {condition.text}"
            f" ORDER BY {order.text} LIMIT ? OFFSET ?",
            (*condition.values, *order.values, limit, offset),
        )
        return [_decoded(row, readers) for row in rows]

    def _columns_for(self, fields: Iterable[str] | None, parsed: Collection[str] | None) -> tuple[str, Readers]:
        names = self._visible if fields is None else fields
        return self._columns(tuple(names), None if parsed is None else frozenset(parsed))

    def _columns_of(self, fields: tuple[str, ...], parsed: frozenset[str] | None) -> tuple[str, Readers]:
        """(the SQL that reads these fields, how to read each)."""
        names = dict.fromkeys(fields)
        kinds = self.entity.fields
        readers = [(name, _reader(kinds[name], parsed is None or name in parsed)) for name in names]
        return ", ".join(f't."{name}"' for name in names), readers

    def find(self, parameters: Mapping[str, Any], extra: Sql = TRUE, *, parsed: Collection[str] = ()) -> list[Document]:
        """What a `get_all` request asks for: filter, order, page, projection. Other fields than `parsed` stay text."""
        projection = Projection.of(parameters, self.entity)
        documents = self.select(
            all_of([where(parameters, self.entity), extra]),
            projection.columns(self._visible),
            order=ordering(parameters, self.entity),
            page=paging(parameters),
            parsed={*parsed, *projection.nested_columns},
        )
        return [projection.apply(document) for document in documents]

    def rendered(self, renderer: Renderer, parameters: Mapping[str, Any], extra: Sql = TRUE) -> tuple[list[Page], int]:
        """(what `find` finds, as one piece of JSON in a list; how many there are), in one step of SQLite."""
        condition, table = all_of([where(parameters, self.entity), extra]), self.entity.table
        offset, limit = paging(parameters)
        order = ordering(parameters, self.entity)
        chosen = (
            f"SELECT t.rowid AS place FROM {table} AS t WHERE {condition.text} ORDER BY {order.text} LIMIT ? OFFSET ?"
        )
        kept = self.kept if self.kept and self.kept.renderer == renderer else None
        if kept:
            text, missing, joins = kept.document, kept.missing, kept.join
        else:
            made = renderer.sql("d")
            text, missing, joins = made.text, "NULL", made.joins
        row = self._db.row(
            f"SELECT CAST(group_concat({text}) AS BLOB), count(*), {missing}"
            f" FROM ({chosen}) AS chosen CROSS JOIN {table} AS d ON d.rowid = chosen.place {joins}",
            (*condition.values, *order.values, limit, offset),
        )
        assert row is not None  # an aggregate always has a row
        if kept:
            kept.keep(row[2])
        return [Page(row[0])] if row[1] else [], row[1]

    def count(self, condition: Sql = TRUE) -> int:
        """How many documents meet a condition."""
        return int(
            self._db.value(f"SELECT count(*) FROM {self.entity.table} AS t WHERE {condition.text}", condition.values)
        )

    def insert(self, document: Mapping[str, Any]) -> None:
        """Add a document; fields that are None are absent."""
        values = self._encoded(document)
        names = ", ".join(f'"{name}"' for name in values)
        self._db.run(
            f"INSERT INTO {self.entity.table} ({names}) VALUES ({', '.join('?' * len(values))})",
            tuple(values.values()),
        )
        self._add_tags(document["id"], document)

    def update(self, document_id: str, changes: Mapping[str, Any]) -> int:
        """Set fields; None removes one. Returns the number of documents changed."""
        if not changes:
            return 0
        with self._db.write():
            values = self._encoded(changes)
            settings = ", ".join(f'"{name}" = ?' for name in values)
            changed = self._db.run(
                f"UPDATE {self.entity.table} SET {settings} WHERE id = ?", (*values.values(), document_id)
            )
            if changed:
                self._remove_tags(document_id, changes)
                self._add_tags(document_id, changes)
        return changed

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents; returns how many there were."""
        if not ids:
            return 0
        among = membership("id", list(ids))
        with self._db.write():
            if self.entity.tag_fields:
                self._db.run(f"DELETE FROM {self.entity.tags_table} WHERE {among.text}", among.values)
            return self._db.run(f"DELETE FROM {self.entity.table} WHERE {among.text}", among.values)

    def tags_in_use(self, field: str, condition: Sql = TRUE) -> list[str]:
        """The different tags on the documents that meet a condition."""
        table = self.entity.tags_table
        if condition is TRUE:
            rows = self._db.rows(f"SELECT DISTINCT tag FROM {table} WHERE field = ? ORDER BY tag", (field,))
        else:
            rows = self._db.rows(
                f"SELECT DISTINCT g.tag FROM {table} AS g JOIN {self.entity.table} AS t ON t.id = g.id"
                f" WHERE g.field = ? AND {condition.text} ORDER BY g.tag",
                (field, *condition.values),
            )
        return [row[0] for row in rows]

    def _remove_tags(self, document_id: str, changes: Mapping[str, Any]) -> None:
        for field in self.entity.tag_fields:
            if field in changes:
                self._db.run(f"DELETE FROM {self.entity.tags_table} WHERE id = ? AND field = ?", (document_id, field))

    def _add_tags(self, document_id: str, document: Mapping[str, Any]) -> None:
        rows = [(field, tag, document_id) for field in self.entity.tag_fields for tag in document.get(field) or []]
        if rows:
            table = self.entity.tags_table
            self._db.run_many(f"INSERT OR IGNORE INTO {table} (field, tag, id) VALUES (?, ?, ?)", rows)

    def _encoded(self, document: Mapping[str, Any]) -> dict[str, Value]:
        fields = self.entity.fields
        _check_sizes(document)
        return {
            name: orjson.dumps(value).decode() if fields[name] is Kind.JSON and value is not None else value
            for name, value in document.items()
        }


def _check_sizes(document: Mapping[str, Any]) -> None:
    """Raises ApiError for what would make every list that shows it slow: names and tags are read everywhere."""
    name = document.get("name")
    if isinstance(name, str) and len(name) > LONGEST_NAME:
        raise ApiError(errors.VALIDATION_ERROR, f"a name of {len(name)} characters; at most {LONGEST_NAME} are allowed")
    for field in ("tags", "system_tags"):
        tags = document.get(field) or []
        if len(tags) > MOST_TAGS:
            raise ApiError(errors.VALIDATION_ERROR, f"{len(tags)} {field}; at most {MOST_TAGS} are allowed")
        if any(len(tag) > LONGEST_NAME for tag in tags):
            raise ApiError(errors.VALIDATION_ERROR, f"a tag of more than {LONGEST_NAME} characters")


def _reader(kind: Kind, parse: bool) -> Callable[[Any], Any] | None:
    """What turns a stored value into the one that is returned; None: it is the same."""
    if kind is Kind.JSON:
        return orjson.loads if parse else Fragment
    return bool if kind is Kind.FLAG else None


def _decoded(row: Row, readers: Readers) -> Document:
    return {
        name: value if read is None else read(value)
        for (name, read), value in zip(readers, row, strict=True)
        if value is not None
    }

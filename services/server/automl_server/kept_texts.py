"""The JSON text of whole documents, kept beside them: a page that was read before is read again, not put together.

A trigger forgets a text when its document changes (`migrations`), so that a text that is there is right. Only the
latest texts are kept: reading everything once does not double the database.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import suppress

import orjson

from automl_server.db import Database
from automl_server.rendering import Renderer

LATEST_KEPT = 10_000
_AT_ONCE = 100  # put together in one transaction: other writers wait some milliseconds


class KeptTexts:
    """The texts that one renderer makes of documents with a status, in a table of their own."""

    def __init__(self, db: Database, table: str, renderer: Renderer) -> None:
        self._db = db
        self._table = table
        self.renderer = renderer
        self._made = renderer.sql("d")
        # A text that another release has made may have other fields: it counts as not there.
        self._form = hashlib.sha256(self._made.text.encode()).hexdigest()[:16]

    @property
    def join(self) -> str:
        """SQL: the text of a document `d`, if there is one."""
        kept = f"LEFT JOIN {self._table} AS kept ON kept.id = d.id AND kept.form = '{self._form}'"
        return f"{kept} {self._made.joins}"

    @property
    def document(self) -> str:
        """SQL: the text, read or made."""
        return f"coalesce(kept.text, {self._made.text})"

    @property
    def missing(self) -> str:
        """SQL, an aggregate: the ids of the documents to keep. One that runs changes before it is read again."""
        return "json_group_array(d.id) FILTER (WHERE kept.id IS NULL AND d.status <> 'in_progress')"

    def keep(self, missing: str) -> None:
        """Make the texts of documents, given as JSON. Whoever reads is not refused because that cannot be written."""
        ids: list[str] = orjson.loads(missing)
        with suppress(sqlite3.OperationalError):
            for start in range(0, len(ids), _AT_ONCE):
                self._keep(ids[start : start + _AT_ONCE])

    def _keep(self, ids: Sequence[str]) -> None:
        with self._db.write():
            self._db.run(
                f"INSERT OR REPLACE INTO {self._table} (id, form, text) SELECT d.id, ?, {self._made.text}"
                f" FROM {self.renderer.entity.table} AS d {self._made.joins}"
                " WHERE d.id IN (SELECT value FROM json_each(?))",
                (self._form, orjson.dumps(list(ids)).decode()),
            )
            self._db.run(
                f"DELETE FROM {self._table} WHERE place <= (SELECT max(place) FROM {self._table}) - {LATEST_KEPT}"
            )

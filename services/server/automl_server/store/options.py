"""What was set for the whole server, by name."""

from __future__ import annotations

import orjson

from automl_server.db import Database
from automl_server.documents import Document


class Options:
    """All of it. Not secret from administrators."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, name: str) -> Document:
        """What was put under a name; empty if nothing was."""
        text = self._db.value("SELECT value FROM options WHERE name = ?", (name,))
        value: Document = orjson.loads(text) if text else {}
        return value

    def put(self, name: str, value: Document) -> None:
        """Keep something under a name."""
        self._db.run("INSERT OR REPLACE INTO options VALUES (?, ?)", (name, orjson.dumps(value).decode()))

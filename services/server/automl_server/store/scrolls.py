"""Where a client is in a long answer that it reads piece by piece. Kept, so that a restart does not lose it."""

from __future__ import annotations

import time
from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import new_id
from automl_server.db import Database
from automl_server.errors import ApiError

_LIFETIME_SECONDS = 3600.0


class Scrolls:
    """All scrolls in use."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def load(self, scroll_id: str | None) -> dict[str, Any]:
        """The state of a scroll; empty for a new or expired one."""
        text = scroll_id and self._db.value(
            "SELECT state FROM scrolls WHERE id = ? AND expires > ?", (scroll_id, time.time())
        )
        state: dict[str, Any] = orjson.loads(text) if text else {}
        return state

    def save(self, scroll_id: str | None, state: dict[str, Any]) -> str:
        """Keep a state; returns the scroll's id, a new one if there was none."""
        scroll_id = scroll_id or new_id()
        self._db.run(
            "INSERT OR REPLACE INTO scrolls VALUES (?, ?, ?)",
            (scroll_id, orjson.dumps(state).decode(), time.time() + _LIFETIME_SECONDS),
        )
        return scroll_id

    def require(self, scroll_id: str) -> dict[str, Any]:
        """The state of a scroll that must be there."""
        state = self.load(scroll_id)
        if not state:
            raise ApiError(errors.INVALID_SCROLL_ID, scroll_id=scroll_id)
        return state

    def drop(self, scroll_id: str) -> None:
        """Forget a scroll that is read to its end."""
        self._db.run("DELETE FROM scrolls WHERE id = ?", (scroll_id,))

    def drop_expired(self) -> None:
        """Forget scrolls nobody has read on."""
        self._db.run("DELETE FROM scrolls WHERE expires < ?", (time.time(),))

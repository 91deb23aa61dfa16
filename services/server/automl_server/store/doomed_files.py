"""Files whose owners are deleted: they go a little later, as clients of the full server expect.

The SDK deletes a task or a model first, asks for its files to go with it, and then deletes each file itself: it takes a
missing one for a failure.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from automl_server.db import Database

GRACE_SECONDS = 60.0


class DoomedFiles:
    """All files that wait for their end, by their paths on the files port."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, paths: Iterable[str]) -> None:
        """Let files go once the grace is over."""
        moment = time.time()
        self._db.run_many("INSERT OR REPLACE INTO doomed_files VALUES (?, ?)", [(path, moment) for path in paths])

    def due(self) -> list[tuple[str, float]]:
        """[(path, when it was doomed)] of those whose grace is over."""
        rows = self._db.rows("SELECT path, doomed FROM doomed_files WHERE doomed < ?", (time.time() - GRACE_SECONDS,))
        return [(row["path"], row["doomed"]) for row in rows]

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files that are gone, or that were written again."""
        self._db.run_many("DELETE FROM doomed_files WHERE path = ?", [(path,) for path in paths])

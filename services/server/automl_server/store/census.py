"""How much there is of everything, at this moment: each figure is one statement that reads no document."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from automl_server.clock import epoch
from automl_server.db import Database, Row
from automl_server.store import status


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits in a queue, and since when (epoch seconds; None for nothing)."""

    queue: str
    entries: int
    since: float | None


class Census:
    """Counts. Queues go by their names."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def tasks(self) -> dict[str, int]:
        """Tasks by status, every status named."""
        rows = self._db.rows("SELECT status, count(*) FROM tasks GROUP BY status")
        return {**dict.fromkeys(status.STATUSES, 0), **{row[0]: row[1] for row in rows}}

    def waiting(self) -> list[Waiting]:
        """Every queue, the oldest first."""
        rows = self._db.rows(
            "SELECT q.name, coalesce(t.length, 0), (SELECT min(added) FROM queue_entries WHERE queue = q.id)"
            " FROM queues AS q LEFT JOIN queue_totals AS t ON t.queue = q.id ORDER BY q.created, q.id"
        )
        return [
            Waiting(queue=name, entries=count, since=epoch(added) if added else None) for name, count, added in rows
        ]

    def workers(self) -> dict[str, int]:
        """Workers heard of lately by the queue they serve; those that serve none under an empty name."""
        return _counts(self._by_queue("SELECT queues FROM workers WHERE expires >= ?"))

    def lost_workers(self) -> dict[str, int]:
        """Workers that fell silent without signing off, as `workers`."""
        expired = "SELECT queues FROM workers WHERE expires < ?"
        return _counts(self._by_queue(f"SELECT queues FROM lost_workers UNION ALL {expired}"))

    def _by_queue(self, workers: str) -> list[Row]:
        return self._db.rows(
            f"SELECT coalesce(q.name, ''), count(*) FROM ({workers}) AS w LEFT JOIN json_each(w.queues) AS served"
            " LEFT JOIN queues AS q ON q.id = served.value GROUP BY 1",
            (time.time(),),
        )


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}

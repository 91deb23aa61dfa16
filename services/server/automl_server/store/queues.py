"""Queues, their entries in order, and how long these wait."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from automl_server import errors
from automl_server.clock import epoch, new_id, now
from automl_server.db import Database, Row
from automl_server.documents import Document, Documents
from automl_server.entities import QUEUE
from automl_server.errors import ApiError
from automl_server.query import membership
from automl_server.signals import Signals
from automl_server.store.identity import Identity
from automl_server.store.metadata import clean_described

_DEFAULT = "default"
_SERVICES = "services"
"""The queue in which ClearML's clients start their controllers."""
_EDITABLE = ("name", "display_name", "tags", "system_tags", "metadata")


class Queues(Documents):
    """All queues. An entry is handed out exactly once: taking it and removing it is one statement."""

    unknown = errors.INVALID_QUEUE_ID, ""

    def __init__(self, db: Database, signals: Signals) -> None:
        super().__init__(db, QUEUE)
        self._signals = signals

    def ensure_common(self, identity: Identity) -> None:
        """The queues that clients take for granted: the default one, and the one for controllers."""
        if not self._tagged_default():
            named = self.id_of(_DEFAULT) or self.create({"name": _DEFAULT}, identity)
            tags = self.require(named, ["system_tags"]).get("system_tags", [])
            self.update(named, {"system_tags": [*tags, _DEFAULT]})
        if not self.id_of(_SERVICES):
            self.create({"name": _SERVICES}, identity)

    def create(self, data: Mapping[str, Any], identity: Identity) -> str:
        """Add a queue. Raises if the name is taken."""
        fields = {"tags": [], "system_tags": [], "metadata": {}, **_checked(data)}
        if not fields.get("name"):
            raise ApiError(errors.VALIDATION_ERROR, "field is required", field="name")
        if self.id_of(fields["name"]):
            raise ApiError(errors.EXPECTED_UNIQUE_DATA, name=fields["name"], company=identity.company)
        moment, queue = now(), new_id()
        self.insert(
            {
                **fields,
                "id": queue,
                "user": identity.user,
                "company": identity.company,
                "created": moment,
                "last_update": moment,
            }
        )
        return queue

    def change(self, queue: str, data: Mapping[str, Any]) -> Document:
        """Edit a queue; returns the changed fields."""
        self.require(queue, ["id"])
        fields = _checked(data)
        taken = self.id_of(fields["name"]) if "name" in fields else None
        if taken and taken != queue:
            raise ApiError(errors.EXPECTED_UNIQUE_DATA, name=fields["name"])
        self.update(queue, {**fields, "last_update": now()} if fields else {})
        return fields

    def id_of(self, name: str) -> str | None:
        """The queue of that name."""
        found: str | None = self._db.value("SELECT id FROM queues WHERE name = ?", (name,))
        return found

    def default(self) -> Document:
        """The one queue with the system tag `default`."""
        queues = self._tagged_default()
        if not queues:
            raise ApiError(errors.NO_DEFAULT_QUEUE)
        if len(queues) > 1:
            raise ApiError(errors.MULTIPLE_DEFAULT_QUEUES, queues=queues)
        return self.require(queues[0])

    def _tagged_default(self) -> list[str]:
        rows = self._db.rows("SELECT id FROM queues_tags WHERE field = 'system_tags' AND tag = ?", (_DEFAULT,))
        return [row[0] for row in rows]

    def add(self, queue: str, task: str) -> None:
        """Append a task. Raises if it is there already."""
        self.require(queue, ["id"])
        if self._db.value("SELECT 1 FROM queue_entries WHERE queue = ? AND task = ?", (queue, task)):
            raise ApiError(errors.TASK_ALREADY_QUEUED, task=task)
        added = now()
        self._db.run(
            "INSERT INTO queue_entries (queue, task, added, rank) VALUES"
            " (?, ?, ?, coalesce((SELECT max(rank) FROM queue_entries WHERE queue = ?), 0) + 1)",
            (queue, task, added, queue),
        )
        self._count(queue, 1, epoch(added))
        self._db.once_committed(lambda: self._signals.added(queue))

    def take(self, queue: str, task: str | None = None) -> Document | None:
        """Remove the first entry and return it. With a task, only if that one is first."""
        first = "SELECT id FROM queue_entries WHERE queue = ? ORDER BY rank LIMIT 1"
        taken = self._db.returning(
            f"DELETE FROM queue_entries WHERE id = ({first}) AND (? IS NULL OR task = ?) RETURNING task, added",
            (queue, task, task),
        )
        if not taken:
            self.require(queue, ["id"])
            return None
        self._count(queue, -1, -epoch(taken[0]["added"]))
        return {"task": taken[0]["task"], "added": taken[0]["added"]}

    def remove(self, queue: str, task: str) -> int:
        """Remove a task from a queue. Raises if it is not there."""
        if not self._remove(queue, task):
            raise ApiError(errors.INVALID_QUEUE_OR_TASK_NOT_QUEUED, task=task, id=queue)
        return 1

    def remove_everywhere(self, task: str, *, but: str | None = None) -> int:
        """Remove a task from whatever queue it is in, except one."""
        rows = self._db.rows("SELECT queue FROM queue_entries WHERE task = ? AND queue IS NOT ?", (task, but))
        return sum(self._remove(row[0], task) for row in rows)

    def holding(self, task: str) -> str | None:
        """The queue a task waits in."""
        found: str | None = self._db.value("SELECT queue FROM queue_entries WHERE task = ? ORDER BY id", (task,))
        return found

    def clear(self, queue: str) -> list[str]:
        """Remove all entries; returns the tasks."""
        rows = self._db.returning("DELETE FROM queue_entries WHERE queue = ? RETURNING task", (queue,))
        self._db.run("DELETE FROM queue_totals WHERE queue = ?", (queue,))
        return [row[0] for row in rows]

    def entries(self, queue: str, limit: int | None = None) -> list[Document]:
        """[{task, added}] in order."""
        rows = self._db.rows(
            "SELECT task, added FROM queue_entries WHERE queue = ? ORDER BY rank LIMIT ?",
            (queue, -1 if limit is None else limit),
        )
        return [{"task": row["task"], "added": row["added"]} for row in rows]

    def any_waiting(self, queues: Sequence[str]) -> bool:
        """Whether one of the queues has an entry."""
        among = membership("queue", list(queues))
        return bool(self._db.value(f"SELECT EXISTS (SELECT 1 FROM queue_entries WHERE {among.text})", among.values))

    def length(self, queue: str) -> int:
        """How many entries a queue has."""
        return int(self._db.value("SELECT length FROM queue_totals WHERE queue = ?", (queue,)) or 0)

    def move(self, queue: str, task: str, *, to: int | None = None, by: int = 0) -> int:
        """Reposition an entry to a place (-1: the end) or by a number of places; returns where it is now."""
        tasks = [entry["task"] for entry in self.entries(queue)]
        if task not in tasks:
            raise ApiError(errors.INVALID_QUEUE_OR_TASK_NOT_QUEUED, task=task, id=queue)
        wanted = tasks.index(task) + by if to is None else to if to >= 0 else len(tasks) - 1
        place = max(0, min(wanted, len(tasks) - 1))
        tasks.remove(task)
        tasks.insert(place, task)
        self._db.run_many(
            "UPDATE queue_entries SET rank = ? WHERE queue = ? AND task = ?",
            [(rank, queue, item) for rank, item in enumerate(tasks, start=1)],
        )
        return place

    def metrics(self, queue: str, start: float, end: float, interval: int) -> list[tuple[int, float, int]]:
        """(time, mean wait in seconds, length) where the wait was longest, per interval that has records.

        The first interval without one has what the last record said: a queue that was emptied does not look full.
        """
        longest, last = (
            {
                int(row[0]): (float(row[1]), int(row[2]))
                for row in self._db.rows(
                    f"SELECT cast(time / ? AS INTEGER) AS bucket, waiting_seconds, length, max({which})"
                    " FROM queue_metrics WHERE queue = ? AND time BETWEEN ? AND ? GROUP BY bucket",
                    (interval, queue, start, end),
                )
            }
            for which in ("waiting_seconds", "time")
        )
        known = min(end, time.time())
        after = {bucket + 1: told for bucket, told in last.items() if (bucket + 1) * interval < known}
        return [(bucket * interval, *told) for bucket, told in sorted({**after, **longest}.items())]

    def record_metrics(self, queues: Sequence[str]) -> None:
        """Note length and mean wait as they are now."""
        moment = time.time()
        self._db.run_many(
            "INSERT OR REPLACE INTO queue_metrics SELECT ?1, ?2, coalesce(t.length, 0),"
            " iif(t.length > 0, max(0.0, ?2 - t.added_seconds / t.length), 0.0)"
            " FROM (SELECT 1) LEFT JOIN queue_totals AS t ON t.queue = ?1",
            ((queue, moment) for queue in queues),
        )

    def drop_metrics_before(self, moment: float) -> None:
        """Forget old figures."""
        self._db.run("DELETE FROM queue_metrics WHERE queue IN (SELECT id FROM queues) AND time < ?", (moment,))

    def set_resources(self, queues: Sequence[str], cpus: float | None, gpus: float | None) -> None:
        """Note how many processors and cards a task of these queues takes; None: not said."""
        self._db.run_many(
            "INSERT OR REPLACE INTO queue_resources VALUES (?, ?, ?)", [(queue, cpus, gpus) for queue in queues]
        )

    def resources(self, queues: Iterable[str]) -> dict[str, Row]:
        """What was noted, by queue: cpu_usage and gpu_usage."""
        among = membership("queue", list(queues))
        rows = self._db.rows(f"SELECT * FROM queue_resources WHERE {among.text}", among.values)
        return {row["queue"]: row for row in rows}

    def drop(self, queue: str) -> None:
        """Remove a queue that has no entries."""
        self.delete([queue])
        for table in ("queue_totals", "queue_metrics", "queue_resources"):
            self._db.run(f"DELETE FROM {table} WHERE queue = ?", (queue,))

    def _remove(self, queue: str, task: str) -> int:
        removed = self._db.returning(
            "DELETE FROM queue_entries WHERE queue = ? AND task = ? RETURNING added", (queue, task)
        )
        for row in removed:
            self._count(queue, -1, -epoch(row["added"]))
        return len(removed)

    def _count(self, queue: str, entries: int, added_seconds: float) -> None:
        self._db.run(
            "INSERT INTO queue_totals VALUES (?, ?, ?) ON CONFLICT (queue) DO UPDATE SET"
            " length = length + excluded.length, added_seconds = added_seconds + excluded.added_seconds",
            (queue, entries, added_seconds),
        )
        self._db.run("UPDATE queues SET last_update = ? WHERE id = ?", (now(), queue))
        self.record_metrics([queue])


def _checked(data: Mapping[str, Any]) -> Document:
    fields = {key: data[key] for key in _EDITABLE if data.get(key) is not None}
    for key in ("name", "display_name"):
        if not isinstance(fields.get(key, ""), str):
            raise ApiError(errors.VALIDATION_ERROR, "a text is expected", field=key)
    return clean_described(fields, "queue")

"""Queues and workers on a ClearML server."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from automl_shared.errors import NotFound, ServerRefused
from automl_shared.tracker.answers import id_of, rows, time_of
from automl_shared.tracker.base import QueueSnapshot, WorkerSnapshot
from automl_shared.tracker.clearml_server import PAGE, ClearMLServer

log = logging.getLogger("automl.clearml")

WORKER_TIMEOUT_SECONDS = 60


class ClearMLQueues(ClearMLServer):
    """Where tasks wait, and who works them off."""

    def __init__(self, session: Any, patience_seconds: float) -> None:
        super().__init__(session, patience_seconds)
        self._queue_ids: dict[str, str] = {}
        self._registered: set[str] = set()

    def ensure_queue(self, name: str) -> str:
        if name not in self._queue_ids:
            found = self._call("queues", "get_all", name=f"^{re.escape(name)}$", only_fields=["id", "name"])["queues"]
            self._queue_ids[name] = str(found[0]["id"] if found else self._call("queues", "create", name=name)["id"])
        return self._queue_ids[name]

    def _in_queue(self, name: str, call: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        """A call that needs a queue's id; a queue that was deleted meanwhile is made again."""
        known = name in self._queue_ids
        try:
            return call(self.ensure_queue(name))
        except NotFound:
            if not known:
                raise
        log.warning("the queue %r was deleted: it is made again", name)
        del self._queue_ids[name]
        return call(self.ensure_queue(name))

    def queues(self) -> list[QueueSnapshot]:
        asked = {"only_fields": ["id", "name", "entries.task"], "page": 0, "page_size": PAGE}
        found = [
            QueueSnapshot(
                id=row["id"],
                name=row["name"],
                waiting=tuple(task for entry in rows(row.get("entries")) if (task := id_of(entry.get("task")))),
            )
            for row in self._call("queues", "get_all", **asked)["queues"]
        ]
        names = {queue.id: queue.name for queue in found}
        for name, queue_id in list(self._queue_ids.items()):
            if names.get(queue_id) != name:  # renamed or deleted: it is looked for again
                del self._queue_ids[name]
        return found

    def next_task(self, queue: str) -> str | None:
        answer = self._in_queue(queue, lambda queue_id: self._call("queues", "get_next_task", queue=queue_id))
        entry = answer.get("entry")
        return id_of(entry["task"]) if entry else None

    def workers(self) -> list[WorkerSnapshot]:
        return [_worker(row) for row in self._call("workers", "get_all", last_seen=3600)["workers"]]

    def report_worker(self, worker_id: str, *, queue: str, task_id: str | None) -> None:
        body: dict[str, Any] = {"task": task_id} if task_id else {}

        def report(queue_id: str) -> dict[str, Any]:
            moment = int(datetime.now(UTC).timestamp() * 1000)
            return self._call("workers", "status_report", worker=worker_id, queues=[queue_id], timestamp=moment, **body)

        def register_and_report(queue_id: str) -> dict[str, Any]:
            self._call("workers", "register", worker=worker_id, queues=[queue_id], timeout=WORKER_TIMEOUT_SECONDS)
            return report(queue_id)

        if worker_id in self._registered:
            try:
                self._in_queue(queue, report)
                return
            except ServerRefused:  # the server has forgotten it
                self._registered.discard(worker_id)
        self._in_queue(queue, register_and_report)
        self._registered.add(worker_id)

    def unregister_worker(self, worker_id: str) -> None:
        self._call("workers", "unregister", worker=worker_id)

    def pause_worker(self, worker_id: str, *, seconds: float, why: str = "") -> bool:
        keys = ["force", *([why] if why else [])]
        off = [{"key": key, "value": "off", "expiry": int(seconds)} for key in keys]
        try:
            self._call("workers", "set_runtime_properties", worker=worker_id, runtime_properties=off)
        except (NotFound, ServerRefused):
            return False
        return True


def _worker(row: Mapping[str, Any]) -> WorkerSnapshot:
    heard = [time_of(row.get(name)) for name in ("last_activity_time", "last_report_time")]
    return WorkerSnapshot(
        id=row["id"],
        queues=tuple(queue.get("name") or queue.get("id", "") for queue in row.get("queues") or []),
        task_id=id_of(row.get("task")),
        last_seen=max((moment for moment in heard if moment), default=None),
    )

"""The document of ``automl status``: server, queues and workers, whoever runs them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from automl_controller.local.backend import backend_of
from automl_controller.local.home import CONFIG_VARIABLE, Home
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ServerUnreachable
from automl_shared.naming import Naming, Service
from automl_shared.tracker import Queues, QueueSnapshot, TaskReader, Tracker, WorkerSnapshot

LOOK_AGAIN_SECONDS = 5.0
"""Between two looks while nothing changes, or where the server cannot tell of changes."""
BREATH_SECONDS = 0.5
"""Between two looks in any case: many changes make one."""
AWAY_SECONDS = 1.0
"""Between two tries while the server is away."""

Document = dict[str, Any]


def follow_status(
    tracker: TaskReader, read: Callable[[], Document], sleep: Callable[[float], None] = time.sleep
) -> Iterator[Document | None]:
    """What ``read`` says, again and again, soon after every change; None while the server is away. Never ends."""
    cursor: str | None = None
    while True:
        try:
            yield read()
            cursor = _next_change(tracker, cursor, sleep)
        except ServerUnreachable:
            cursor = None
            yield None
            sleep(AWAY_SECONDS)


def _next_change(tracker: TaskReader, cursor: str | None, sleep: Callable[[float], None]) -> str | None:
    found = tracker.wait_for_changes(cursor, seconds=LOOK_AGAIN_SECONDS)
    sleep(LOOK_AGAIN_SECONDS if found is None else BREATH_SECONDS)
    return found


def troubles(home: Home) -> list[dict[str, str]]:
    """The parts of the local stack that do not run as they should: name, what is the matter, how their log is seen."""
    settings = home.settings()
    if settings is None:
        return []
    found = backend_of(home, settings, say=print).troubles()
    return [{"name": name, "what": what, "log": f"automl logs {name}"} for name, what in sorted(found.items())]


def status_document(tracker: Tracker, mode: str, prefix: str, troubles: Sequence[dict[str, str]] = ()) -> Document:
    """What ``automl status --json`` prints; see DESIGN: the command."""
    workers = tracker.workers()
    config = os.environ.get(CONFIG_VARIABLE) or str(Path.home() / "clearml.conf")
    return {
        "mode": mode,
        "server": {**tracker.urls(), "clearml_config_file": config},
        "queues": queue_rows(tracker, workers, prefix),
        "workers": [_worker_row(worker, prefix) for worker in workers],
        "troubles": list(troubles),
    }


def queue_rows(tracker: Queues, workers: Sequence[WorkerSnapshot], prefix: str) -> list[dict[str, Any]]:
    """One row per queue of ours: waiting, running, workers."""
    by_name = {queue.name: queue for queue in tracker.queues()}
    return [_queue_row(by_name.get(name), name, workers) for name in _queue_names(prefix)]


def _queue_names(prefix: str) -> list[str]:
    naming = Naming(ClearMLSettings(queues={"prefix": prefix}))
    return [naming.queue_of(service) for service in Service]


def _queue_row(queue: QueueSnapshot | None, name: str, workers: Sequence[WorkerSnapshot]) -> dict[str, Any]:
    serving = [worker for worker in workers if name in worker.queues]
    return {
        "name": name,
        "waiting": len(queue.waiting) if queue else 0,
        "running": sum(worker.task_id is not None for worker in serving),
        "workers": len(serving),
    }


def _worker_row(worker: WorkerSnapshot, prefix: str) -> dict[str, Any]:
    names = dict(zip(_queue_names(prefix), Service, strict=True))
    served = [name for name in worker.queues if name in names]
    return {
        "id": worker.id,
        "phase": str(names[served[0]]) if served else worker.id.partition(":")[0],
        "queue": served[0] if served else (worker.queues[0] if worker.queues else None),
        "task_id": worker.task_id,
        "last_seen": worker.last_seen.isoformat() if worker.last_seen else None,
    }

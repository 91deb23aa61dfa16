"""The one time that all machines agree about: the server's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from automl_shared.tracker import Workers


def server_clock(
    tracker: Workers, worker_id: str, queue: str, monotonic: Callable[[], float] = time.monotonic
) -> Callable[[], datetime]:
    """The server's time from now on, kept without this machine's wall clock, which may be wrong or be set meanwhile.

    Reports the worker, and reads back when the server has heard of it. Raises ServerUnreachable.
    """
    tracker.report_worker(worker_id, queue=queue, task_id=None)
    heard = monotonic()
    seen = next((worker.last_seen for worker in tracker.workers() if worker.id == worker_id), None)
    start = seen or datetime.now(UTC)
    return lambda: start + timedelta(seconds=monotonic() - heard)

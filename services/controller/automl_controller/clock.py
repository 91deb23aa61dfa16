"""The one time that all machines agree about: the server's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from automl_shared.tracker import Workers

TOLERATED = timedelta(seconds=5)
"""What two clocks may differ by: a call's way, and what they drift apart."""


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


class ServerTime:
    """The server's clock as it is now, although it may be set, or its machine sleep, while we count on.

    ``steady``: the server's time from some moment on, which nothing sets.
    """

    def __init__(self, steady: Callable[[], datetime]) -> None:
        self._steady = steady
        self.ahead = timedelta()
        """Of the steady time."""

    def __call__(self) -> datetime:
        return self._steady() + self.ahead

    def compare(self, seen: datetime, *, asked: datetime) -> bool:
        """Goes by a moment that the server noted between ``asked`` (steady time) and now; whether that is news."""
        early, late = seen - (asked + self.ahead), seen - self()
        off = early if early < -TOLERATED else late if late > TOLERATED else timedelta()
        self.ahead += off
        return bool(off)

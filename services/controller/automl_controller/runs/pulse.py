"""A controller's sign of life, given apart from its work, however long that takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from automl_shared.errors import AutoMLError
from automl_shared.tracker import Workers

BEAT_SECONDS = 3.0
FRESH_SECONDS = 8.0
"""So long after its last sign of life a controller may act: less than others wait before they take its runs."""

log = logging.getLogger("automl.controller")


class LeaseLost(Exception):
    """This controller was not heard of for a while: its runs may be another's by now."""


class Pulse:
    """Reports the controller as a worker. May be used from many threads."""

    def __init__(self, tracker: Workers, worker_id: str, queue: str, now: Callable[[], datetime]) -> None:
        self._tracker, self._worker_id, self._queue, self._now = tracker, worker_id, queue, now
        self._last: datetime | None = None
        self._was_silent = False
        self._ended = threading.Event()
        self.task_id: str | None = None
        """The run that is shown as this worker's."""

    def beat(self) -> None:
        """Reports once. Raises ServerUnreachable."""
        asked = self._now()
        self._tracker.report_worker(self._worker_id, queue=self._queue, task_id=self.task_id)
        self._was_silent = self._was_silent or (self._last is not None and not self._is_younger(FRESH_SECONDS))
        self._last = asked

    def beat_if_due(self) -> None:
        """Reports unless that was done a moment ago."""
        if not self._is_younger(BEAT_SECONDS):
            self.beat()

    def look_at_owners(self) -> None:
        """Call before it is read whose the runs are: a silence before that does not matter any more."""
        self._was_silent = False

    def require_fresh(self) -> None:
        """Call before every change. Raises LeaseLost when others may have taken over since it was read whose runs
        they are, although this controller is heard of again.
        """
        if self._was_silent or not self._is_younger(FRESH_SECONDS):
            raise LeaseLost

    def _is_younger(self, seconds: float) -> bool:
        age = self._now() - self._last if self._last else None
        return age is not None and timedelta() <= age < timedelta(seconds=seconds)

    def start(self) -> None:
        """Beats in a thread of its own until `end`."""
        threading.Thread(target=self._go_on, name="pulse", daemon=True).start()

    def end(self) -> None:
        """Beats no more."""
        self._ended.set()

    def _go_on(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                self.beat()
            except AutoMLError as error:
                log.debug("no sign of life: %s", error)

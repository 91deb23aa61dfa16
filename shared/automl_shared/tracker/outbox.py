"""Sends in the background, several things at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from automl_shared.errors import ServerUnreachable
from automl_shared.tracker.patience import AGAIN_SECONDS

LINGER_SECONDS = 1.0
"""How long something waits for company: what was put in meanwhile goes with it."""

T = TypeVar("T")


class Outbox(Generic[T]):
    """Hands what was put in to ``send``, in order, from a thread of its own.

    A server that is away is tried again as long as there is other work; from a `flush` on, for ``patience_seconds``.
    ``send`` may see the same things again after it raised ServerUnreachable; any other error ends the sending.
    """

    def __init__(self, send: Callable[[Sequence[T]], None], *, patience_seconds: float = 0.0) -> None:
        self._send, self._patience = send, patience_seconds
        self._lock = threading.Lock()
        self._waiting: list[T] = []
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()
        self._deadline = float("inf")
        self._error: Exception | None = None

    def put(self, item: T) -> None:
        """Returns at once. What could not be sent is raised by `flush`."""
        with self._lock:
            self._waiting.append(item)
            if self._thread is None and self._error is None:
                self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Waits until everything put in so far has arrived. Raises what kept it from that, e.g. ServerUnreachable."""
        self._deadline = time.monotonic() + self._patience
        self._hurry.set()
        if thread := self._thread:
            thread.join()
        self._hurry.clear()
        self._deadline = float("inf")
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        self._hurry.wait(LINGER_SECONDS)
        while batch := self._next():
            try:
                self._deliver(batch)
            except Exception as error:  # raised by flush, in the thread that waits for it
                with self._lock:
                    self._error, self._thread = error, None
                return

    def _next(self) -> list[T]:
        with self._lock:
            batch, self._waiting = self._waiting, []
            if not batch:
                self._thread = None
            return batch

    def _deliver(self, batch: Sequence[T]) -> None:
        while True:
            try:
                return self._send(batch)
            except ServerUnreachable:
                if time.monotonic() >= self._deadline:
                    raise
            time.sleep(AGAIN_SECONDS)

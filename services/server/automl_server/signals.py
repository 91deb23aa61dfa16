"""Who waits for work or for news, and is told at once.

A waiting call holds a future and no thread. Whoever writes tells of it once its transaction is committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

from automl_server.clock import new_id

_SETTLE_SECONDS = 1.0
"""Whoever was told of an entry has so long to take it before somebody else is told."""


@dataclass(frozen=True, eq=False)
class Waiter:
    """One waiting call. ``told`` becomes true when what it waits for has happened, false when the server stops."""

    queues: tuple[str, ...] = ()
    """Waits for an entry in one of them; none: for any change of a task."""
    told: Future[bool] = field(default_factory=Future)


class Signals:
    """The waiting calls of one server process, and its count of changes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = Lock()
        self._clock = clock
        self._process = new_id()
        self._changes = 0
        self._watchers: set[Waiter] = set()
        self._takers: dict[str, dict[Waiter, None]] = {}
        self._added: dict[str, float] = {}
        self._closed = False

    @property
    def cursor(self) -> str:
        """Where the count of changes stands."""
        return f"{self._process}-{self._changes}"

    def wait_for_entry(self, queues: Sequence[str]) -> Waiter:
        """A call that waits for an entry; look for one after this, not before."""
        waiter = Waiter(queues=tuple(dict.fromkeys(queues)))
        with self._lock:
            for queue in waiter.queues:
                self._takers.setdefault(queue, {})[waiter] = None
            if self._closed:
                self._tell(waiter, happened=False)
        return waiter

    def wait_for_change(self, cursor: str) -> Waiter:
        """A call that waits for the first change after ``cursor``; one of another process is always behind."""
        waiter = Waiter()
        with self._lock:
            if cursor != self.cursor:
                waiter.told.set_result(True)
            elif self._closed:
                waiter.told.set_result(False)
            else:
                self._watchers.add(waiter)
        return waiter

    def changed(self) -> None:
        """A task came, went or has a new status."""
        with self._lock:
            self._changes += 1
            for waiter in list(self._watchers):
                self._tell(waiter, happened=True)

    def added(self, queue: str) -> None:
        """A queue got an entry: one of those that wait for it is told, the one that waited longest."""
        with self._lock:
            self._added[queue] = self._clock()
            self._tell_some(queue, 1)

    def leave(self, waiter: Waiter) -> bool:
        """Ends a wait; whether it had been told before."""
        with self._lock:
            told = waiter.told.done()
            self._tell(waiter, happened=False)
            return told

    def pass_on(self, waiter: Waiter) -> None:
        """The next one is told in place of one that is gone."""
        for queue in waiter.queues:
            self.added(queue)

    def remind(self, length_of: Callable[[str], int]) -> None:
        """Call it now and then: tells others of entries that nobody took in time.

        Whoever was told of them before may be gone. ``length_of``: how many entries a queue has.
        """
        for queue in self._due():
            entries = length_of(queue)
            with self._lock:
                if entries:
                    self._added[queue] = self._clock()
                    self._tell_some(queue, entries)
                else:
                    self._forget_added(queue)

    def close(self) -> None:
        """Sends everybody away, now and from now on."""
        with self._lock:
            self._closed = True
            for waiter in [*self._watchers, *(one for queue in self._takers.values() for one in queue)]:
                self._tell(waiter, happened=False)

    def _due(self) -> list[str]:
        with self._lock:
            latest = self._clock() - _SETTLE_SECONDS
            return [queue for queue, added in self._added.items() if added <= latest]

    def _forget_added(self, queue: str) -> None:
        """Unless an entry came since the queue was found empty."""
        if self._added.get(queue, 0.0) <= self._clock() - _SETTLE_SECONDS:
            self._added.pop(queue, None)

    def _tell_some(self, queue: str, count: int) -> None:
        for waiter in list(self._takers.get(queue, ()))[:count]:
            self._tell(waiter, happened=True)

    def _tell(self, waiter: Waiter, *, happened: bool) -> None:
        self._watchers.discard(waiter)
        for queue in waiter.queues:
            self._leave_queue(queue, waiter)
        if not waiter.told.done():
            waiter.told.set_result(happened)

    def _leave_queue(self, queue: str, waiter: Waiter) -> None:
        waiting = self._takers.get(queue, {})
        waiting.pop(waiter, None)
        if not waiting:
            self._takers.pop(queue, None)

"""Looks after what nobody else would notice: silent workers and tasks, abandoned scrolls, old figures."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial

from automl_server import log
from automl_server.clock import from_epoch
from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.file_cleanup import remove_due_files
from automl_server.operation.retention import Retention, clean
from automl_server.store import Identity, Store, status
from automl_server.store.lifecycle import Change

_REASON = "Forced stop (non-responsive)"
_LONGEST_PAUSE_SECONDS = 30.0
_FIRST_CLEANING_SECONDS = 60.0
_CLEANING_PAUSE_SECONDS = 6 * 3600.0
_THINNING_SECONDS = 0.2
_LATE_SECONDS = 30.0


class Attention:
    """Whether silence means something: everybody had time to report since this server started, its machine slept, it
    stood still, or its clock was set.
    """

    def __init__(
        self,
        pause_seconds: float,
        grace_seconds: float,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``pause_seconds``: between two looks. ``grace_seconds``: what everybody has to report."""
        self._longest, self._grace = pause_seconds + _LATE_SECONDS, grace_seconds
        self._clock, self._monotonic = clock, monotonic
        self._looked = clock()
        self._settled = monotonic() + grace_seconds

    def look(self) -> bool:
        """Call once a round."""
        before, self._looked = self._looked, self._clock()
        if not 0 <= self._looked - before <= self._longest:
            self._settled = self._monotonic() + self._grace
        return self._monotonic() >= self._settled


def look_round(store: Store, settings: Settings, identity: Identity, *, settled: bool = True) -> None:
    """One round. ``settled``: whether who is silent counts as gone."""
    store.workers.bring_back_to_now()
    store.tasks.bring_back_to_now()
    if settled:
        _forget_silent(store, settings, identity)
    store.scrolls.drop_expired()
    remove_due_files(store)
    oldest = time.time() - settings.metrics_days * 86400
    store.queues.drop_metrics_before(oldest)
    store.workers.drop_stats_before(oldest)
    store.workers.thin_stats(seconds=_THINNING_SECONDS)
    store.serving.drop_before(oldest)


def _forget_silent(store: Store, settings: Settings, identity: Identity) -> None:
    for worker in store.workers.forget_silent():
        log.event(logging.WARNING, "worker silent, forgotten", worker=worker)
    for task in store.tasks.silent_since(from_epoch(time.time() - settings.watchdog_seconds)):
        try:
            change = Change(identity=identity, reason=_REASON, message=_REASON)
            with store.db.write():
                store.lifecycle.finish(task, status.STOPPED, change)
        except ApiError as problem:
            log.event(logging.INFO, "silent task changed meanwhile", task=task, reason=problem.message)
        else:
            log.event(logging.WARNING, "task silent, stopped", task=task, seconds=settings.watchdog_seconds)


async def watch(store: Store, settings: Settings, identity: Identity, executor: Executor) -> None:
    """Look round for ever."""
    pause = min(_LONGEST_PAUSE_SECONDS, settings.worker_timeout_seconds / 4, settings.watchdog_seconds / 4)
    attention = Attention(pause, settings.worker_timeout_seconds)
    while True:
        await asyncio.sleep(pause)
        work = partial(look_round, store, settings, identity, settled=attention.look())
        await asyncio.get_running_loop().run_in_executor(executor, work)


async def clean_up(store: Store, settings: Settings, executor: Executor) -> None:
    """Delete what is kept no longer, a few times a day, for ever."""
    if settings.keep_days is None:
        return
    rule, pause = Retention(days=settings.keep_days), _FIRST_CLEANING_SECONDS
    while True:
        await asyncio.sleep(pause)
        loop = asyncio.get_running_loop()
        done = await loop.run_in_executor(executor, clean, store, settings.files_path, rule)
        for row in done["tasks"]:
            log.event(logging.INFO, "old events deleted", **row)
        pause = _CLEANING_PAUSE_SECONDS

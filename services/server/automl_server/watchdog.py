"""Looks after what nobody else would notice: silent workers and tasks, abandoned scrolls, old figures."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import Executor

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


def look_round(store: Store, settings: Settings, identity: Identity) -> None:
    """One round."""
    for worker in store.workers.forget_silent():
        log.event(logging.WARNING, "worker silent, forgotten", worker=worker)
    store.scrolls.drop_expired()
    remove_due_files(store)
    oldest = time.time() - settings.metrics_days * 86400
    store.queues.drop_metrics_before(oldest)
    store.workers.drop_stats_before(oldest)
    store.workers.thin_stats(seconds=_THINNING_SECONDS)
    store.serving.drop_before(oldest)
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
    while True:
        await asyncio.sleep(pause)
        await asyncio.get_running_loop().run_in_executor(executor, look_round, store, settings, identity)


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

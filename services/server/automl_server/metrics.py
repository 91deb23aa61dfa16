"""What monitoring reads: `/metrics` on the API port, in Prometheus's text format, for whoever has a key.

Requests are counted as they come. Everything else is looked up when somebody asks, so that no figure can drift.
"""

from __future__ import annotations

import asyncio
import logging
import math
import operator
import os
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from automl_server import log
from automl_server.caller import identify
from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.measuring import Requests
from automl_server.store import Store

METRICS_PATH = "/metrics"
MOST_QUEUES = 100
OTHER_QUEUES = "(others)"
"""Stands for all queues beyond that: anybody with a key may make some."""
_COUNTING_SHARE = 0.01
_LONGEST_NAME = 100
_Join = Callable[[float, float], float]


class Metrics:
    """Every figure of this server, and the page that shows them."""

    def __init__(self, store: Store, settings: Settings, executor: Executor) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._store, self._executor = store, executor
        self._registry = CollectorRegistry()
        self.requests = Requests(self._registry)
        self._registry.register(Contents(store, settings))
        ProcessCollector(registry=self._registry)

    async def page(self, request: Request) -> Response:
        """All figures, for those who prove who they are.

        A refusal does not ask a browser for keys: one that knew them would send them along for any other site's page.
        """
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._answer, request)

    def _answer(self, request: Request) -> Response:
        try:
            identify(request, self._store.access)
        except ApiError as problem:
            log.event(logging.INFO, "refused", endpoint="metrics", code=problem.kind.code, reason=problem.message)
            return PlainTextResponse(problem.message + "\n", problem.kind.code)
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class Contents(Collector):
    """What the store, the disk and the folder of files hold."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._home, self._database = store, settings.home, settings.database_path
        self._files = FileCount(settings.files_path)

    def collect(self) -> Iterator[Metric]:
        """Look everything up."""
        census, now = self._store.census, time.time()
        queues = census.waiting()
        names = {one.queue for one in queues[:MOST_QUEUES] if len(one.queue) <= _LONGEST_NAME}

        def by_queue(name: str, words: str, values: Iterable[tuple[str, float]], join: _Join = operator.add) -> Metric:
            return _family(f"automl_server_{name}", words, "queue", _joined(values, names, join))

        yield _family("automl_server_tasks", "Tasks by status", "status", census.tasks())
        yield by_queue("queue_waiting", "Tasks that wait in a queue", [(one.queue, one.entries) for one in queues])
        ages = [(one.queue, max(0.0, now - one.since) if one.since else 0.0) for one in queues]
        yield by_queue("queue_oldest_seconds", "How long the task has waited that has waited longest", ages, max)
        yield by_queue("workers", "Workers heard of within the last minute", census.workers().items())
        lost = "Workers that fell silent in the last 24 hours, did not sign off and are not back"
        yield by_queue("workers_lost", lost, census.lost_workers().items())
        yield _gauge("database_bytes", "Size of the database and its log", _size(self._database))
        yield _gauge("disk_free_bytes", "Free space where the data are", shutil.disk_usage(self._home).free)
        yield _gauge("files", "Files stored", self._files.look())

    def describe(self) -> Iterable[Metric]:
        """Nothing in advance: registering must not look everything up."""
        return []


class FileCount:
    """How many files a folder holds. Counted beside everything else, and only a hundredth of the time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count: int | None = None
        self._due = 0.0

    def look(self) -> int | None:
        """As last counted; None if nobody has asked before."""
        if time.monotonic() >= self._due:
            self._due = math.inf
            threading.Thread(target=self._recount, name="files", daemon=True).start()
        return self._count

    def _recount(self) -> None:
        started = time.monotonic()
        try:
            self._count = sum(len(names) for _, _, names in os.walk(self._folder))
        finally:
            now = time.monotonic()
            self._due = now + (now - started) / _COUNTING_SHARE


def _joined(values: Iterable[tuple[str, float]], names: Collection[str], join: _Join) -> dict[str, float]:
    """Values by queue, those of the queues that have no name of their own here joined into one."""
    joined: dict[str, float] = {}
    for queue, value in values:
        label = queue if queue in names or not queue else OTHER_QUEUES
        joined[label] = join(joined[label], value) if label in joined else value
    return joined


def _family(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for text, value in values.items():
        family.add_metric([text], value)
    return family


def _gauge(name: str, words: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"automl_server_{name}", words, value=value)


def _size(database: Path) -> int:
    parts = (database, database.with_name(f"{database.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())

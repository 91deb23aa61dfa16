"""What monitoring reads of a controller: Prometheus's text format on a port of its own, where one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)

from automl_controller.runs.rules import Accept, Action, Finish, GiveUp, LossCause, Retry
from automl_shared.errors import AutoMLError, ConfigError, NotFound
from automl_shared.naming import Phase
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.words import T_

PORT_VARIABLE, HOST_VARIABLE = "AUTOML_METRICS_PORT", "AUTOML_METRICS_HOST"
LOOPBACK = "127.0.0.1"
_TICK_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60)
_TASK_SECONDS = (1, 2, 5, 15, 60, 300, 900, 3600, 14400)
_ENDINGS = ("completed", "completed_with_failures", "failed", "aborted")
_OUTCOMES = {
    TaskStatus.COMPLETED: "completed",
    TaskStatus.PUBLISHED: "completed",
    TaskStatus.CLOSED: "completed",
    TaskStatus.FAILED: "failed",
}


class Metrics:
    """The figures of one controller since its start. Labels are phases, causes and outcomes, never a name."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._tick = Histogram(
            "automl_controller_tick_seconds",
            "One round over all runs",
            buckets=_TICK_SECONDS,
            registry=self.registry,
        )
        self._task = Histogram(
            "automl_controller_task_seconds",
            "How long tasks ran that ended; lost: another attempt took its place",
            ["phase", "outcome"],
            buckets=_TASK_SECONDS,
            registry=self.registry,
        )
        self._runs = Gauge("automl_controller_runs", "Runs it advances", ["state"], registry=self.registry)
        self._ended = self._counter("runs_ended", "Runs that ended", "status", _ENDINGS)
        self._launched = self._counter("tasks_launched", "Tasks made and enqueued", "phase", Phase)
        self._retries = self._counter("retries", "Further attempts", "cause", get_args(LossCause))
        self._refused = self._counter(
            "refused_changes",
            "Changes that the server refused, and what was not there",
            "kind",
            ("refused", "not_found"),
        )
        self._lost = self._counter("lost_workers", "Workers that were gone with a task in hand")
        self._unreachable = self._counter("server_unreachable", "Rounds that ended because the server did not answer")

    def _counter(self, name: str, words: str, label: str = "", values: Iterable[str] = ()) -> Counter:
        """One that is there from the start, at zero, for each of the values."""
        labels = [label] if label else []
        made = Counter(f"automl_controller_{name}", words, labels, registry=self.registry)
        for value in values:
            made.labels(value)
        return made

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """One round."""
        with self._tick.time():
            yield

    def runs(self, *, advancing: int, ending: int) -> None:
        """How many there are at this moment."""
        self._runs.labels("advancing").set(advancing)
        self._runs.labels("ending").set(ending)

    def launched(self, phase: Phase, count: int) -> None:
        """New attempts, now in their queue."""
        self._launched.labels(phase).inc(count)

    def task_ended(self, task: TaskSnapshot) -> None:
        """A task was seen to end. One that never started took no time."""
        outcome = "lost" if task.superseded else _OUTCOMES.get(task.status, "stopped")
        seconds = (task.ended - task.started).total_seconds() if task.started and task.ended else 0.0
        self._task.labels(task.unit.phase if task.unit else "unknown", outcome).observe(max(0.0, seconds))

    def did(self, action: Action) -> None:
        """What the rules wanted was done."""
        match action:
            case Retry(why=why):
                self._retries.labels(why).inc()
            case Finish(status=status):
                self._ended.labels(status).inc()
        match action:
            case Accept() | Retry(why="worker_gone") | GiveUp(why="worker_gone"):
                self._lost.inc()

    def refused(self, error: AutoMLError) -> None:
        """The server did not do what was asked."""
        self._refused.labels("not_found" if isinstance(error, NotFound) else "refused").inc()

    def unreachable(self) -> None:
        """The server did not answer."""
        self._unreachable.inc()


def listen(metrics: Metrics, environment: Mapping[str, str]) -> None:
    """Shows the figures at AUTOML_METRICS_PORT, on loopback unless AUTOML_METRICS_HOST says otherwise; without a port
    nowhere. Raises ConfigError."""
    port = environment.get(PORT_VARIABLE)
    if not port:
        return
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise ConfigError(
            T_("{variable} is not a port number", variable=PORT_VARIABLE),
            value=port,
            allowed=T_("1 to 65535"),
            fix=T_("set {variable}=9108, or unset it", variable=PORT_VARIABLE),
        )
    host = environment.get(HOST_VARIABLE) or LOOPBACK
    try:
        start_http_server(int(port), addr=host, registry=metrics.registry)
    except OSError as error:
        raise ConfigError(
            T_("the controller cannot serve its metrics at this address"),
            value=f"{host}:{port} ({error.strerror})",
            fix=T_("set {variable} to another port, or unset it", variable=PORT_VARIABLE),
        ) from error

"""Where a run's time went: for each task how long it waited and how long it worked, on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from automl_shared.frozen import Frozen
from automl_shared.naming import Phase
from automl_web.run_tasks import TaskRow

WIDTH = 1000.0
MOST = 60


class Bar(Frozen):
    """A task on the axis; places and lengths are in units of the picture, `WIDTH` of them in all."""

    task: TaskRow
    waited_from: float
    waited: float
    worked_from: float
    worked: float


class Timeline(Frozen):
    """``seconds``: from the first task's making to the last one's end, or to now."""

    bars: tuple[Bar, ...]
    seconds: float
    left_out: int


def timeline(tasks: Sequence[TaskRow], now: datetime | None = None) -> Timeline:
    """The tasks in the order in which they began to work; those that wait come last."""
    now = now or datetime.now(UTC)
    known = [task for task in tasks if task.created and task.phase != Phase.RUN]
    if not known:
        return Timeline(bars=(), seconds=0.0, left_out=0)
    begin = min(task.created.timestamp() for task in known if task.created)
    end = max((task.ended or now).timestamp() for task in known)
    scale = WIDTH / max(end - begin, 1e-6)
    ordered = sorted(known, key=lambda task: (task.started or now, task.created or now))
    bars = tuple(_bar(task, begin, scale, now) for task in ordered[:MOST])
    return Timeline(bars=bars, seconds=end - begin, left_out=len(ordered) - len(bars))


def _bar(task: TaskRow, begin: float, scale: float, now: datetime) -> Bar:
    assert task.created is not None, "left out before"
    over = task.ended or now
    started = task.started or over
    return Bar(
        task=task,
        waited_from=round((task.created.timestamp() - begin) * scale, 1),
        waited=round(max(0.0, (started - task.created).total_seconds()) * scale, 1),
        worked_from=round((started.timestamp() - begin) * scale, 1),
        worked=round(max(0.0, (over - started).total_seconds()) * scale, 1) if task.started else 0.0,
    )

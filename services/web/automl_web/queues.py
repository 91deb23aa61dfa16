"""Queues and workers: who waits for whom, and what needs a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import TypeAlias

from automl_shared.frozen import Frozen
from automl_shared.naming import Service, Unit, tag_value
from automl_shared.tracker import Viewer
from automl_shared.tracker.viewing import EndedTask, Machine, QueueEntry, QueuePoint, WaitingTask, WorkerEntry

HISTORY = timedelta(hours=3)
INTERVAL_SECONDS = 180
LOST_SECONDS = 90.0
"""A worker that is silent for longer is lost; each reports at least twice in this time."""
CHART = (120.0, 30.0)
FULL_PERCENT = 5.0
"""A disk with less of it free is full before long."""
MOST_ENDED = 500
"""Tasks that throughput and waiting time are told from: the last ones of `HISTORY`."""
MOST_WAITING = 10
"""Tasks of a queue that are listed beside the other queues'."""
MOST_WORKERS = 50
"""That are listed beside the queues."""

Placed: TypeAlias = tuple[int, WaitingTask]
"""A task that waits, and its place counted from 0."""


class QueueLine(Frozen):
    """A queue, who serves it, and how it went over the last hours.

    ``done``: tasks that ended, ``per_hour``: at what rate; ``waited_seconds``: each on average, None without any.
    ``path``: its length as an SVG path.
    """

    queue: QueueEntry
    workers: int
    busy: int
    done: int
    per_hour: float
    waited_seconds: float | None
    path: str

    @property
    def oldest(self) -> datetime | None:
        return min((task.added for task in self.queue.waiting if task.added), default=None)

    @property
    def listed(self) -> tuple[Placed, ...]:
        return placed(self.queue)[:MOST_WAITING]

    @property
    def is_stuck(self) -> bool:
        """Work, and nobody who does it."""
        return bool(self.queue.waiting) and not self.workers

    @property
    def is_unused(self) -> bool:
        """Nobody serves it, and nothing needs it."""
        return not self.queue.waiting and not self.workers and not self.done

    @property
    def service(self) -> str:
        """Whose workers serve it."""
        return self.queue.name.rpartition("-")[2]


class Work(Frozen):
    """What a task of the product does, and for which run."""

    unit: Unit
    run_id: str


class QueuesView(Frozen):
    """Everything the page shows."""

    queues: tuple[QueueLine, ...]
    workers: tuple[WorkerEntry, ...]
    lost: tuple[WorkerEntry, ...]
    machines: Mapping[str, Machine]
    """By worker."""
    works: Mapping[str, Work]
    """By task, of those that are shown and are the product's."""

    @property
    def full(self) -> tuple[tuple[str, float], ...]:
        """Workers whose disk is nearly full, and the percentage that is free."""
        free = ((worker, one.free_disk) for worker, one in sorted(self.machines.items()))
        return tuple((worker, percent) for worker, percent in free if percent is not None and percent < FULL_PERCENT)

    @property
    def first_workers(self) -> tuple[WorkerEntry, ...]:
        return self.workers[:MOST_WORKERS]

    @property
    def training(self) -> int:
        """Training workers, as their ids tell."""
        return sum(one.id.startswith(f"{Service.TRAINING}:") for one in self.workers)

    @property
    def used(self) -> tuple[QueueLine, ...]:
        return tuple(line for line in self.queues if not line.is_unused)

    @property
    def unused(self) -> tuple[str, ...]:
        return tuple(line.queue.name for line in self.queues if line.is_unused)

    @property
    def stuck(self) -> tuple[QueueLine, ...]:
        return tuple(line for line in self.queues if line.is_stuck)


def queues_view(viewer: Viewer, now: datetime | None = None) -> QueuesView:
    """Six calls, however many queues and workers there are."""
    now = now or datetime.now(UTC)
    queues, workers = viewer.queue_entries(), viewer.worker_entries()
    history = viewer.queue_history([one.id for one in queues], since=now - HISTORY, seconds=INTERVAL_SECONDS)
    ended = viewer.lately_ended(since=now - HISTORY, most=MOST_ENDED)
    hours = covered_hours(ended, now)
    alive, lost = alive_and_lost(workers, now)
    lines = (
        _line(
            queue,
            [worker for worker in alive if queue.name in worker.queues],
            [one for one in ended if one.queue_id == queue.id],
            hours,
            chart(history.get(queue.id, ()), len(queue.waiting), now),
        )
        for queue in queues
    )
    return QueuesView(
        queues=tuple(sorted(lines, key=lambda line: line.queue.name)),
        workers=alive,
        lost=lost,
        machines=viewer.machines(),
        works=works_of(
            viewer,
            [task.task_id for queue in queues for task in queue.waiting[:MOST_WAITING]],
            [worker.task_id for worker in alive[:MOST_WORKERS]],
        ),
    )


def placed(queue: QueueEntry) -> tuple[Placed, ...]:
    """What waits, with its place in the queue."""
    return tuple(enumerate(queue.waiting))


def alive_and_lost(
    workers: Iterable[WorkerEntry], now: datetime
) -> tuple[tuple[WorkerEntry, ...], tuple[WorkerEntry, ...]]:
    """Those that report, and those that fell silent; both in the order of their ids."""
    ordered = sorted(workers, key=lambda one: one.id)
    lost = tuple(one for one in ordered if is_lost(one, now))
    return tuple(one for one in ordered if not is_lost(one, now)), lost


def can_pause(worker: WorkerEntry) -> bool:
    """Agents look whether they shall take tasks; the controller, which reports as a worker too, does not."""
    return not worker.id.startswith(f"{Service.CONTROLLER}:")


def works_of(viewer: Viewer, *task_ids: Iterable[str | None]) -> dict[str, Work]:
    """Told by tags: a task's name may be anything."""
    tags_of = viewer.tags_of([one for ids in task_ids for one in ids if one])
    return {
        task_id: Work(unit=unit, run_id=tag_value(tags, "run") or "")
        for task_id, tags in tags_of.items()
        if (unit := Unit.of_tags(tags))
    }


def is_lost(worker: WorkerEntry, now: datetime) -> bool:
    return worker.last_seen is not None and (now - worker.last_seen).total_seconds() > LOST_SECONDS


def covered_hours(ended: Sequence[EndedTask], now: datetime) -> float:
    """How far back what is known to have ended goes: less than `HISTORY` where there was more than is asked for."""
    since = ended[-1].ended if len(ended) == MOST_ENDED else now - HISTORY
    return max((now - since).total_seconds(), 60.0) / 3600


def _line(
    queue: QueueEntry, serving: Sequence[WorkerEntry], ended: Sequence[EndedTask], hours: float, path: str
) -> QueueLine:
    waited = [max(0.0, (one.started - one.created).total_seconds()) for one in ended]
    return QueueLine(
        queue=queue,
        workers=len(serving),
        busy=sum(worker.task_id is not None for worker in serving),
        done=len(ended),
        per_hour=len(ended) / hours,
        waited_seconds=fmean(waited) if waited else None,
        path=path,
    )


def chart(points: Sequence[QueuePoint], length_now: int, now: datetime) -> str:
    """The length over `HISTORY` as steps, the top being the longest; nothing is known to have waited before a point."""
    width, height = CHART
    most = max(1, length_now, *(point.length for point in points))
    begin, span = (now - HISTORY).timestamp(), HISTORY.total_seconds()

    def step(moment: datetime, length: int) -> str:
        share = max(0.0, min(1.0, (moment.timestamp() - begin) / span))
        return f"H{share * width:.1f}V{height - length / most * height:.1f}"

    steps = [step(point.moment, point.length) for point in points]
    return "".join([f"M0 {height:.0f}", *steps, step(now, length_now)])

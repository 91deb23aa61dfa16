"""Whose run it is: a lease in the run task's runtime, so that a run belongs to one controller at a time.

The lease names its owner and holds for as long as that controller is heard of as a worker. Its reports are timed by the
server, so that no two machines need agree about the time.

A ClearML server cannot compare and set. Whoever claims a run therefore waits and reads back who claimed it last: all
who saw it free claim it within `SETTLE_SECONDS`, or know that they were too late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from automl_shared.tracker import TaskReader, Tasks, TaskSnapshot, WorkerSnapshot

OWNER_KEY = "automl_lease_owner"
SINCE_KEY = "automl_lease_since"
SETTLE_SECONDS = 2.0
"""From seeing that a run is free to reading back who has it."""


def owner_of(task: TaskSnapshot) -> str:
    """The controller that has the run; empty for none."""
    return task.runtime.get(OWNER_KEY, "")


def living(workers: Iterable[WorkerSnapshot], silence: timedelta, now: datetime) -> list[WorkerSnapshot]:
    """The workers that were heard of lately: not much before the one that was heard of last.

    A server lists a worker until its registration runs out, which for an agent takes ten minutes. ``now``: by the
    server's clock. Who seems to be heard of later than that was so before the clock was set back, and not since.
    """
    heard = {worker.id: seen for worker in workers if (seen := worker.last_seen) and seen <= now + silence}
    newest = max(heard.values(), default=None)
    return [worker for worker in workers if newest and worker.id in heard and newest - heard[worker.id] <= silence]


def claim(tracker: Tasks, task_id: str, owner: str, now: datetime) -> None:
    """Writes the owner's name on a run that was seen to be free."""
    tracker.set_runtime(task_id, {OWNER_KEY: owner, SINCE_KEY: now.isoformat(timespec="seconds")})


def held(tracker: TaskReader, task_ids: Collection[str], owner: str) -> list[TaskSnapshot]:
    """Those of the runs that carry the owner's name."""
    return [task for task in tracker.tasks(ids=list(task_ids)) if owner_of(task) == owner]


def release(tracker: Tasks, task_id: str, owner: str) -> None:
    """Lets another controller take over at once."""
    if owner_of(tracker.task(task_id)) == owner:
        tracker.set_runtime(task_id, {OWNER_KEY: ""})

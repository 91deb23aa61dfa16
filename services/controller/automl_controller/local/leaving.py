"""What is waited for while workers leave, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from automl_shared.errors import AutoMLError
from automl_shared.tracker import connect

CUT = "automl down --now ends it"


def waiting_for(workers: Mapping[str, str], others: Collection[str] = ()) -> str:
    """Of workers, by id with the names to show, and of other programs: who is waited for, and the task each runs."""
    tasks = running_tasks(workers)
    busy = [f"{workers[one]}, which runs {task}" for one, task in sorted(tasks.items())]
    idle = sorted([*(name for one, name in workers.items() if one not in tasks), *others])
    return f"waiting for {'; '.join([*busy, *([', '.join(idle)] if idle else [])])}" + (f"; {CUT}" if busy else "")


def running_tasks(worker_ids: Collection[str]) -> dict[str, str]:
    """The task that each worker reports, for people; none where the server cannot be asked."""
    try:
        tracker = connect()
        at = {one.id: one.task_id for one in tracker.workers() if one.id in worker_ids and one.task_id}
        names = {task.id: task.name for task in tracker.tasks(ids=list(at.values()), with_sections=False)}
    except AutoMLError:
        return {}
    return {worker: f"{names.get(task, 'a task')} ({task})" for worker, task in at.items()}

"""What is waited for while workers leave, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from automl_shared.errors import AutoMLError
from automl_shared.tracker import connect


def waiting_for(tasks: Mapping[str, str | None]) -> str:
    """Of programs by name: who is waited for, and the id of the task that each runs, None for none."""
    busy = [f"{name}, which runs task {task}" for name, task in sorted(tasks.items()) if task]
    idle = [name for name, task in sorted(tasks.items()) if not task]
    end = "; automl down --now ends it" if len(busy) == 1 else "; automl down --now ends them" if busy else ""
    return f"waiting for {', and for '.join([*busy, *([', '.join(idle)] if idle else [])])}{end}"


def running_tasks(worker_ids: Collection[str]) -> dict[str, str | None]:
    """The task that each worker at work reports; none where the server cannot be asked."""
    try:
        return {one.id: one.task_id for one in connect().workers() if one.id in worker_ids and one.task_id}
    except AutoMLError:
        return {}

"""What is waited for while workers leave, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce

from automl_shared.errors import AutoMLError
from automl_shared.tracker import connect
from automl_shared.words import T_, TN_


def waiting_for(tasks: Mapping[str, str | None]) -> str:
    """Of programs by name: who is waited for, and the id of the task that each runs, None for none."""
    busy = [T_("{name}, which runs task {task}", name=name, task=task) for name, task in sorted(tasks.items()) if task]
    idle = ", ".join(name for name, task in sorted(tasks.items()) if not task)
    end = TN_("; automl down --now ends it", "; automl down --now ends them", n=len(busy)) if busy else ""
    return T_("waiting for {who}{end}", who=reduce(_and_for, [*busy, *([idle] if idle else [])]), end=end)


def _and_for(first: str, second: str) -> str:
    return T_("{first}, and for {second}", first=first, second=second)


def running_tasks(worker_ids: Collection[str]) -> dict[str, str | None]:
    """The task that each worker at work reports; none where the server cannot be asked."""
    try:
        return {one.id: one.task_id for one in connect().workers() if one.id in worker_ids and one.task_id}
    except AutoMLError:
        return {}

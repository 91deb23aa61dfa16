"""Tasks, queues and workers in memory, copying what the real server copies."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Unpack

from automl_shared.errors import NotEnqueued, NotFound
from automl_shared.tracker.base import (
    STOPPABLE,
    STOPPING_MESSAGE,
    NewTask,
    QueueSnapshot,
    TaskChanges,
    TaskFilter,
    TaskSnapshot,
    TaskStatus,
    WorkerSnapshot,
)

WORKER_SILENCE = timedelta(minutes=10)
"""After which the server takes a task for one without a worker, and ends it without asking."""


class MemoryTasks:
    """Tasks, from their making to their end, where they wait, and who works them off."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._count = itertools.count(1)
        self._tasks: dict[str, TaskSnapshot] = {}
        self._queues: dict[str, list[str]] = {}
        self._workers: dict[str, WorkerSnapshot] = {}
        self.configurations: dict[tuple[str, str], Any] = {}
        self.consoles: dict[str, list[str]] = {}
        self.calls: list[str] = []
        self._status_changed: dict[str, datetime] = {}
        self._changes = 0
        self._news = threading.Condition()

    def task_url(self, task_id: str, *, project_id: str | None = None) -> str:
        known = self._tasks.get(task_id)
        project = project_id or (known.project_id if known else None)
        return f"memory://web/projects/{project or '*'}/tasks/{task_id}"

    def _new_id(self, kind: str) -> str:
        return f"{kind}{next(self._count):04d}"

    def _change(self, task_id: str, **changes: Any) -> None:
        self._tasks[task_id] = replace(self.task(task_id), last_update=self.now(), **changes)
        if "status" in changes:
            self._tell(task_id)

    def _tell(self, task_id: str) -> None:
        """Tells those who wait for changes."""
        with self._news:
            self._status_changed[task_id] = self.now()
            self._changes += 1
            self._news.notify_all()

    def create(self, new: NewTask) -> str:
        self.calls.append("create")
        return self._add(new, TaskSnapshot(id="", name="", status=TaskStatus.CREATED))

    def clone(self, template_id: str, new: NewTask) -> str:
        self.calls.append("clone")
        source = self.task(template_id)
        kept = replace(
            source,
            status=TaskStatus.CREATED,
            runtime={},
            artifacts=(),
            worker=None,
            started=None,
            ended=None,
            status_reason="",
            status_message="",
            parent=source.parent or source.id,
        )
        return self._add(new, kept)

    def _add(self, new: NewTask, base: TaskSnapshot) -> str:
        task_id = self._new_id("task")
        self._tasks[task_id] = replace(
            base,
            id=task_id,
            name=new.name,
            tags=tuple(new.tags) or base.tags,
            system_tags=tuple(new.system_tags) or base.system_tags,
            parent=new.parent or base.parent,
            sections={name: dict(values) for name, values in (new.sections or base.sections).items()},
            project_id=new.project,
            created=self.now(),
            last_update=self.now(),
            comment=new.comment or base.comment,
        )
        self._tell(task_id)
        return task_id

    def task(self, task_id: str) -> TaskSnapshot:
        if task_id not in self._tasks:
            raise NotFound("no task has this id", value=task_id)
        return self._tasks[task_id]

    def tasks(self, **asked: Unpack[TaskFilter]) -> list[TaskSnapshot]:
        self.calls.append("tasks")
        found = [task for task in self._asked_for(asked.get("ids")) if self._fits(task, asked)]
        return found if asked.get("with_sections", True) else [replace(task, sections={}) for task in found]

    def _fits(self, task: TaskSnapshot, asked: TaskFilter) -> bool:
        parent, since = asked.get("parent"), asked.get("changed_since")
        parents = [parent] if isinstance(parent, str) else parent
        return (
            (parents is None or task.parent in parents)
            and {*asked.get("tags", ())} <= {*task.tags}
            and (not asked.get("statuses") or task.status in asked["statuses"])
            and (since is None or self._status_changed[task.id] >= since)
        )

    def _asked_for(self, ids: Sequence[str] | None) -> list[TaskSnapshot]:
        """Oldest first."""
        wanted = self._tasks if ids is None else set(ids)
        return [task for task_id, task in self._tasks.items() if task_id in wanted]

    def wait_for_changes(self, cursor: str | None, *, seconds: float) -> str | None:
        with self._news:
            if cursor is not None:
                self._news.wait_for(lambda: cursor != str(self._changes), timeout=seconds)
            return str(self._changes)

    def edit(self, task_id: str, **changes: Unpack[TaskChanges]) -> None:
        task = self.task(task_id)
        given: dict[str, Any] = {key: value for key, value in changes.items() if value is not None}
        if "project" in given:
            given["project_id"] = given.pop("project")
        if "tags" in given:
            given["tags"] = tuple(given["tags"])
        if "sections" in given:
            merged = {key: dict(values) for key, values in task.sections.items()}
            for section, values in given["sections"].items():
                merged.setdefault(section, {}).update(values)
            given["sections"] = merged
        self._change(task_id, **given)

    def archive(self, task_id: str, *, back: bool) -> None:
        """As a server keeps it: among the system's tags."""
        rest = tuple(tag for tag in self.task(task_id).system_tags if tag != "archived")
        self._change(task_id, system_tags=rest if back else (*rest, "archived"))

    def set_runtime(self, task_id: str, values: Mapping[str, str]) -> None:
        with self._news:
            self._change(task_id, runtime={**self.task(task_id).runtime, **values})

    def set_configuration(self, task_id: str, name: str, document: Any) -> None:
        self.configurations[task_id, name] = document

    def enqueue(self, task_ids: Sequence[str], queue: str) -> None:
        for task_id in task_ids:
            if self.task(task_id).status not in (TaskStatus.CREATED, TaskStatus.STOPPED):
                raise NotEnqueued("invalid status", queue=queue, task_id=task_id)
            self._queues.setdefault(queue, []).append(task_id)
            self._change(task_id, status=TaskStatus.QUEUED)

    def stop(self, task_ids: Sequence[str], reason: str) -> None:
        for task_id in task_ids:
            task = self.task(task_id)
            if task.status not in STOPPABLE:
                continue
            if self._is_worked_on(task):
                self._change(task_id, status=task.status, status_reason=reason, status_message=STOPPING_MESSAGE)
                continue
            for waiting in self._queues.values():
                if task_id in waiting:
                    waiting.remove(task_id)
            self.mark(task_id, TaskStatus.STOPPED, reason=reason)

    def _is_worked_on(self, task: TaskSnapshot) -> bool:
        """Whether somebody is there who can be asked to end the task."""
        heard = task.last_update or self.now()
        return task.status is TaskStatus.IN_PROGRESS and bool(task.worker) and self.now() - heard < WORKER_SILENCE

    def mark(self, task_id: str, status: TaskStatus, *, reason: str = "", message: str = "") -> None:
        now = self.now()
        changes: dict[str, Any] = {"status": status, "status_reason": reason, "status_message": message}
        if status is TaskStatus.IN_PROGRESS:
            task = self.task(task_id)  # a server sets the start of a task again that had ended or waited
            changes["started"] = (task.status is TaskStatus.IN_PROGRESS and task.started) or now
        if status.ended:
            changes["ended"] = now
        self._change(task_id, **changes)

    def mark_stopping(self, task_id: str) -> None:
        self.mark(task_id, TaskStatus.IN_PROGRESS, message=STOPPING_MESSAGE)

    def ping(self, task_id: str) -> None:
        self._change(task_id)

    def console(self, task_id: str, lines: int) -> list[str]:
        return self.consoles.get(task_id, [])[-lines:]

    def ensure_queue(self, name: str) -> str:
        self._queues.setdefault(name, [])
        return name

    def queues(self) -> list[QueueSnapshot]:
        return [QueueSnapshot(id=name, name=name, waiting=tuple(waiting)) for name, waiting in self._queues.items()]

    def next_task(self, queue: str) -> str | None:
        waiting = self._queues.setdefault(queue, [])
        return waiting.pop(0) if waiting else None

    def move_in_queue(self, queue: str, task_id: str, place: str) -> None:
        """``place``: front, back, up or down."""
        waiting = self._queues[queue]
        before = waiting.index(task_id)
        waiting.remove(task_id)
        after = {"front": 0, "back": len(waiting), "up": max(0, before - 1), "down": before + 1}[place]
        waiting.insert(after, task_id)

    def dequeue(self, task_id: str) -> None:
        """Takes a task out of whatever queue it waits in."""
        for waiting in self._queues.values():
            if task_id in waiting:
                waiting.remove(task_id)
        self._change(task_id, status=TaskStatus.CREATED)

    def workers(self) -> list[WorkerSnapshot]:
        return list(self._workers.values())

    def report_worker(self, worker_id: str, *, queue: str, task_id: str | None) -> None:
        self._workers[worker_id] = WorkerSnapshot(id=worker_id, queues=(queue,), task_id=task_id, last_seen=self.now())
        if task_id:
            self._change(task_id, worker=worker_id)

    def unregister_worker(self, worker_id: str) -> None:
        self._workers.pop(worker_id, None)

    def pause_worker(self, worker_id: str, *, seconds: float, why: str = "") -> bool:  # noqa: ARG002 (no agent polls it)
        return False

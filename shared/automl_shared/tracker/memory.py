"""A tracker without a server: the same protocol on plain dicts, copying what the real server copies.

Unit tests run the real run logic and the real phases on it. A clone keeps whatever of its template is not replaced.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from automl_shared.errors import ContractError, NotEnqueued, NotFound
from automl_shared.figures import Drawing
from automl_shared.naming import CONTENT_TAG, tag
from automl_shared.tracker.base import (
    DatasetSnapshot,
    NewTask,
    QueueSnapshot,
    TaskSnapshot,
    TaskStatus,
    WorkerSnapshot,
)


class MemoryTracker:
    """Tasks, queues, workers and artifacts in memory; files below ``folder``. ``now`` is the server's clock."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder, self.now = folder, now
        self._count = itertools.count(1)
        self._tasks: dict[str, TaskSnapshot] = {}
        self._queues: dict[str, list[str]] = {}
        self._workers: dict[str, WorkerSnapshot] = {}
        self._files: dict[tuple[str, str], Path] = {}
        self._digests: dict[tuple[str, str], str] = {}
        self._models: dict[str, Path] = {}
        self._model_metadata: dict[str, Mapping[str, str]] = {}
        self._datasets: dict[str, DatasetSnapshot] = {}
        self.configurations: dict[tuple[str, str], Any] = {}
        self.consoles: dict[str, list[str]] = {}
        self.calls: list[str] = []
        self._status_changed: dict[str, datetime] = {}
        self._changes = 0
        self._news = threading.Condition()

    def check(self) -> None:
        return

    def urls(self) -> dict[str, str]:
        return {"api_url": "memory://api", "files_url": "memory://files", "web_url": "memory://web"}

    def login_url(self, page: str = "") -> str:
        return page or self.urls()["web_url"]

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

    def tasks(
        self,
        *,
        ids: Sequence[str] | None = None,
        parent: str | Sequence[str] | None = None,
        tags: Sequence[str] = (),
        statuses: Sequence[TaskStatus] = (),
        changed_since: datetime | None = None,
        with_sections: bool = True,
    ) -> list[TaskSnapshot]:
        self.calls.append("tasks")
        return [
            task if with_sections else replace(task, sections={})
            for task in self._asked_for(ids)
            if (parent is None or task.parent == parent or (not isinstance(parent, str) and task.parent in parent))
            and set(tags) <= set(task.tags)
            and (not statuses or task.status in statuses)
            and (changed_since is None or self._status_changed[task.id] >= changed_since)
        ]

    def _asked_for(self, ids: Sequence[str] | None) -> list[TaskSnapshot]:
        """Oldest first."""
        wanted = self._tasks if ids is None else set(ids)
        return [task for task_id, task in self._tasks.items() if task_id in wanted]

    def wait_for_changes(self, cursor: str | None, *, seconds: float) -> str | None:
        with self._news:
            if cursor is not None:
                self._news.wait_for(lambda: cursor != str(self._changes), timeout=seconds)
            return str(self._changes)

    def edit(
        self,
        task_id: str,
        *,
        name: str | None = None,
        project: str | None = None,
        parent: str | None = None,
        tags: Sequence[str] | None = None,
        sections: Mapping[str, Mapping[str, str]] | None = None,
        comment: str | None = None,
    ) -> None:
        task = self.task(task_id)
        merged = {key: dict(values) for key, values in task.sections.items()}
        for section, values in (sections or {}).items():
            merged.setdefault(section, {}).update(values)
        self._change(
            task_id,
            name=name or task.name,
            project_id=project or task.project_id,
            parent=parent or task.parent,
            tags=task.tags if tags is None else tuple(tags),
            sections=merged,
            comment=task.comment if comment is None else comment,
        )

    def set_runtime(self, task_id: str, values: Mapping[str, str]) -> None:
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
            if self.task(task_id).status.ended:
                continue
            for waiting in self._queues.values():
                if task_id in waiting:
                    waiting.remove(task_id)
            self.mark(task_id, TaskStatus.STOPPED, reason=reason)

    def mark(self, task_id: str, status: TaskStatus, *, reason: str = "", message: str = "") -> None:
        now = self.now()
        changes: dict[str, Any] = {"status": status, "status_reason": reason, "status_message": message}
        if status is TaskStatus.IN_PROGRESS:
            changes["started"] = self.task(task_id).started or now
        if status.ended:
            changes["ended"] = now
        self._change(task_id, **changes)

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

    def pause_worker(self, worker_id: str, *, seconds: float) -> bool:  # noqa: ARG002 (no agent polls this one)
        return False

    def reporter(self, task_id: str) -> MemoryReporter:
        return MemoryReporter(self, task_id)

    def document(self, task_id: str, name: str) -> Any:
        self.calls.append("document")
        try:
            return json.loads(self.file(task_id, name).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ContractError(f"the artifact {name!r} of task {task_id} is not JSON", value=error) from None

    def documents(self, task_ids: Sequence[str], name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for task_id in task_ids:
            with contextlib.suppress(NotFound, ContractError):
                found[task_id] = self.document(task_id, name)
        return found

    def file(self, task_id: str, name: str) -> Path:
        if (task_id, name) not in self._files:
            raise NotFound(f"task {task_id} has no artifact {name!r}")
        if not self._files[task_id, name].exists():
            raise NotFound(f"the file of the artifact {name!r} of task {task_id} was deleted")
        if _digest(self._files[task_id, name]) != self._digests[task_id, name]:
            raise NotFound(f"the file of the artifact {name!r} of task {task_id} is not what was stored")
        return self._files[task_id, name]

    def has_file(self, task_id: str, name: str) -> bool:
        return (task_id, name) in self._files and self._files[task_id, name].exists()

    def link_file(self, source_id: str, name: str, target_id: str) -> None:
        self.store(target_id, name, self.file(source_id, name))

    def store(self, task_id: str, name: str, path: Path) -> None:
        """Keeps a file as an artifact."""
        self._files[task_id, name] = path
        self._digests[task_id, name] = _digest(path)
        self._change(task_id, artifacts=tuple(dict.fromkeys([*self.task(task_id).artifacts, name])))

    def place(self, task_id: str, name: str) -> Path:
        """Where an artifact of this name is kept."""
        folder = self._folder / task_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def find_dataset(self, *, project: str, content_hash: str) -> DatasetSnapshot | None:
        wanted = tag(CONTENT_TAG, content_hash)
        return next((one for one in self._datasets.values() if wanted in one.tags and one.project == project), None)

    def dataset(self, dataset_id: str) -> DatasetSnapshot:
        if dataset_id not in self._datasets:
            raise NotFound("no dataset has this id", value=dataset_id)
        return self._datasets[dataset_id]

    def datasets(self, name: str | None = None) -> list[DatasetSnapshot]:
        return [one for one in reversed(self._datasets.values()) if name is None or one.name == name]

    def register_dataset(
        self, path: Path, *, name: str, project: str, tags: Sequence[str], facts: Mapping[str, str]
    ) -> str:
        dataset_id = self._new_id("dataset")
        self._datasets[dataset_id] = DatasetSnapshot(
            id=dataset_id, name=name, project=project, tags=tuple(tags), facts=dict(facts)
        )
        shutil.copy(path, self.place(dataset_id, path.name))
        return dataset_id

    def dataset_files(self, dataset_id: str) -> list[Path]:
        self.dataset(dataset_id)
        return sorted((self._folder / dataset_id).iterdir())

    def has_dataset_files(self, dataset_id: str) -> bool:
        return any((self._folder / dataset_id).glob("*"))

    def tag_dataset(self, dataset_id: str, tags: Iterable[str]) -> None:
        one = self.dataset(dataset_id)
        self._datasets[dataset_id] = replace(one, tags=tuple(dict.fromkeys([*one.tags, *tags])))

    def model_file(self, model_id: str) -> Path:
        if model_id not in self._models:
            raise NotFound("no registered model has this id", value=model_id)
        if not self._models[model_id].exists():
            raise NotFound(f"the file of the model {model_id} was deleted")
        return self._models[model_id]

    def model_metadata(self, model_id: str) -> Mapping[str, str]:
        if model_id not in self._models:
            raise NotFound("no registered model has this id", value=model_id)
        return self._model_metadata[model_id]

    def store_model(self, model_id: str, path: Path, metadata: Mapping[str, str] | None = None) -> None:
        """Keeps a file as a registered model."""
        self._models[model_id], self._model_metadata[model_id] = path, metadata or {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked(figure: Any) -> Any:
    """The figure itself, or the one of a drawing. Raises ValueError for what plotly does not take."""
    if not isinstance(figure, Drawing):
        return figure
    import plotly.graph_objects as go

    return go.Figure(figure.to_plotly_json())


class MemoryReporter:
    """Keeps what a task reports, for tests to look at."""

    def __init__(self, tracker: MemoryTracker, task_id: str) -> None:
        self._tracker, self._id = tracker, task_id
        self.scalars: dict[str, float] = {}
        self.figures: dict[str, Any] = {}
        self.models: dict[str, dict[str, Any]] = {}

    @property
    def task_id(self) -> str:
        return self._id

    def scalar(self, title: str, value: float) -> None:
        self.scalars[title] = value

    def figure(self, title: str, figure: Any) -> None:
        self.figures[title] = checked(figure)

    def file(self, name: str, path: Path) -> None:
        kept = self._tracker.place(self._id, f"{name}{path.suffix}")
        shutil.copy(path, kept)
        self._tracker.store(self._id, name, kept)

    def document(self, name: str, document: Any) -> None:
        kept = self._tracker.place(self._id, f"{name}.json")
        kept.write_text(json.dumps(document), encoding="utf-8")
        self._tracker.store(self._id, name, kept)

    def model(self, path: Path, *, name: str, tags: Sequence[str], metadata: Mapping[str, str]) -> str:
        kept = self._tracker.place(self._id, path.name)
        shutil.copy(path, kept)
        model_id = f"model-{self._id}"
        self._tracker.store_model(model_id, kept, metadata)
        self.models[model_id] = {"name": name, "tags": list(tags), "metadata": dict(metadata), "path": kept}
        return model_id

    def close(self) -> None:
        return

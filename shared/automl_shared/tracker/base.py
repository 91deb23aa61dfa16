"""What the rest of the code may ask of a tracker. The words are ClearML's; the types are ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from automl_shared.naming import SUPERSEDED_TAG, Phase, Unit, tag_value
from automl_shared.sections import Payload


class TaskStatus(StrEnum):
    """A task's status, as the server says it."""

    CREATED = "created"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    STOPPED = "stopped"
    COMPLETED = "completed"
    FAILED = "failed"
    PUBLISHED = "published"
    CLOSED = "closed"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> TaskStatus:  # noqa: ARG003
        """A server may have more of them, such as `publishing`."""
        return cls.UNKNOWN

    @property
    def ended(self) -> bool:
        return self not in (TaskStatus.CREATED, TaskStatus.QUEUED, TaskStatus.IN_PROGRESS)


STOPPING_MESSAGE = "stopping"
"""The server's status message while a running task is asked to stop."""


@dataclass(frozen=True, kw_only=True)
class TaskSnapshot:
    """A task as the server had it at one moment. Times are UTC."""

    id: str
    name: str
    status: TaskStatus
    tags: tuple[str, ...] = ()
    system_tags: tuple[str, ...] = ()
    parent: str | None = None
    project_id: str | None = None
    sections: Payload = field(default_factory=dict)
    runtime: Mapping[str, str] = field(default_factory=dict)
    status_reason: str = ""
    status_message: str = ""
    worker: str | None = None
    created: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    last_update: datetime | None = None
    artifacts: tuple[str, ...] = ()
    comment: str = ""

    @cached_property
    def unit(self) -> Unit | None:
        return Unit.of_tags(self.tags)

    @property
    def attempt(self) -> int:
        return int(tag_value(self.tags, "attempt") or 1)

    @property
    def run_id(self) -> str | None:
        return tag_value(self.tags, "run")

    @property
    def superseded(self) -> bool:
        return SUPERSEDED_TAG in self.tags

    @property
    def stop_requested(self) -> bool:
        """Whether its worker was asked to end it and has not yet."""
        return self.status is TaskStatus.IN_PROGRESS and self.status_message.startswith(STOPPING_MESSAGE)

    @property
    def said(self) -> str:
        """What the server tells of its status, reason and message."""
        return " ".join(part for part in (self.status_reason, self.status_message) if part)

    @cached_property
    def exit_code(self) -> int | None:
        """That of the failed task's process, negative for a signal; None where the agent did not tell it."""
        told = re.search(r"exit code (-?\d+)", self.said) if self.status is TaskStatus.FAILED else None
        return int(told[1]) if told else None


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """Everything a new task gets; it replaces whatever the template had."""

    name: str
    project: str
    tags: Sequence[str]
    sections: Payload
    parent: str | None = None
    type: str = "training"
    system_tags: Sequence[str] = ()
    comment: str = ""
    module: str | None = None
    """What the agent runs (``-m module``); only for tasks made from code, a clone keeps its template's."""


@dataclass(frozen=True, kw_only=True)
class QueueSnapshot:
    """A queue and the tasks waiting in it, first to be served first."""

    id: str
    name: str
    waiting: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WorkerSnapshot:
    """A worker as it last reported."""

    id: str
    queues: tuple[str, ...]
    """Names of the queues it serves."""
    task_id: str | None
    last_seen: datetime | None


@dataclass(frozen=True, kw_only=True)
class DatasetSnapshot:
    """A registered dataset. ``facts`` is what its registration stored about the file."""

    id: str
    name: str
    project: str
    tags: tuple[str, ...]
    facts: Mapping[str, str]


class Reporter(Protocol):
    """Where one task writes its results."""

    @property
    def task_id(self) -> str: ...

    def scalar(self, title: str, value: float) -> None:
        """One number under one title, e.g. ``metric/rmse``."""

    def figure(self, title: str, figure: Any) -> None:
        """A plotly figure under a title."""

    def file(self, name: str, path: Path) -> None:
        """A file as an artifact."""

    def document(self, name: str, document: Any) -> None:
        """A JSON document as an artifact."""

    def model(self, path: Path, *, name: str, tags: Sequence[str], metadata: Mapping[str, str]) -> str:
        """Registers a fitted model and returns its id."""
        ...

    def close(self) -> None:
        """Waits until everything reported so far has arrived."""


class Tracker(Protocol):
    """A ClearML server. Every method raises ServerUnreachable when it does not answer."""

    # the server
    def check(self) -> None:
        """Raises ServerUnreachable unless the server answers and accepts the credentials."""

    def urls(self) -> dict[str, str]:
        """``api_url``, ``files_url``, ``web_url``."""
        ...

    def task_url(self, task_id: str, *, project_id: str | None = None) -> str:
        """Where a person looks at a task; nothing is asked of the server when its project is known."""
        ...

    def login_url(self, page: str = "") -> str:
        """The web pages, or one of them by its address; where the server can, by a link that logs a browser in once."""
        ...

    # tasks
    def create(self, new: NewTask) -> str:
        """A task made from code: a template, or any task in execution mode ``new``."""
        ...

    def clone(self, template_id: str, new: NewTask) -> str:
        """A copy of a template with the given name, project, tags, sections and parent in place of its own."""
        ...

    def task(self, task_id: str) -> TaskSnapshot:
        """Raises NotFound."""
        ...

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
        """Every task that fits all conditions, oldest first; one call however many there are (up to a page).

        ``parent``: one, or any of many.
        ``changed_since``: only those whose status changed at or after this moment of the server's clock; a task that
        was only made may be left out. ``with_sections``: False leaves the sections empty, which is most of a task.
        """
        ...

    def wait_for_changes(self, cursor: str | None, *, seconds: float) -> str | None:
        """Waits until any task came, went or changed its status since ``cursor``, at most so long; the next cursor.

        The same cursor: nothing happened. Without one, the present one comes at once. None: this server cannot tell,
        and the call came back at once. May be called beside any other method, from another thread.
        """
        ...

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
        """Replaces what is given. Sections replace only the named keys."""

    def set_runtime(self, task_id: str, values: Mapping[str, str]) -> None:
        """Adds to the task's runtime properties."""

    def set_configuration(self, task_id: str, name: str, document: Any) -> None:
        """A configuration object, stored as JSON text."""

    def enqueue(self, task_ids: Sequence[str], queue: str) -> None:
        """Puts created tasks into a queue, which is made when it does not exist. Raises NotEnqueued."""

    def stop(self, task_ids: Sequence[str], reason: str) -> None:
        """Asks the workers of running tasks to end them; takes queued ones out of their queues. Whatever has ended by
        now stays as it is."""

    def mark(self, task_id: str, status: TaskStatus, *, reason: str = "", message: str = "") -> None:
        """Sets in_progress, completed, failed or stopped at once, whatever the status is."""

    def ping(self, task_id: str) -> None:
        """A sign of life for a task without an agent."""

    def console(self, task_id: str, lines: int) -> list[str]:
        """The last pieces of a task's console, at most so many, oldest first."""
        ...

    # queues and workers
    def ensure_queue(self, name: str) -> str:
        """The queue's id; made when it does not exist."""
        ...

    def queues(self) -> list[QueueSnapshot]: ...

    def next_task(self, queue: str) -> str | None:
        """Takes the first task out of a queue. Each one is handed out once."""
        ...

    def workers(self) -> list[WorkerSnapshot]: ...

    def report_worker(self, worker_id: str, *, queue: str, task_id: str | None) -> None:
        """Registers a worker on its first call; a sign of life on every other."""

    def unregister_worker(self, worker_id: str) -> None: ...

    def pause_worker(self, worker_id: str, *, seconds: float) -> bool:
        """Has an agent take no more tasks for so long; False when this server cannot tell agents so."""
        ...

    # results
    def reporter(self, task_id: str) -> Reporter: ...

    def document(self, task_id: str, name: str) -> Any:
        """A JSON artifact. Raises NotFound, or ContractError when it is not JSON."""
        ...

    def documents(self, task_ids: Sequence[str], name: str) -> dict[str, Any]:
        """The same JSON artifact of many tasks, by task; one that is not there, or is not JSON, is left out.

        One call however many there are, and one request for each file.
        """
        ...

    def file(self, task_id: str, name: str) -> Path:
        """A local copy of an artifact. Raises NotFound when it, or the file behind it, does not exist."""
        ...

    def has_file(self, task_id: str, name: str) -> bool:
        """Whether an artifact is there and so is the file behind it; fetches nothing."""
        ...

    def link_file(self, source_id: str, name: str, target_id: str) -> None:
        """Shows an artifact of one task on another one as well."""

    # datasets and models
    def find_dataset(self, *, project: str, content_hash: str) -> DatasetSnapshot | None:
        """The dataset with this content, if it is registered."""
        ...

    def dataset(self, dataset_id: str) -> DatasetSnapshot:
        """Raises NotFound."""
        ...

    def datasets(self, name: str | None = None) -> list[DatasetSnapshot]:
        """Every finished version of every dataset, or of those with this name, newest first."""
        ...

    def register_dataset(
        self, path: Path, *, name: str, project: str, tags: Sequence[str], facts: Mapping[str, str]
    ) -> str: ...

    def dataset_files(self, dataset_id: str) -> list[Path]:
        """Local copies of a dataset's files. Raises NotFound."""
        ...

    def has_dataset_files(self, dataset_id: str) -> bool:
        """Whether a dataset's files are still stored; fetches nothing."""
        ...

    def tag_dataset(self, dataset_id: str, tags: Iterable[str]) -> None:
        """Adds tags."""

    def model_file(self, model_id: str) -> Path:
        """A local copy of a registered model's file. Raises NotFound when it, or the file behind it, does not exist."""
        ...

    def model_metadata(self, model_id: str) -> Mapping[str, str]:
        """What was said of a model when it was registered. Raises NotFound when there is none with this id."""
        ...


def phase_of(task: TaskSnapshot) -> Phase | None:
    """The phase a task's tags name."""
    unit = task.unit
    return unit.phase if unit else None

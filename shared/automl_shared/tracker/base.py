"""What the rest of the code may ask of a tracker. The words are ClearML's; the types are ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypedDict

from automl_shared.frozen import Frozen
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


STOPPABLE = (TaskStatus.QUEUED, TaskStatus.IN_PROGRESS)
STOPPING_MESSAGE = "stopping"
"""The server's status message while a running task is asked to stop."""


class TaskSnapshot(Frozen):
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


class NewTask(Frozen):
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


class QueueSnapshot(Frozen):
    """A queue and what waits in it."""

    id: str
    name: str
    waiting: tuple[str, ...]
    """Ids of the tasks, first to be served first."""


class WorkerSnapshot(Frozen):
    """A worker as it last reported."""

    id: str
    queues: tuple[str, ...]
    """Names of the queues it serves."""
    task_id: str | None
    last_seen: datetime | None


class DatasetSnapshot(Frozen):
    """A registered dataset."""

    id: str
    name: str
    project: str
    tags: tuple[str, ...]
    facts: Mapping[str, str]
    """What its registration stored about the file."""


class TaskFilter(TypedDict, total=False):
    """Conditions on tasks, all of which must hold; what is left out is none."""

    ids: Sequence[str] | None
    parent: str | Sequence[str] | None
    """One, or any of many."""
    tags: Sequence[str]
    statuses: Sequence[TaskStatus]
    changed_since: datetime | None
    """Only those whose status changed at or after this moment of the server's clock; one that was only made may be
    left out."""
    with_sections: bool
    """False leaves the sections empty, which is most of a task."""


class TaskChanges(TypedDict, total=False):
    """What of a task is replaced; None, or left out: stays as it is. Sections replace only the named keys."""

    name: str | None
    project: str | None
    parent: str | None
    tags: Sequence[str] | None
    sections: Mapping[str, Mapping[str, str]] | None
    comment: str | None


class Reporter(Protocol):
    """Where one task writes its results."""

    @property
    def task_id(self) -> str: ...

    def scalar(self, title: str, value: float) -> None:
        """One number under one title, e.g. ``metric/rmse``."""

    def figure(self, title: str, figure: Any) -> None:
        """A plotly figure under a title. Raises PlotTooLarge."""

    def file(self, name: str, path: Path, *, needed: bool = False) -> None:
        """A file as an artifact.

        One that a server refuses for its size is left out and said, or the task fails if it is ``needed``.
        """

    def document(self, name: str, document: Any, *, needed: bool = False) -> None:
        """A JSON document as an artifact; ``needed`` as for a file."""

    def model(self, path: Path, *, name: str, tags: Sequence[str], metadata: Mapping[str, str]) -> str:
        """Registers a fitted model and returns its id."""
        ...

    def close(self) -> None:
        """Waits until everything reported so far has arrived."""


def phase_of(task: TaskSnapshot) -> Phase | None:
    """The phase a task's tags name."""
    unit = task.unit
    return unit.phase if unit else None

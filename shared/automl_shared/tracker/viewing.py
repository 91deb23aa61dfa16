"""What pages for people read of a tracker, beside what a run needs, and the few things they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal, Protocol

from automl_shared.frozen import Frozen
from automl_shared.tracker.base import DatasetSnapshot, TaskSnapshot, TaskStatus

Place = Literal["front", "back", "up", "down"]
_FIGURES = ("rows", "columns", "size_bytes")


class TaskQuery(Frozen):
    """A page of tasks, newest first. ``sections``: those that are read, of each only what is named."""

    tags: Sequence[str] = ()
    without_tags: Sequence[str] = ()
    statuses: Sequence[TaskStatus] = ()
    text: str = ""
    """Found in the name, the comment or the id, whatever the case of its letters."""
    archived: bool = False
    sections: Sequence[str] = ()
    page: int = 0
    page_size: int = 25


class ArtifactEntry(Frozen):
    """A stored file of a task, or a model, as the task's record has it."""

    name: str
    type: str
    uri: str
    size_bytes: int | None = None
    stored: datetime | None = None


class LogLine(Frozen):
    """One piece of a console, which may hold several lines."""

    stamp: int
    """Milliseconds, as the server orders them."""
    level: str
    text: str


class Curve(Frozen):
    """A scalar over its iterations; x and y: (n_points,), None where the server has no number."""

    metric: str
    variant: str
    x: tuple[float | None, ...]
    y: tuple[float | None, ...]


class PlotEntry(Frozen):
    """A figure or an image; the other one is empty."""

    title: str
    figure: str = ""
    """Plotly's, as JSON text."""
    image_uri: str = ""


class WaitingTask(Frozen):
    """A task in a queue."""

    task_id: str
    name: str
    added: datetime | None


class QueueEntry(Frozen):
    """A queue with what waits in it."""

    id: str
    name: str
    waiting: tuple[WaitingTask, ...]
    """First to be served first."""


class QueuePoint(Frozen):
    """A queue at a moment."""

    moment: datetime
    length: int
    wait_seconds: float
    """How long its tasks had waited on average."""


class EndedTask(Frozen):
    """A task that a worker brought to its end."""

    queue_id: str
    """Of the queue that it was taken from."""
    created: datetime
    started: datetime
    ended: datetime


class WorkerEntry(Frozen):
    """A worker, what it does and since when."""

    id: str
    queues: tuple[str, ...]
    task_id: str | None
    task_name: str
    running_seconds: float | None
    last_seen: datetime | None
    ip: str = ""
    tags: tuple[str, ...] = ()
    paused: bool = False
    """Whether it was told to take no more tasks, where the server tells; False where it does not."""


class Machine(Frozen):
    """Of a worker's machine as it last reported, in per cent; None for what it did not."""

    free_disk: float | None = None
    cpu: float | None = None
    memory: float | None = None


class DatasetEntry(Frozen):
    """A registered dataset that can be read. Figures are None where its registration did not store them."""

    id: str
    name: str
    project: str
    file_name: str
    rows: int | None
    columns: int | None
    size_bytes: int | None
    created: datetime | None


def dataset_entry(dataset: DatasetSnapshot, created: datetime | None = None) -> DatasetEntry:
    """What its registration stored of it, as figures."""
    figures = {name: int(text) if (text := dataset.facts.get(name, "")).isdecimal() else None for name in _FIGURES}
    return DatasetEntry(
        id=dataset.id,
        name=dataset.name,
        project=dataset.project,
        file_name=dataset.facts.get("file_name", ""),
        created=created,
        **figures,
    )


class TaskDetails(Frozen):
    """What only the page of a task shows."""

    type: str
    user: str
    project: str
    artifacts: tuple[ArtifactEntry, ...]
    models: tuple[ArtifactEntry, ...]
    """``name``: what it is called; ``type``: its id."""
    last_values: Mapping[str, float] = field(default_factory=dict)
    configuration: Mapping[str, str] = field(default_factory=dict)
    """Configuration objects as text, by name."""


class Person(Frozen):
    """Somebody whom the server knows."""

    id: str
    name: str
    token: str
    """By which it knows them, until their keys are revoked."""


class Viewer(Protocol):
    """A ClearML server as its pages need it. Every method raises ServerUnreachable when it does not answer."""

    def find(self, query: TaskQuery) -> list[TaskSnapshot]: ...

    def tags_of(self, task_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The tags of many tasks; those that the server does not know are left out."""
        ...

    def dataset_entries(self, text: str = "", *, most: int) -> list[DatasetEntry]:
        """Finished datasets whose name has a text, whatever the case of its letters; newest first."""
        ...

    def details(self, task_id: str) -> TaskDetails:
        """Raises NotFound."""
        ...

    def maker_of(self, model_id: str) -> str:
        """The id of the task that registered a model. Raises NotFound without one."""
        ...

    def configuration(self, task_id: str, name: str) -> str:
        """A configuration object's text; empty without one."""
        ...

    def log(self, task_id: str, *, before: int | None = None, after: int | None = None, most: int) -> list[LogLine]:
        """Oldest first: the last pieces, or those directly before or after a stamp."""
        ...

    def curves(self, task_id: str, *, most_points: int) -> list[Curve]: ...

    def plots(self, task_id: str) -> list[PlotEntry]:
        """Figures, then images, in the order of their titles."""
        ...

    def stored(self, uri: str) -> Iterator[bytes]:
        """A stored file in pieces. Raises NotFound for one that is gone or lies on no server of this tracker."""
        ...

    def queue_entries(self) -> list[QueueEntry]: ...

    def queue_history(self, queue_ids: Sequence[str], *, since: datetime, seconds: int) -> dict[str, list[QueuePoint]]:
        """Per queue a point for every so many seconds, as far as the server knows."""
        ...

    def lately_ended(self, *, since: datetime, most: int) -> list[EndedTask]:
        """What workers brought to its end, done or failed; the last first, no more than ``most``."""
        ...

    def worker_entries(self) -> list[WorkerEntry]: ...

    def machines(self) -> dict[str, Machine]:
        """By worker; only of those that lately reported."""
        ...

    def archive(self, task_ids: Sequence[str], *, back: bool = False) -> None:
        """Takes tasks out of every list, or ``back`` into them."""

    def move_in_queue(self, queue_id: str, task_id: str, place: Place) -> None: ...

    def dequeue(self, task_id: str) -> None:
        """Takes a waiting task out of its queue."""

    def user_of(self, access_key: str, secret_key: str) -> Person | None:
        """Whoever these keys belong to; None when they are wrong."""
        ...

    def user_of_link(self, token: str) -> Person | None:
        """Whoever a login link was made for, which is used up by that; None when it does not hold."""
        ...

    def is_known(self, person: Person) -> bool:
        """Whether the server still takes a person's token; also while it does not answer."""
        ...

    def signing_key(self) -> str:
        """A secret of whoever serves the pages, which changes with their keys."""
        ...

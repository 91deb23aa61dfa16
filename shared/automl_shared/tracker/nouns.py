"""What the rest of the code may ask of a ClearML server, noun by noun; each caller asks for the one that it needs.

Every method of every noun raises ServerUnreachable when the server does not answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Unpack

from automl_shared.tracker.base import (
    DatasetSnapshot,
    NewTask,
    QueueSnapshot,
    Reporter,
    TaskChanges,
    TaskFilter,
    TaskSnapshot,
    TaskStatus,
    WorkerSnapshot,
)


class Server(Protocol):
    """The server itself."""

    def check(self) -> None:
        """Raises ServerUnreachable unless the server answers and accepts the credentials."""

    def urls(self) -> dict[str, str]:
        """``api_url``, ``files_url``, ``web_url``."""
        ...

    def login_url(self, page: str = "") -> str:
        """The web pages, or one of them by its address; where the server can, by a link that logs a browser in once."""
        ...


class TaskReader(Protocol):
    """Tasks, looked at."""

    def task(self, task_id: str) -> TaskSnapshot:
        """Raises NotFound."""
        ...

    def tasks(self, **asked: Unpack[TaskFilter]) -> list[TaskSnapshot]:
        """Every task that fits all conditions, oldest first; one call however many there are (up to a page)."""
        ...

    def task_url(self, task_id: str, *, project_id: str | None = None) -> str:
        """Where a person looks at a task; nothing is asked of the server when its project is known."""
        ...

    def wait_for_changes(self, cursor: str | None, *, seconds: float) -> str | None:
        """Waits until any task came, went or changed its status since ``cursor``, at most so long; the next cursor.

        The same cursor: nothing happened. Without one, the present one comes at once. None: this server cannot tell,
        and the call came back at once. May be called beside any other method, from another thread.
        """
        ...

    def console(self, task_id: str, lines: int) -> list[str]:
        """The last pieces of a task's console, at most so many, oldest first."""
        ...


class Tasks(TaskReader, Protocol):
    """Tasks: made, changed, sent to work and ended."""

    def create(self, new: NewTask) -> str:
        """A task made from code: a template, or any task in execution mode ``new``."""
        ...

    def clone(self, template_id: str, new: NewTask) -> str:
        """A copy of a template with the given name, project, tags, sections and parent in place of its own."""
        ...

    def edit(self, task_id: str, **changes: Unpack[TaskChanges]) -> None:
        """Replaces what is given."""

    def set_runtime(self, task_id: str, values: Mapping[str, str]) -> None:
        """Adds to the task's runtime properties. While it runs, several writers may set different ones at once; while
        it waits, or when it has ended, only one: the server then takes all of them again."""

    def set_configuration(self, task_id: str, name: str, document: Any) -> None:
        """A configuration object, stored as JSON text."""

    def enqueue(self, task_ids: Sequence[str], queue: str) -> None:
        """Puts created tasks into a queue, which is made when it does not exist. Raises NotEnqueued."""

    def stop(self, task_ids: Sequence[str], reason: str) -> None:
        """Asks the workers of running tasks to end them, and ends those without one; takes queued ones out of their
        queues. Whatever was never enqueued or has ended by now stays as it is."""

    def mark(self, task_id: str, status: TaskStatus, *, reason: str = "", message: str = "") -> None:
        """Sets in_progress, completed, failed or stopped at once, whatever the status is."""

    def mark_stopping(self, task_id: str) -> None:
        """Sets in_progress, whatever the status is, as a task whose worker was asked to end it."""

    def ping(self, task_id: str) -> None:
        """A sign of life for a task without an agent."""


class Queues(Protocol):
    """Where tasks wait."""

    def ensure_queue(self, name: str) -> str:
        """The queue's id; made when it does not exist."""
        ...

    def queues(self) -> list[QueueSnapshot]: ...

    def next_task(self, queue: str) -> str | None:
        """Takes the first task out of a queue. Each one is handed out once."""
        ...


class Workers(Protocol):
    """Who works off the queues."""

    def workers(self) -> list[WorkerSnapshot]: ...

    def report_worker(self, worker_id: str, *, queue: str, task_id: str | None) -> None:
        """Registers a worker on its first call; a sign of life on every other."""

    def unregister_worker(self, worker_id: str) -> None: ...

    def pause_worker(self, worker_id: str, *, seconds: float, why: str = "") -> bool:
        """Has an agent take no more tasks for so long; False when this server cannot tell agents so.

        ``why``: the key of a property of the worker that says so for as long.
        """
        ...


class ArtifactReader(Protocol):
    """What tasks have stored, looked at."""

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


class Artifacts(ArtifactReader, Protocol):
    """What tasks report and store."""

    def reporter(self, task_id: str) -> Reporter: ...

    def link_file(self, source_id: str, name: str, target_id: str) -> None:
        """Shows an artifact of one task on another one as well."""


class DatasetReader(Protocol):
    """Registered data sets, looked at."""

    def find_dataset(self, *, project: str, content_hash: str) -> DatasetSnapshot | None:
        """The dataset with this content, if it is registered."""
        ...

    def dataset(self, dataset_id: str) -> DatasetSnapshot:
        """Raises NotFound."""
        ...

    def datasets(self, name: str | None = None) -> list[DatasetSnapshot]:
        """Every finished version of every dataset, or of those with this name, newest first."""
        ...

    def dataset_files(self, dataset_id: str) -> list[Path]:
        """Local copies of a dataset's files. Raises NotFound."""
        ...

    def has_dataset_files(self, dataset_id: str) -> bool:
        """Whether a dataset's files are still stored; fetches nothing."""
        ...


class Datasets(DatasetReader, Protocol):
    """Data sets: registered and tagged."""

    def register_dataset(
        self, path: Path, *, name: str, project: str, tags: Sequence[str], facts: Mapping[str, str]
    ) -> str: ...

    def tag_dataset(self, dataset_id: str, tags: Iterable[str]) -> None:
        """Adds tags."""


class Models(Protocol):
    """Registered models."""

    def model_file(self, model_id: str) -> Path:
        """A local copy of a registered model's file. Raises NotFound when it, or the file behind it, does not exist."""
        ...

    def model_metadata(self, model_id: str) -> Mapping[str, str]:
        """What was said of a model when it was registered. Raises NotFound when there is none with this id."""
        ...


class Records(TaskReader, ArtifactReader, Protocol):
    """What tasks are and what they have stored, looked at."""


class RunRecords(Records, DatasetReader, Protocol):
    """All that is on record of a run, looked at: its tasks, what they have stored, its data set."""


class TasksAndDatasets(Tasks, Datasets, Protocol):
    """What it takes to make the task of a new run."""


class RunTracker(TasksAndDatasets, Artifacts, Protocol):
    """What it takes to bring a run to its end."""


class PhaseTracker(Tasks, DatasetReader, Artifacts, Models, Protocol):
    """What the work of a phase may ask for: neither queues nor workers."""


class Tracker(Server, RunTracker, PhaseTracker, Queues, Workers, Protocol):
    """All of it: what a process opens once and hands on noun by noun."""

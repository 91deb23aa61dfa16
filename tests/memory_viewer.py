"""The viewer's twin without a server, on the tasks of a `MemoryTracker`. What no task reports is put in by tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from automl_shared.errors import NotFound
from automl_shared.tracker.base import TaskSnapshot
from automl_shared.tracker.memory import MemoryTracker
from automl_shared.tracker.viewing import (
    ArtifactEntry,
    Curve,
    DatasetEntry,
    EndedTask,
    LogLine,
    Machine,
    Person,
    Place,
    PlotEntry,
    QueueEntry,
    QueuePoint,
    TaskDetails,
    TaskQuery,
    WaitingTask,
    WorkerEntry,
    dataset_entry,
)


class MemoryViewer:
    """``keys``: access and secret key to a name. ``links``: login links that were not followed yet.

    ``revoked``: names of those whose keys were.
    """

    def __init__(self, tracker: MemoryTracker) -> None:
        self._tracker = tracker
        self.keys: dict[tuple[str, str], str] = {}
        self.links: dict[str, str] = {}
        self.revoked: set[str] = set()
        self.secret = "secret"
        self.drawn: dict[str, list[PlotEntry]] = {}
        self.measured: dict[str, list[Curve]] = {}
        self.history: dict[str, list[QueuePoint]] = {}
        self.ended: list[EndedTask] = []
        self.images: dict[str, bytes] = {}
        self.figures: dict[str, Machine] = {}
        self.foreign: dict[str, list[ArtifactEntry]] = {}
        """Artifacts of a task that lie elsewhere."""

    def find(self, query: TaskQuery) -> list[TaskSnapshot]:
        found = self._tracker.tasks(tags=query.tags, statuses=query.statuses)
        text = query.text.casefold()
        chosen = [
            task
            for task in reversed(found)
            if not {*query.without_tags} & {*task.tags}
            and ("archived" in task.system_tags) == query.archived
            and any(text in part.casefold() for part in (task.name, task.comment, task.id))
        ]
        page = chosen[query.page * query.page_size : (query.page + 1) * query.page_size]
        return [
            replace(task, sections={name: task.sections[name] for name in query.sections if name in task.sections})
            for task in page
        ]

    def tags_of(self, task_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {task.id: task.tags for task in self._tracker.tasks(ids=task_ids)} if task_ids else {}

    def dataset_entries(self, text: str = "", *, most: int) -> list[DatasetEntry]:
        found = [dataset for dataset in self._tracker.datasets() if text.casefold() in dataset.name.casefold()]
        return [dataset_entry(one) for one in found[:most]]

    def details(self, task_id: str) -> TaskDetails:
        task = self._tracker.task(task_id)
        return TaskDetails(
            type="training",
            user="",
            project=task.project_id or "",
            artifacts=(*(self._artifact(task_id, name) for name in task.artifacts), *self.foreign.get(task_id, ())),
            models=(),
            configuration={
                name: json.dumps(document)
                for (owner, name), document in self._tracker.configurations.items()
                if owner == task_id
            },
        )

    def _artifact(self, task_id: str, name: str) -> ArtifactEntry:
        path = self._tracker.file(task_id, name)
        uri = f"{self._tracker.urls()['files_url']}/{task_id}/{name}/{path.name}"
        return ArtifactEntry(name=name, type=path.suffix, uri=uri, size_bytes=path.stat().st_size)

    def maker_of(self, model_id: str) -> str:
        self._tracker.model_metadata(model_id)
        return model_id.removeprefix("model-").partition(".")[0]

    def configuration(self, task_id: str, name: str) -> str:
        document = self._tracker.configurations.get((task_id, name))
        return "" if document is None else json.dumps(document)

    def log(self, task_id: str, *, before: int | None = None, after: int | None = None, most: int) -> list[LogLine]:
        pieces = self._tracker.consoles.get(task_id, [])
        lines = [LogLine(stamp=stamp, level="INFO", text=text) for stamp, text in enumerate(pieces, 1)]
        if after is not None:
            return [line for line in lines if line.stamp > after][:most]
        return [line for line in lines if before is None or line.stamp < before][-most:]

    def curves(self, task_id: str, *, most_points: int) -> list[Curve]:
        return [
            replace(curve, x=curve.x[:most_points], y=curve.y[:most_points]) for curve in self.measured.get(task_id, ())
        ]

    def plots(self, task_id: str) -> list[PlotEntry]:
        return self.drawn.get(task_id, [])

    def stored(self, uri: str) -> Iterator[bytes]:
        files = self._tracker.urls()["files_url"]
        if uri in self.images:
            return iter([self.images[uri]])
        if not uri.startswith(f"{files}/"):
            raise NotFound("this file is stored elsewhere", value=uri)
        task_id, name, _ = uri.removeprefix(f"{files}/").split("/")
        return iter([self._tracker.file(task_id, name).read_bytes()])

    def queue_entries(self) -> list[QueueEntry]:
        return [
            QueueEntry(id=queue.id, name=queue.name, waiting=tuple(map(self._waiting, queue.waiting)))
            for queue in self._tracker.queues()
        ]

    def _waiting(self, task_id: str) -> WaitingTask:
        task = self._tracker.task(task_id)
        return WaitingTask(task_id=task_id, name=task.name, added=task.last_update)

    def queue_history(
        self,
        queue_ids: Sequence[str],
        *,
        since: datetime,
        seconds: int,  # noqa: ARG002 (every point is kept)
    ) -> dict[str, list[QueuePoint]]:
        return {
            name: [point for point in points if point.moment >= since]
            for name, points in self.history.items()
            if name in queue_ids
        }

    def lately_ended(self, *, since: datetime, most: int) -> list[EndedTask]:
        found = [task for task in self.ended if task.ended >= since]
        return sorted(found, key=lambda task: task.ended, reverse=True)[:most]

    def worker_entries(self) -> list[WorkerEntry]:
        return [
            WorkerEntry(
                id=worker.id,
                queues=worker.queues,
                task_id=worker.task_id,
                task_name=self._tracker.task(worker.task_id).name if worker.task_id else "",
                running_seconds=None,
                last_seen=worker.last_seen,
            )
            for worker in self._tracker.workers()
        ]

    def machines(self) -> dict[str, Machine]:
        return self.figures

    def archive(self, task_ids: Sequence[str], *, back: bool = False) -> None:
        for task_id in task_ids:
            self._tracker.archive(task_id, back=back)

    def move_in_queue(self, queue_id: str, task_id: str, place: Place) -> None:
        self._tracker.move_in_queue(queue_id, task_id, place)

    def dequeue(self, task_id: str) -> None:
        self._tracker.dequeue(task_id)

    def user_of(self, access_key: str, secret_key: str) -> Person | None:
        return _person(self.keys.get((access_key, secret_key)))

    def user_of_link(self, token: str) -> Person | None:
        return _person(self.links.pop(token, None))

    def is_known(self, person: Person) -> bool:
        return person.name not in self.revoked

    def signing_key(self) -> str:
        return self.secret


def _person(name: str | None) -> Person | None:
    return None if name is None else Person(id=name.lower(), name=name, token=f"token of {name}")

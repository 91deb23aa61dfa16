"""What pages read of a ClearML server: one or two calls a page, whatever is on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import requests

from automl_shared.errors import NotFound, ServerRefused, ServerUnreachable
from automl_shared.tracker.answers import (
    id_of,
    number,
    numbers,
    part,
    rows,
    text,
    texts,
    time_at,
    time_of,
    whole,
)
from automl_shared.tracker.base import TaskSnapshot, TaskStatus
from automl_shared.tracker.clearml_calls import GONE, call, unreachable
from automl_shared.tracker.clearml_files import deleted, is_own
from automl_shared.tracker.clearml_rows import DATASETS, LIGHT_FIELDS, artifacts_of, dataset_snapshot, snapshots
from automl_shared.tracker.light_session import LightSession, LoginRefused, check_said, token_of
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
from automl_shared.words import T_

SEEN_SECONDS = 3600
PIECE_BYTES = 1 << 16
MACHINE_SECONDS, MACHINE_PART_SECONDS = 900, 60
_ENDED_BY_WORKERS = [status.value for status in (TaskStatus.COMPLETED, TaskStatus.FAILED)]
_FREE_DISK, _CPU, _MEMORY_USED, _MEMORY_FREE = "disk_free_home", "cpu_usage", "memory_used", "memory_free"
_DETAILS = ["type", "user.name", "project.name", "execution.artifacts", "models", "last_metrics", "configuration"]
_MOVES: Mapping[Place, str] = {
    "front": "move_task_to_front",
    "back": "move_task_to_back",
    "up": "move_task_forward",
    "down": "move_task_backward",
}


class ClearMLViewer:
    """Reads through a connection that many threads may use."""

    def __init__(self, session: LightSession) -> None:
        self._session = session

    def _call(self, service: str, action: str, **body: Any) -> dict[str, Any]:
        return call(self._session, service, action, body)

    # -- tasks

    def find(self, query: TaskQuery) -> list[TaskSnapshot]:
        asked: dict[str, Any] = {
            "only_fields": [*LIGHT_FIELDS, *(f"hyperparams.{name}" for name in query.sections)],
            "order_by": ["-created", "-id"],
            "search_hidden": True,
            "page": query.page,
            "page_size": query.page_size,
            "system_tags": ["__$all", "archived"] if query.archived else ["-archived"],
        }
        if query.tags or query.without_tags:
            asked["tags"] = ["__$all", *query.tags, *(["__$not", *query.without_tags] if query.without_tags else [])]
        if query.statuses:
            asked["status"] = [status.value for status in query.statuses]
        if query.text:
            pattern = f"(?i){re.escape(query.text)}"
            asked["_any_"] = {"fields": ["name", "comment", "id"], "pattern": pattern}
        return snapshots(self._call("tasks", "get_all", **asked))

    def tags_of(self, task_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        if not task_ids:
            return {}
        found = self._call("tasks", "get_all", id=list(task_ids), only_fields=["id", "tags"], search_hidden=True)
        return {text(row.get("id")): texts(row.get("tags")) for row in rows(found.get("tasks"))}

    def dataset_entries(self, text: str = "", *, most: int) -> list[DatasetEntry]:
        asked: dict[str, Any] = {**DATASETS, "order_by": ["-created"], "page": 0, "page_size": most}
        if text:
            asked["name"] = f"(?i){re.escape(text)}"
        found = rows(self._call("tasks", "get_all_ex", **asked).get("tasks"))
        return [
            dataset_entry(dataset, time_of(row.get("created")))
            for row in found
            if (dataset := dataset_snapshot(row)).id
        ]

    def details(self, task_id: str) -> TaskDetails:
        found = self._call("tasks", "get_all_ex", id=[task_id], only_fields=_DETAILS, search_hidden=True)
        row = next(iter(rows(found.get("tasks"))), None)
        if row is None:
            raise NotFound(T_("no task has this id"), value=task_id, fix="automl runs list")
        return TaskDetails(
            type=text(row.get("type")),
            user=_name(row.get("user")),
            project=_name(row.get("project")),
            artifacts=tuple(map(_artifact, artifacts_of(row))),
            models=self._models(part(row.get("models"))),
            last_values=_last_values(part(row.get("last_metrics"))),
            configuration={
                name: text(part(item).get("value")) for name, item in part(row.get("configuration")).items()
            },
        )

    def _models(self, row: Mapping[str, Any]) -> tuple[ArtifactEntry, ...]:
        ids = [model_id for output in rows(row.get("output")) if (model_id := id_of(output.get("model")))]
        if not ids:
            return ()
        found = self._call("models", "get_all", id=ids, only_fields=["id", "name", "uri", "framework", "created"])
        return tuple(
            ArtifactEntry(
                name=text(model.get("name")),
                type=text(model.get("id")),
                uri=text(model.get("uri")),
                stored=time_of(model.get("created")),
            )
            for model in rows(found.get("models"))
        )

    def maker_of(self, model_id: str) -> str:
        found = self._call("models", "get_all", id=[model_id], only_fields=["task"])
        task = next((id_of(row.get("task")) for row in rows(found.get("models"))), None)
        if not task:
            raise NotFound(
                T_("no registered model has this id"), value=model_id, fix=T_("look it up in the UI under Models")
            )
        return task

    def configuration(self, task_id: str, name: str) -> str:
        found = self._call("tasks", "get_configurations", tasks=[task_id], names=[name])
        items = (item for one in rows(found.get("configurations")) for item in rows(one.get("configuration")))
        return next((text(item.get("value")) for item in items), "")

    def log(self, task_id: str, *, before: int | None = None, after: int | None = None, most: int) -> list[LogLine]:
        where: dict[str, Any] = {"navigate_earlier": after is None}
        if before or after:
            where["from_timestamp"] = before or after
        answer = self._call("events", "get_task_log", task=task_id, batch_size=most, order="asc", **where)
        return [
            LogLine(
                stamp=whole(event.get("timestamp")) or 0, level=text(event.get("level")), text=text(event.get("msg"))
            )
            for event in rows(answer.get("events"))
        ]

    def curves(self, task_id: str, *, most_points: int) -> list[Curve]:
        found = self._call("events", "scalar_metrics_iter_histogram", task=task_id, key="iter", samples=most_points)
        return [
            Curve(metric=metric, variant=variant, x=numbers(part(points).get("x")), y=numbers(part(points).get("y")))
            for metric, variants in found.items()
            for variant, points in part(variants).items()
        ]

    def plots(self, task_id: str) -> list[PlotEntry]:
        figures = rows(self._call("events", "get_task_plots", task=task_id, iters=1, no_scroll=True).get("plots"))
        images = self._images(task_id)
        drawn = [PlotEntry(title=_title(figure), figure=text(figure.get("plot_str"))) for figure in figures]
        shown = [PlotEntry(title=_title(image), image_uri=text(image.get("url"))) for image in images]
        return [*sorted(drawn, key=_place), *sorted(shown, key=_place)]

    def _images(self, task_id: str) -> list[dict[str, Any]]:
        answer = self._call("events", "debug_images", metrics=[{"task": task_id}], iters=1)
        return [
            image
            for metric in rows(answer.get("metrics"))
            for iteration in rows(metric.get("iterations"))
            for image in rows(iteration.get("events"))
        ]

    def stored(self, uri: str) -> Iterator[bytes]:
        if not is_own(self._session, uri):
            raise NotFound(T_("this file is stored elsewhere"), value=uri, fix=T_("open its address"))
        headers = self._session.add_auth_headers({})
        try:
            answer = requests.get(uri, headers=headers, timeout=(3, 60), stream=True)
        except requests.RequestException as error:
            raise unreachable(uri, error) from error
        if answer.status_code == requests.codes.ok:
            return _pieces(answer)
        answer.close()
        if answer.status_code in GONE:
            raise deleted(uri, T_("this artifact"))
        raise ServerUnreachable(
            T_("{what} cannot be downloaded", what=T_("the file")), value=f"{uri}: {answer.status_code}"
        )

    # -- queues and workers

    def queue_entries(self) -> list[QueueEntry]:
        found = self._call("queues", "get_all_ex", only_fields=["id", "name", "entries"])
        return [
            QueueEntry(id=text(row.get("id")), name=text(row.get("name")), waiting=tuple(_waiting(row)))
            for row in rows(found.get("queues"))
        ]

    def queue_history(self, queue_ids: Sequence[str], *, since: datetime, seconds: int) -> dict[str, list[QueuePoint]]:
        asked = {"from_date": since.timestamp(), "to_date": datetime.now(UTC).timestamp(), "interval": seconds}
        if not queue_ids:
            return {}
        try:
            found = self._call("queues", "get_queue_metrics", queue_ids=list(queue_ids), **asked)
        except (NotFound, ServerRefused):
            return {}
        return {text(row.get("queue")): list(_points(row)) for row in rows(found.get("queues"))}

    def lately_ended(self, *, since: datetime, most: int) -> list[EndedTask]:
        asked: dict[str, Any] = {
            "only_fields": ["created", "started", "completed", "status_changed", "execution.queue"],
            "status": _ENDED_BY_WORKERS,
            "status_changed": [f">={since.astimezone(UTC).replace(tzinfo=None).isoformat()}"],
            "order_by": ["-status_changed"],
            "search_hidden": True,
            "page": 0,
            "page_size": most,
        }
        found = self._call("tasks", "get_all", **asked)
        return [ended for row in rows(found.get("tasks")) if (ended := _ended(row))]

    def worker_entries(self) -> list[WorkerEntry]:
        found = self._call("workers", "get_all", last_seen=SEEN_SECONDS, lost=True)  # the embedded server's own field
        return [_worker(row) for name in ("workers", "lost") for row in rows(found.get(name))]

    def machines(self) -> dict[str, Machine]:
        now = datetime.now(UTC).timestamp()
        asked: dict[str, Any] = {"from_date": now - MACHINE_SECONDS, "to_date": now, "interval": MACHINE_PART_SECONDS}
        items = [{"key": _FREE_DISK, "aggregation": "min"}]
        items += [{"key": key, "aggregation": "avg"} for key in (_CPU, _MEMORY_USED, _MEMORY_FREE)]
        try:
            found = self._call("workers", "get_stats", worker_ids=[], items=items, **asked)
        except (NotFound, ServerRefused):
            return {}
        return {text(row.get("worker")): _machine(row) for row in rows(found.get("workers"))}

    # -- changes

    def archive(self, task_ids: Sequence[str], *, back: bool = False) -> None:
        self._call("tasks", "unarchive_many" if back else "archive_many", ids=list(task_ids))

    def move_in_queue(self, queue_id: str, task_id: str, place: Place) -> None:
        self._call("queues", _MOVES[place], queue=queue_id, task=task_id)

    def dequeue(self, task_id: str) -> None:
        self._call("tasks", "dequeue", task=task_id)

    # -- people

    def user_of(self, access_key: str, secret_key: str) -> Person | None:
        try:
            return self._named(token_of(self._session.host, access_key, secret_key))
        except LoginRefused:
            return None
        except requests.RequestException as error:
            raise unreachable(self._session.host, error) from error

    def user_of_link(self, token: str) -> Person | None:
        try:
            return self._named(text(self._told_to("login.follow_link", {"token": token}).get("token")))
        except LoginRefused:
            return None

    def signing_key(self) -> str:
        config = self._session.config
        return f"{config.access_key}:{config.secret_key}"

    def is_known(self, person: Person) -> bool:
        try:
            return bool(self._named(person.token))
        except LoginRefused:
            return False
        except ServerUnreachable:
            return True

    def _named(self, token: str) -> Person:
        """Whose token this is. Raises LoginRefused, or ServerUnreachable for a server that cannot say."""
        answer = self._told_to("users.get_current_user", {}, {"Authorization": f"Bearer {token}"})
        name = _name(answer.get("user"))
        return Person(id=id_of(answer.get("user")) or name, name=name, token=token)

    def _told_to(self, call: str, body: Mapping[str, str], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the server tells somebody who is not the pages themselves. Raises as `_named`."""
        try:
            found = requests.post(f"{self._session.host}/{call}", json=body, headers=headers, timeout=(3, 30))
            check_said(found)
            answer = part(found.json())
        except requests.RequestException as error:
            raise unreachable(self._session.host, error) from error
        if found.status_code != requests.codes.ok:
            raise LoginRefused(found.reason)
        return dict(part(answer.get("data")))


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    """The body; the connection is closed also where nobody wants the rest."""
    with answer:
        yield from answer.iter_content(PIECE_BYTES)


def _name(value: Any) -> str:
    return text(value.get("name") if isinstance(value, dict) else value)


def _title(event: Mapping[str, Any]) -> str:
    return " / ".join(said for name in ("metric", "variant") if (said := text(event.get(name))))


def _place(plot: PlotEntry) -> str:
    return plot.title


def _artifact(row: Mapping[str, Any]) -> ArtifactEntry:
    return ArtifactEntry(
        name=text(row.get("key")),
        type=text(row.get("type")),
        uri=text(row.get("uri")),
        size_bytes=whole(row.get("content_size")),
        stored=time_at(row.get("timestamp")),
    )


def _last_values(metrics: Mapping[str, Any]) -> dict[str, float]:
    values = rows([value for variants in metrics.values() for value in part(variants).values()])
    found = {_title(value): number(value.get("value")) for value in sorted(values, key=_title)}
    return {title: value for title, value in found.items() if value is not None}


def _waiting(queue: Mapping[str, Any]) -> Iterator[WaitingTask]:
    for entry in rows(queue.get("entries")):
        task = entry.get("task")
        if task_id := id_of(task):
            yield WaitingTask(task_id=task_id, name=_name(task), added=time_of(entry.get("added")))


def _points(row: Mapping[str, Any]) -> Iterator[QueuePoint]:
    columns = (numbers(row.get(name)) for name in ("dates", "avg_waiting_times", "queue_lengths"))
    for date, wait, length in zip(*columns, strict=False):
        if moment := time_at((date or 0) / 1000):
            yield QueuePoint(moment=moment, length=int(length or 0), wait_seconds=wait or 0.0)


def _ended(row: Mapping[str, Any]) -> EndedTask | None:
    """None for one that was run outside of any queue."""
    queue = id_of(part(row.get("execution")).get("queue"))
    created, started = time_of(row.get("created")), time_of(row.get("started"))
    ended = time_of(row.get("completed") or row.get("status_changed"))
    if not (queue and created and started and ended):
        return None
    return EndedTask(queue_id=queue, created=created, started=started, ended=ended)


def _machine(row: Mapping[str, Any]) -> Machine:
    """What a worker's figures over time end with; parts in which it told nothing are 0 on the server."""
    last: dict[str, float] = {}
    for metric in rows(row.get("metrics")):
        values = [value for stat in rows(metric.get("stats")) for value in numbers(stat.get("values")) if value]
        last |= {text(metric.get("metric")): value for value in values[-1:]}
    used, free = last.get(_MEMORY_USED), last.get(_MEMORY_FREE)
    memory = 100 * used / (used + free) if used and free and used + free > 0 else None
    return Machine(free_disk=last.get(_FREE_DISK), cpu=last.get(_CPU), memory=memory)


def _is_paused(row: Mapping[str, Any]) -> bool:
    return any((item.get("key"), item.get("value")) == ("force", "off") for item in rows(row.get("runtime_properties")))


def _worker(row: Mapping[str, Any]) -> WorkerEntry:
    task = part(row.get("task"))
    heard = [time_of(row.get(name)) for name in ("last_activity_time", "last_report_time")]
    running = number(task.get("running_time"))
    return WorkerEntry(
        id=text(row.get("id")),
        queues=tuple(text(queue.get("name")) or text(queue.get("id")) for queue in rows(row.get("queues"))),
        task_id=id_of(task),
        task_name=text(task.get("name")),
        running_seconds=running / 1000 if running is not None else None,
        last_seen=max((moment for moment in heard if moment), default=None),
        ip=text(row.get("ip")),
        tags=texts(row.get("tags")),
        paused=_is_paused(row),
    )

"""What the server sends of a task, as the snapshots the rest of the code knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.sections import Payload
from automl_shared.tracker.answers import id_of, part, rows, text, texts, time_of
from automl_shared.tracker.base import DatasetSnapshot, TaskSnapshot, TaskStatus

FIELDS = [
    "id",
    "name",
    "status",
    "tags",
    "system_tags",
    "parent",
    "project",
    "hyperparams",
    "runtime",
    "status_reason",
    "status_message",
    "last_worker",
    "created",
    "started",
    "completed",
    "last_update",
    "status_changed",
    "execution.artifacts",
    "comment",
]
LIGHT_FIELDS = [field for field in FIELDS if field != "hyperparams"]
DATASET_SECTION = "Dataset"
DATASETS: Mapping[str, Any] = {
    "system_tags": ["__$all", "dataset", "__$not", "archived"],
    "status": ["completed", "published", "closed"],
    "only_fields": [*FIELDS, "project.name"],
    "search_hidden": True,
}
"""What makes a task a dataset that can be read, and what is read of it."""


def snapshots(answer: Mapping[str, Any]) -> list[TaskSnapshot]:
    """The tasks that a server lists; what has no id is none."""
    return [snapshot(row) for row in rows(answer.get("tasks")) if text(row.get("id"))]


def snapshot(row: Mapping[str, Any]) -> TaskSnapshot:
    status = TaskStatus(text(row.get("status")))
    ended = row.get("completed") or (row.get("status_changed") if status.ended else None)
    return TaskSnapshot(
        id=text(row.get("id")),
        name=text(row.get("name")),
        status=status,
        tags=texts(row.get("tags")),
        system_tags=texts(row.get("system_tags")),
        parent=id_of(row.get("parent")),
        project_id=id_of(row.get("project")),
        sections=sections_of(row.get("hyperparams")),
        runtime={key: str(value) for key, value in part(row.get("runtime")).items()},
        status_reason=text(row.get("status_reason")),
        status_message=text(row.get("status_message")),
        worker=text(row.get("last_worker")) or None,
        created=time_of(row.get("created")),
        started=time_of(row.get("started")),
        ended=time_of(ended),
        last_update=time_of(row.get("last_update")),
        artifacts=tuple(key for one in artifacts_of(row) if (key := text(one.get("key")))),
        comment=text(row.get("comment")),
    )


def artifacts_of(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the server says of each artifact of a task."""
    return rows(part(row.get("execution")).get("artifacts"))


def sections_of(hyperparams: Any) -> Payload:
    return {
        section: {key: text(part(item).get("value")) for key, item in part(values).items()}
        for section, values in part(hyperparams).items()
    }


def dataset_snapshot(row: Mapping[str, Any]) -> DatasetSnapshot:
    project, _, name = project_name(row).partition("/.datasets/")
    return DatasetSnapshot(
        id=text(row.get("id")),
        name=name or text(row.get("name")),
        project=project,
        tags=texts(row.get("tags")),
        facts=sections_of(row.get("hyperparams")).get(DATASET_SECTION, {}),
    )


def project_name(row: Mapping[str, Any]) -> str:
    return text(part(row.get("project")).get("name"))

"""What the server sends of a task, as the snapshots the rest of the code knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from automl_shared.sections import Payload
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


def snapshot(row: Mapping[str, Any]) -> TaskSnapshot:
    artifacts = (row.get("execution") or {}).get("artifacts") or []
    status = row.get("status", "unknown")
    ended = row.get("completed") or (row.get("status_changed") if TaskStatus(status).ended else None)
    return TaskSnapshot(
        id=row["id"],
        name=row.get("name", ""),
        status=TaskStatus(status),
        tags=tuple(row.get("tags") or ()),
        system_tags=tuple(row.get("system_tags") or ()),
        parent=id_of(row.get("parent")),
        project_id=id_of(row.get("project")),
        sections=sections_of(row.get("hyperparams")),
        runtime={key: str(value) for key, value in (row.get("runtime") or {}).items()},
        status_reason=row.get("status_reason") or "",
        status_message=row.get("status_message") or "",
        worker=row.get("last_worker") or None,
        created=time_of(row.get("created")),
        started=time_of(row.get("started")),
        ended=time_of(ended),
        last_update=time_of(row.get("last_update")),
        artifacts=tuple(artifact["key"] for artifact in artifacts),
        comment=row.get("comment") or "",
    )


def sections_of(hyperparams: Mapping[str, Mapping[str, Mapping[str, Any]]] | None) -> Payload:
    return {
        section: {key: str(item.get("value") or "") for key, item in values.items()}
        for section, values in (hyperparams or {}).items()
    }


def dataset_snapshot(row: Mapping[str, Any]) -> DatasetSnapshot:
    project, _, name = project_name(row).partition("/.datasets/")
    return DatasetSnapshot(
        id=row["id"],
        name=name or row.get("name", ""),
        project=project,
        tags=tuple(row.get("tags") or ()),
        facts=sections_of(row.get("hyperparams")).get(DATASET_SECTION, {}),
    )


def project_name(row: Mapping[str, Any]) -> str:
    project = row.get("project")
    return str(project.get("name", "")) if isinstance(project, dict) else ""


def id_of(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value or None


def time_of(value: Any) -> datetime | None:
    if not value:
        return None
    moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

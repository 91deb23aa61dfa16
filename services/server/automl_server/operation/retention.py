"""What may go after some days: events and debug images of tasks that are over; of archived ones the artifacts too.

Tasks, their figures (`last_metrics`), their parameters and every model stay. So do the artifacts of tasks that are not
archived, unless they are asked for; the files of a dataset that is not archived stay in any case: whoever has the same
data again is given them. A file stays as long as a task whose artifacts stay refers to it, whoever made it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from automl_server.clock import from_epoch
from automl_server.documents import Document
from automl_server.entities import TASK
from automl_server.errors import ApiError
from automl_server.files import resolve
from automl_server.query import Sql, all_of, any_of, membership, negated
from automl_server.store import Store, status
from automl_server.store.event_writing import IMAGE, KINDS, PLOT

_OVER = (status.COMPLETED, status.STOPPED, status.FAILED, status.CLOSED)
_ARCHIVED = (
    f"EXISTS (SELECT 1 FROM {TASK.tags_table} AS g"
    " WHERE g.field = 'system_tags' AND g.tag = 'archived' AND g.id = t.id)"
)


@dataclass(frozen=True, kw_only=True)
class Retention:
    """For how long what is kept."""

    days: float
    artifacts: bool = False  # those of tasks that are over but not archived go too
    dry_run: bool = False


def clean(store: Store, root: Path, rule: Retention) -> dict[str, Any]:
    """Delete what is older; returns what went, task by task."""
    before = from_epoch(time.time() - rule.days * 86400)
    old = Sql("t.last_update < ?", (before,))
    over = any_of([membership("t.status", _OVER), Sql(_ARCHIVED)])
    tasks = store.tasks.select(all_of([old, over]), ["id", "name", "status", "system_tags", "execution"])
    going = {task["id"]: _artifact_paths(task) for task in tasks if _gives_artifacts(task, rule)}
    needed = _paths_referred_to(store, negated(membership("t.id", list(going)))) if going else set()
    cleaned = (_clean_task(store, root, task, going.get(task["id"], set()) - needed, rule) for task in tasks)
    rows = [row for row in cleaned if row["events"] or row["files"]]
    totals = {name: sum(row[name] for row in rows) for name in ("events", "files", "bytes")}
    return {"before": before, "dry_run": rule.dry_run, **totals, "tasks": rows}


def _gives_artifacts(task: Document, rule: Retention) -> bool:
    tags = task.get("system_tags") or []
    return "archived" in tags or (rule.artifacts and "dataset" not in tags)


def _artifact_paths(task: Document) -> set[str]:
    artifacts = (task.get("execution") or {}).get("artifacts") or []
    return {_path(str(artifact.get("uri") or "")) for artifact in artifacts}


def _paths_referred_to(store: Store, condition: Sql) -> set[str]:
    """Of all artifacts of the tasks that meet a condition."""
    rows = store.db.rows(
        "SELECT DISTINCT json_extract(item.value, '$.uri') FROM tasks AS t,"
        f" json_each(t.execution, '$.artifacts') AS item WHERE {condition.text}",
        condition.values,
    )
    return {_path(str(row[0] or "")) for row in rows}


def _clean_task(store: Store, root: Path, task: Document, artifacts: set[str], rule: Retention) -> dict[str, Any]:
    paths = artifacts | {_path(url) for url in _event_urls(store, task["id"])}
    places = [place for place in (_own_file(root, path, task["id"]) for path in sorted(paths)) if place]
    row = {
        "task": task["id"],
        "name": task["name"],
        "status": task["status"],
        "archived": "archived" in (task.get("system_tags") or []),
        "events": store.events.count([task["id"]], sorted(KINDS)),
        "files": len(places),
        "bytes": sum(place.stat().st_size for place in places),
    }
    if not rule.dry_run:
        store.event_writer.forget(task["id"])
        for place in places:
            place.unlink(missing_ok=True)
    return row


def _event_urls(store: Store, task: str) -> Iterable[str]:
    for kind in (IMAGE, PLOT):
        for event in store.events.samples([task], kind, None):
            yield str(event.get("url") or "")
            yield from map(str, event.get("source_urls") or [])


def _path(url: str) -> str:
    """Where an address leads to on the files port, whatever name its host has there."""
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""


def _own_file(root: Path, path: str, task: str) -> Path | None:
    """The file at a path, if it lies in the folder of this very task."""
    if not any(part.endswith(f".{task}") for part in path.split("/")):
        return None
    try:
        place = resolve(root, path)
        return place if place.is_file() else None
    except (ApiError, OSError):
        return None

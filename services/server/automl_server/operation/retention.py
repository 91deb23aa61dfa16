"""What may go after some days: events and debug images of tasks that are over; of archived ones the artifacts too.

Tasks, their figures (`last_metrics`), their parameters and every model stay. So do the artifacts of tasks that are not
archived, unless they are asked for; the files of a dataset that is not archived stay in any case: the next run on the
same data uses them. So do those of the versions that it is built on: it holds only what was added to them. A file stays
as long as a model, or a task whose artifacts stay, refers to it, whoever made it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automl_server.clock import from_epoch
from automl_server.documents import Document
from automl_server.entities import TASK
from automl_server.errors import ApiError
from automl_server.files import resolve
from automl_server.query import TRUE, Sql, all_of, any_of, membership, negated
from automl_server.store import Store, status
from automl_server.store.event_writing import IMAGE, KINDS, PLOT
from automl_server.store.file_urls import file_path, shown_paths

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
    going = _going(store, tasks, rule)
    cleaned = (_clean_task(store, root, task, going.get(task["id"], set()), rule) for task in tasks)
    rows = [row for row in cleaned if row["events"] or row["files"]]
    totals = {name: sum(row[name] for row in rows) for name in ("events", "files", "bytes")}
    return {"before": before, "dry_run": rule.dry_run, **totals, "tasks": rows}


def _going(store: Store, tasks: Iterable[Document], rule: Retention) -> dict[str, set[str]]:
    """By task: the paths of artifacts that nobody whose artifacts stay needs."""
    giving = {task["id"]: _artifact_paths(task) for task in tasks if _gives_artifacts(task, rule)}
    for version in _versions_needed(store, but=list(giving)):
        giving.pop(version, None)
    needed = shown_paths(store, _all_but(list(giving))) if giving else set()
    return {task: paths - needed for task, paths in giving.items()}


def _gives_artifacts(task: Document, rule: Retention) -> bool:
    tags = task.get("system_tags") or []
    return "archived" in tags or (rule.artifacts and "dataset" not in tags)


def _artifact_paths(task: Document) -> set[str]:
    artifacts = (task.get("execution") or {}).get("artifacts") or []
    return {file_path(str(artifact.get("uri") or "")) for artifact in artifacts}


def _versions_needed(store: Store, *, but: list[str]) -> list[str]:
    """The earlier versions that all datasets but these are built on, as the SDK writes down in each."""
    others = _all_but(but)
    rows = store.db.rows(
        "SELECT DISTINCT json_extract(version.value, '$.job_id') FROM ("
        f"""SELECT json_extract(t.configuration, '$."Dataset Struct".value') AS text FROM tasks AS t"""
        f" WHERE {others.text}) AS built, json_each(iif(json_valid(built.text), built.text, '{{}}')) AS version"
        " WHERE version.type = 'object'",
        others.values,
    )
    return [str(row[0]) for row in rows]


def _all_but(tasks: list[str]) -> Sql:
    return negated(membership("t.id", tasks)) if tasks else TRUE


def _clean_task(store: Store, root: Path, task: Document, artifacts: set[str], rule: Retention) -> dict[str, Any]:
    paths = artifacts | {file_path(url) for url in _event_urls(store, task["id"])}
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


def _own_file(root: Path, path: str, task: str) -> Path | None:
    """The file at a path, if it lies in the folder of this very task."""
    if not any(part.endswith(f".{task}") for part in path.split("/")):
        return None
    try:
        place = resolve(root, path)
        return place if place.is_file() else None
    except (ApiError, OSError):
        return None

"""Written reports: hidden tasks of type `report` in a hidden project `.reports` below the project they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from automl_server import errors
from automl_server.clock import now
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.query import Sql, all_of, any_of
from automl_server.store import status
from automl_server.store.identity import Identity
from automl_server.store.lifecycle import Change
from automl_server.store.projects import in_any
from automl_server.store.task_fields import defaults, prepare

if TYPE_CHECKING:
    from automl_server.store.store import Store

PROJECT_NAME = ".reports"
_SYSTEM_TAGS = ["hidden", "reports"]
_CREATE = frozenset(("name", "tags", "comment", "report", "report_assets"))
_ALWAYS = frozenset(("name", "tags", "comment"))  # what may be changed in a published report


def create(store: Store, data: Mapping[str, Any], project: str | None, identity: Identity) -> Document:
    """Add a draft; returns {id, project_id}."""
    place = _place(store, project, identity)
    fields = {**defaults(), **prepare(data, _CREATE), "type": "report"}
    fields.update(project=place, system_tags=_SYSTEM_TAGS)
    return {"id": store.tasks.insert_new(fields, identity), "project_id": place}


def change(store: Store, task: str, data: Mapping[str, Any], identity: Identity) -> Document:
    """Edit a draft, or of any report its name, tags and comment; returns the changed fields."""
    report = _require(store, task, ["status"])
    fields = prepare(data, _CREATE)
    if not fields:
        return {}
    if report["status"] != status.CREATED and not fields.keys() <= _ALWAYS:
        raise ApiError(errors.INVALID_TASK_STATUS, expected=status.CREATED, status=report["status"])
    moment = now()
    stamp = {"last_change": moment, "last_changed_by": identity.user}
    if not fields.keys() <= _ALWAYS:
        stamp["last_update"] = moment
    store.tasks.update(task, {**fields, **stamp})
    return fields


def move(store: Store, task: str, project: str | None, name: str | None, identity: Identity) -> str:
    """Put a report below another project, by id or by name, or below none; returns the project it is in now."""
    before = _require(store, task, ["project"]).get("project")
    place = _below(store, name, identity) if name else _place(store, project, identity)
    store.projects.move_entities(store.tasks, [task], place, identity)
    _drop_if_empty(store, before)
    return place


def publish(store: Store, task: str, change_: Change) -> Document:
    """Make a report read-only."""
    report = _require(store, task, ["status", "project", "started", "system_tags"])
    return store.lifecycle.set_status(report, status.PUBLISHED, change_, published=now())


def tag_archived(store: Store, task: str, message: str, identity: Identity, *, archived: bool) -> int:
    """Put a report out of sight, or back."""
    words = {"status_message": message, "status_reason": ""}
    return _tag(store, task, "archived", identity, words, present=archived)


def tag_shared(store: Store, task: str, identity: Identity, *, shared: bool) -> int:
    """Mark a report as shared, or take the mark away."""
    return _tag(store, task, "shared", identity, {}, present=shared)


def _tag(store: Store, task: str, tag: str, identity: Identity, words: Document, *, present: bool) -> int:
    tags = set(_require(store, task, ["system_tags"]).get("system_tags", []))
    tags = tags | {tag} if present else tags - {tag}
    stamp = {"last_change": now(), "last_changed_by": identity.user}
    return store.tasks.update(task, {"system_tags": sorted(tags), **words, **stamp})


def delete(store: Store, task: str, *, force: bool) -> int:
    """Remove a report, and its project if it was the last one there."""
    report = _require(store, task, ["id", "status", "project", "system_tags"])
    status.check_deletable(report, force=force)
    deleted = store.tasks.delete([task])
    _drop_if_empty(store, report.get("project"))
    return deleted


def in_projects(store: Store, projects: Sequence[Any]) -> Sql:
    """Condition: a report belongs to one of these projects; None stands for none at all, the root."""
    if not all(project is None or isinstance(project, str) for project in projects):
        raise ApiError(errors.VALIDATION_ERROR, "ids of projects are expected, or null", field="project")
    ids = [project for project in projects if project is not None]
    places = [in_any("id", ids), in_any("parent", ids)]
    if len(ids) < len(projects):
        places.append(Sql("t.parent IS NULL"))
    named = all_of([Sql("t.basename = ?", (PROJECT_NAME,)), any_of(places)])
    return in_any("project", [project["id"] for project in store.projects.select(named, ["id"])])


def _require(store: Store, task: str, fields: Iterable[str]) -> Document:
    found = store.tasks.require_writable(task, ["type", *fields])
    if found["type"] != "report":
        raise ApiError(errors.REPORTS_ONLY, id=task)
    return found


def _place(store: Store, project: str | None, identity: Identity) -> str:
    return _below(store, store.projects.require_writable(project, ["name"])["name"] if project else "", identity)


def _below(store: Store, name: str, identity: Identity) -> str:
    path = [part for part in name.split("/") if part]
    if path[-1:] != [PROJECT_NAME]:
        path.append(PROJECT_NAME)
    full = "/".join(path)
    fields = {"name": full, "description": "Reports project", "system_tags": _SYSTEM_TAGS}
    return store.projects.id_of(full) or store.projects.create(fields, identity)


def _drop_if_empty(store: Store, project: str | None) -> None:
    if not project:
        return
    found = store.projects.get(project, ["basename"])
    if found and found["basename"] == PROJECT_NAME and not store.tasks.count(in_any("project", [project])):
        store.projects.delete([project])

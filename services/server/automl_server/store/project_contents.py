"""Projects together with what is in them: choose by contents, move, merge, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automl_server import errors
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.query import Sql, all_of, where
from automl_server.store.identity import Identity
from automl_server.store.projects import MAX_DEPTH, in_any

if TYPE_CHECKING:
    from automl_server.store.store import Store

_CHILDREN = {
    "pipeline": Sql(
        "t.type = 'controller' AND t.id IN (SELECT id FROM tasks_tags WHERE field = 'system_tags' AND tag = 'pipeline')"
    ),
    "report": Sql("t.type = 'report'"),
}


def with_children_of(store: Store, data: Params) -> list[str] | None:
    """The projects, and those above them, that have what `children_type` or `active_users` name; None: no such wish."""
    kind, users = data.text("children_type"), data.texts("active_users")
    if not kind and not users:
        return None
    conditions = [where({"tags": data.get("children_tags")}, store.tasks.entity)]
    if users:
        conditions.append(in_any("user", users))
    if kind == "dataset":
        tagged = Sql("t.id IN (SELECT id FROM projects_tags WHERE field = 'system_tags' AND tag = 'dataset')")
        chosen = [project["id"] for project in store.projects.select(tagged, ["id"])]
    else:
        conditions.append(_CHILDREN.get(kind or "", Sql("1")))
        condition = all_of(conditions)
        rows = store.db.rows(f"SELECT DISTINCT t.project FROM tasks AS t WHERE {condition.text}", condition.values)
        chosen = [row[0] for row in rows if row[0]]
    above = [up for project in store.projects.get_many(chosen, ["path"]) for up in project.get("path", [])]
    return list(dict.fromkeys([*chosen, *above]))


def move(store: Store, project: str, location: str, identity: Identity) -> int:
    """Put a project with all below it under another path; returns how many projects moved."""
    found = store.projects.require(project)
    parent = store.projects.ensure(location, identity) if location.strip("/ ") else None
    if parent == found.get("parent"):
        raise ApiError(errors.PROJECT_SOURCE_IS_DESTINATION, location=location)
    path = [*store.projects.require(parent, ["path"]).get("path", []), parent] if parent else []
    if project in path:
        raise ApiError(errors.PROJECT_UNDER_ITSELF, project=project, parent=parent)
    return _reposition(store, found, parent, path)


def merge(store: Store, project: str, destination: str | None) -> tuple[int, int]:
    """Move contents and children to another project and remove this one: (entities, projects) moved."""
    if project == destination:
        raise ApiError(errors.PROJECT_SOURCE_IS_DESTINATION, source=project)
    store.projects.require(project, ["id"])
    path: list[str] = []
    if destination:
        path = [*store.projects.require(destination, ["path"]).get("path", []), destination]
        if project in path:
            raise ApiError(errors.PROJECT_INTO_ITS_CHILD, source=project, destination=destination)
    entities = sum(
        store.db.run(f"UPDATE {table} SET project = ? WHERE project = ?", (destination, project))
        for table in ("tasks", "models")
    )
    children = store.projects.select(Sql("t.parent = ?", (project,)), list(store.projects.entity.fields))
    for child in children:
        _reposition(store, child, destination, path)
    store.projects.delete([project])
    store.projects.touch(destination)
    return entities, len(children)


def count(store: Store, project: str) -> Document:
    """What is in a project and below it."""
    store.projects.require(project, ["id"])
    inside = in_any("project", store.projects.with_children([project]))
    archived = Sql("t.id IN (SELECT id FROM {table} WHERE field = 'system_tags' AND tag = 'archived')")
    result: Document = {"pipelines": 0, "datasets": 0, "reports": 0}
    for name, documents in (("tasks", store.tasks), ("models", store.models)):
        total = documents.count(inside)
        put_away = documents.count(all_of([inside, Sql(archived.text.format(table=documents.entity.tags_table))]))
        result[name] = total
        result[f"non_archived_{name}"] = total - put_away
    return result


def delete(store: Store, project: str, *, force: bool, delete_contents: bool) -> Document:
    """Remove a project with all below it. Without force, not one with tasks or models that are not archived."""
    counts = count(store, project)
    projects = store.projects.with_children([project])
    if not force:
        for name, kind in (("tasks", errors.PROJECT_HAS_TASKS), ("models", errors.PROJECT_HAS_MODELS)):
            if counts[f"non_archived_{name}"]:
                raise ApiError(kind, "use force=true to delete", id=project, **{name: counts[f"non_archived_{name}"]})
    inside = in_any("project", projects)
    tasks = [task["id"] for task in store.tasks.select(inside, ["id"])]
    models = [model["id"] for model in store.models.select(inside, ["id"])]
    if delete_contents:
        for gone in (*tasks, *models):
            store.event_writer.forget(gone)
        for task in tasks:
            store.queues.remove_everywhere(task)
        store.tasks.delete(tasks)
        store.models.delete(models)
    else:
        for task in tasks:
            store.tasks.update(task, {"project": None})
        for model in models:
            store.models.update(model, {"project": None})
    return {
        "deleted": store.projects.delete(projects),
        "disassociated_tasks": 0 if delete_contents else len(tasks),
        "deleted_tasks": len(tasks) if delete_contents else 0,
        "deleted_models": len(models) if delete_contents else 0,
        "urls": {"model_urls": [], "event_urls": [], "artifact_urls": []},
    }


def _reposition(store: Store, project: Document, parent: str | None, path: list[str]) -> int:
    below = store.projects.below([project["id"]])
    above = store.projects.require(parent, ["name"])["name"] + "/" if parent else ""
    name = above + project["name"].rpartition("/")[2]
    if name.count("/") >= MAX_DEPTH:
        raise ApiError(errors.PROJECT_PATH_EXCEEDS_MAX, max_depth=MAX_DEPTH)
    if store.projects.id_of(name):
        raise ApiError(errors.EXPECTED_UNIQUE_DATA, name=name)
    store.projects.rename_children(project["id"], project["name"], name)
    store.projects.update(project["id"], {"name": name, "parent": parent, "path": path})
    old_depth = len(project.get("path") or [])
    for child in below:
        store.projects.update(child["id"], {"path": [*path, *child["path"][old_depth:]]})
    return 1 + len(below)

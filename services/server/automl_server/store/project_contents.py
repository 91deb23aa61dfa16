"""Projects together with what is in them: choose by contents, move, merge, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automl_server import errors
from automl_server.documents import Document
from automl_server.entities import PROJECT
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.query import TRUE, Sql, all_of, where
from automl_server.store.file_urls import file_urls
from automl_server.store.identity import Identity
from automl_server.store.projects import MAX_DEPTH, in_any

if TYPE_CHECKING:
    from automl_server.store.store import Store

_TAGGED = "t.id IN (SELECT id FROM {table}_tags WHERE field = 'system_tags' AND tag = '{tag}')"
_ARCHIVED_TASK = _TAGGED.format(table="tasks", tag="archived")
_REPORT = _TAGGED.format(table="tasks", tag="reports")
_KINDS_OF_PROJECT = {  # the tag of such projects, and the name of the hidden project they stand in
    "pipeline": ("pipeline", ".pipelines"),
    "dataset": ("dataset", ".datasets"),
}


def _of_kind(kind: str) -> Sql:
    """The projects that are pipelines, or datasets."""
    tag, holder = _KINDS_OF_PROJECT[kind]
    return Sql(f"{_TAGGED.format(table='projects', tag=tag)} AND t.basename <> ?", (holder,))


def with_children_of(store: Store, data: Params, *, made_projects: bool) -> list[str] | None:
    """The projects, and those above them, that have what `children_type` or `active_users` name; None: no such wish.

    ``made_projects``: a user is active where it made the project itself, too.
    """
    kind, users = data.text("children_type"), data.texts("active_users")
    if not kind and not users:
        return None
    if kind not in (None, "", "report", *_KINDS_OF_PROJECT):
        raise ApiError(errors.VALIDATION_ERROR, "unknown children_type", value=kind)
    made = in_any("user", users) if users else TRUE
    tags = data.mapping("children_tags_filter")
    wish = where({"filters": {"tags": tags}}, store.tasks.entity) if tags else None
    if kind in _KINDS_OF_PROJECT:
        by_tag = where({"filters": {"tags": tags}} if wish else {"tags": data.get("children_tags")}, PROJECT)
        found = [project["id"] for project in store.projects.select(all_of([_of_kind(kind), made, by_tag]), ["id"])]
    elif kind == "report":
        by_tag = wish or where({"tags": data.get("children_tags")}, store.tasks.entity)
        found = _projects_of(store, "tasks", all_of([Sql(_REPORT), made, by_tag]))
    else:
        own = store.projects.select(made, ["id"]) if made_projects else []
        found = [project["id"] for project in own]
        found += [project for table in ("tasks", "models") for project in _projects_of(store, table, made)]
    requested = data.texts("id")
    if requested:
        below = set(store.projects.with_children(requested))
        found = [project for project in found if project in below]
    above = [up for project in store.projects.get_many(found, ["path"]) for up in project.get("path", [])]
    return list(dict.fromkeys([*found, *above]))


def _projects_of(store: Store, table: str, condition: Sql) -> list[str]:
    rows = store.db.rows(f"SELECT DISTINCT t.project FROM {table} AS t WHERE {condition.text}", condition.values)
    return [row[0] for row in rows if row[0]]


def move(store: Store, project: str, location: str, identity: Identity) -> int:
    """Put a project with all below it under another path; returns how many projects moved."""
    found = store.projects.require_writable(project)
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
    store.projects.require_writable(project, ["id"])
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
    """What is in a project and below it; what pipelines and datasets hold counts as these."""
    store.projects.require_writable(project, ["id"])
    projects = store.projects.with_children([project])
    special = {kind: _ids(store, all_of([in_any("id", projects), _of_kind(kind)])) for kind in _KINDS_OF_PROJECT}
    active = Sql(f"NOT {_ARCHIVED_TASK}")
    runs = all_of([in_any("project", special["pipeline"]), Sql("t.type = 'controller'"), active])
    versions = all_of([in_any("project", special["dataset"]), active])
    plain = [item for item in projects if item not in {*special["pipeline"], *special["dataset"]}]
    inside = in_any("project", plain)
    result: Document = {
        "pipelines": len(_projects_of(store, "tasks", runs)),
        "datasets": len(_projects_of(store, "tasks", versions)),
    }
    for name, documents, condition in (
        ("tasks", store.tasks, Sql(f"NOT {_REPORT}")),
        ("models", store.models, TRUE),
        ("reports", store.tasks, Sql(_REPORT)),
    ):
        archived = Sql(_TAGGED.format(table=documents.entity.table, tag="archived"))
        total = documents.count(all_of([inside, condition]))
        result[name] = total
        result[f"non_archived_{name}"] = total - documents.count(all_of([inside, condition, archived]))
    return result


def _ids(store: Store, condition: Sql) -> list[str]:
    return [project["id"] for project in store.projects.select(condition, ["id"])]


def delete(store: Store, project: str, *, force: bool, delete_contents: bool) -> Document:
    """Remove a project with all below it. Without force, not one with anything in it that is not archived."""
    counts = count(store, project)
    if not force:
        _check_empty(project, counts)
    projects = store.projects.with_children([project])
    inside = in_any("project", projects)
    tasks = store.tasks.select(inside, ["id", "execution"])
    models = store.models.select(inside, ["id", "uri"])
    result: Document = {
        "deleted": 0,
        "disassociated_tasks": 0 if delete_contents else len(tasks),
        "deleted_tasks": len(tasks) if delete_contents else 0,
        "deleted_models": len(models) if delete_contents else 0,
    }
    if delete_contents:
        result["urls"] = _delete_contents(store, tasks, models)
    else:
        for documents, found in ((store.tasks, tasks), (store.models, models)):
            for document in found:
                documents.update(document["id"], {"project": None})
    result["deleted"] = store.projects.delete(projects)
    return result


def _check_empty(project: str, counts: Document) -> None:
    for name, kind in (("pipelines", errors.PROJECT_HAS_PIPELINES), ("datasets", errors.PROJECT_HAS_DATASETS)):
        if counts[name]:
            raise ApiError(kind, "archive or delete them, or use force=true", id=project)
    for name, kind in (("tasks", errors.PROJECT_HAS_TASKS), ("models", errors.PROJECT_HAS_MODELS)):
        if counts[f"non_archived_{name}"]:
            raise ApiError(kind, "use force=true to delete", id=project)
    if counts["non_archived_reports"]:
        raise ApiError(errors.PROJECT_HAS_TASKS, "use force=true to delete", id=project)


def _delete_contents(store: Store, tasks: list[Document], models: list[Document]) -> Document:
    """Remove tasks and models with their events; returns the addresses of the files they leave."""
    gone = [document["id"] for document in (*tasks, *models)]
    event_urls = {url for document in gone for url in file_urls(store, document)}
    artifacts = [item for task in tasks for item in (task.get("execution") or {}).get("artifacts", [])]
    for document in gone:
        store.event_writer.forget(document)
    ids = [task["id"] for task in tasks]
    for task in ids:
        store.queues.remove_everywhere(task)
    store.tasks.delete(ids)
    store.models.delete([model["id"] for model in models])
    orphans = in_any("parent", ids)
    store.db.run(f"UPDATE tasks AS t SET parent = NULL WHERE {orphans.text}", orphans.values)
    makers = in_any("task", ids)
    store.db.run(f"UPDATE models AS t SET task = NULL WHERE {makers.text}", makers.values)
    return {
        "model_urls": sorted({model["uri"] for model in models if model.get("uri")}),
        "event_urls": sorted(event_urls),
        "artifact_urls": sorted({a["uri"] for a in artifacts if a.get("mode") == "output" and a.get("uri")}),
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

"""`projects.*`."""

from __future__ import annotations

from typing import Any

from automl_server.documents import Document
from automl_server.listing import listed, not_hidden
from automl_server.query import TRUE, Sql
from automl_server.service import Call, Data, Service
from automl_server.store import project_contents, project_stats
from automl_server.store.projects import in_any

service = Service("projects")


def _scope(call: Call) -> dict[str, Any]:
    """Shallow: only direct children of the parent, or of the top. Otherwise a parent stands for all above."""
    data = call.data
    if data.flag("shallow_search"):
        return {"path": None, "parent": data.get("parent", [None])}
    return {"path": data["parent"], "parent": None} if data.get("parent") else {"path": None}


def _under(call: Call) -> Sql:
    """The projects a request names, with or without what is below them; all when it names none."""
    projects = call.data.texts("projects") or call.data.texts("project")
    if not projects:
        return TRUE
    if call.data.flag("include_subprojects", True):
        projects = call.store.projects.with_children(projects)
    return in_any("project", projects)


@service.reads("get_by_id")
def get_by_id(call: Call) -> Data:
    """One project."""
    return {"project": call.store.projects.require(call.data.required("project"))}


@service.reads("get_all")
def get_all(call: Call) -> Data:
    """Projects that meet a filter."""
    projects = call.store.projects
    found, extra = listed(call, projects, not_hidden(call, projects), joined=False, overrides=_scope(call))
    return {"projects": found, **extra}


@service.reads("get_all_ex")
def get_all_ex(call: Call) -> Data:
    """The same, with what they refer to, and figures about their contents."""
    projects, data = call.store.projects, call.data
    chosen = project_contents.with_children_of(call.store, data)
    condition = not_hidden(call, projects)
    if chosen is not None:
        condition = Sql(f"{condition.text} AND {(one := in_any('id', chosen)).text}", (*condition.values, *one.values))
    found, extra = listed(call, projects, condition, joined=True, overrides=_scope(call))
    if data.flag("search_hidden"):
        hidden = projects.hidden_among(projects.get_many([p["id"] for p in found], ["id", "system_tags"]))
        for project in found:
            if project["id"] in hidden:
                project["hidden"] = True
    _add_figures(call, found)
    return {"projects": found, **extra}


def _add_figures(call: Call, found: list[Document]) -> None:
    data, ids = call.data, [project["id"] for project in found]
    if data.flag("include_stats"):
        stats, children = project_stats.task_stats(
            call.store,
            ids,
            with_children=data.flag("stats_with_children", True),
            search_hidden=data.flag("search_hidden"),
            filters=data.mapping("include_stats_filter") or {},
        )
        for project in found:
            project["stats"] = stats[project["id"]]
            project["sub_projects"] = children[project["id"]]
    if data.flag("check_own_contents"):
        contents = project_stats.own_contents(call.store, ids)
        for project in found:
            project.update(contents[project["id"]])
    if data.flag("include_dataset_stats"):
        for project in found:
            project["dataset_stats"] = project_stats.dataset_stats(call.store, project["id"])


@service.writes("create")
def create(call: Call) -> Data:
    """Add a project and the parents it needs."""
    return {"id": call.store.projects.create(call.data, call.identity)}


@service.writes("update")
def update(call: Call) -> Data:
    """Edit a project."""
    fields = call.store.projects.change(call.data.required("project"), call.data)
    return {"updated": 1, "fields": fields}


@service.writes("move")
def move(call: Call) -> Data:
    """Put a project below another, made if needed."""
    location = call.data.text("new_location") or ""
    return {"moved": project_contents.move(call.store, call.data.required("project"), location, call.identity)}


@service.writes("merge")
def merge(call: Call) -> Data:
    """Move all contents into another project, and remove this one."""
    entities, projects = project_contents.merge(
        call.store, call.data.required("project"), call.data.text("destination_project")
    )
    return {"moved_entities": entities, "moved_projects": projects}


@service.reads("validate_delete")
def validate_delete(call: Call) -> Data:
    """What a delete would meet."""
    return project_contents.count(call.store, call.data.required("project"))


@service.writes("delete")
def delete(call: Call) -> Data:
    """Remove a project with all below it."""
    return project_contents.delete(
        call.store,
        call.data.required("project"),
        force=call.data.flag("force"),
        delete_contents=call.data.flag("delete_contents"),
    )


@service.reads("get_unique_metric_variants")
def get_unique_metric_variants(call: Call) -> Data:
    """The metrics that tasks, or models, have."""
    documents = call.store.models if call.data.flag("model_metrics") else call.store.tasks
    condition = in_any("id", call.data.texts("ids")) if call.data.texts("ids") else _under(call)
    return {"metrics": project_stats.metric_variants(documents, condition)}


@service.reads("get_hyper_parameters", since="2.9")
def get_hyper_parameters(call: Call) -> Data:
    """The hyperparameters that tasks have."""
    page, size = max(0, call.data.whole("page", 0)), max(1, call.data.whole("page_size", 500))
    names = project_stats.hyperparameter_names(call.store.db, _under(call))
    shown = names[page * size : (page + 1) * size]
    return {"total": len(names), "remaining": max(0, len(names) - (page + 1) * size), "parameters": shown}


@service.reads("get_hyperparam_values", since="2.13")
def get_hyperparam_values(call: Call) -> Data:
    """The different values of a hyperparameter."""
    section, name = call.data.required("section"), call.data.required("name")
    values = project_stats.hyperparameter_values(call.store.db, _under(call), section, name)
    page, size = max(0, call.data.whole("page", 0)), max(1, call.data.whole("page_size", 500))
    return {"total": len(values), "values": values[page * size : (page + 1) * size]}


@service.reads("get_model_metadata_keys")
def get_model_metadata_keys(call: Call) -> Data:
    """The metadata keys that models have."""
    keys = project_stats.metadata_keys(call.store.db, _under(call))
    return {"total": len(keys), "remaining": 0, "keys": keys}


@service.reads("get_model_metadata_values")
def get_model_metadata_values(call: Call) -> Data:
    """The different values of a metadata key."""
    values = project_stats.metadata_values(call.store.db, _under(call), call.data.required("key"))
    return {"total": len(values), "values": values}


@service.reads("get_project_tags")
def get_project_tags(call: Call) -> Data:
    """The tags on projects."""
    projects = call.data.texts("projects")
    condition = in_any("id", call.store.projects.with_children(projects)) if projects else TRUE
    return _tags(call, call.store.projects, condition)


@service.reads("get_task_tags", since="2.8")
def get_task_tags(call: Call) -> Data:
    """The tags on tasks."""
    return _tags(call, call.store.tasks, _under(call))


@service.reads("get_model_tags", since="2.8")
def get_model_tags(call: Call) -> Data:
    """The tags on models."""
    return _tags(call, call.store.models, _under(call))


def _tags(call: Call, documents: Any, condition: Sql) -> Data:
    answer: Data = {"tags": documents.tags_in_use("tags", condition)}
    if call.data.flag("include_system"):
        answer["system_tags"] = documents.tags_in_use("system_tags", condition)
    return answer


@service.reads("get_task_parents", since="2.12")
def get_task_parents(call: Call) -> Data:
    """The parents that tasks have."""
    return {"parents": project_stats.task_parents(call.store, _under(call))}


@service.reads("get_user_names")
def get_user_names(call: Call) -> Data:
    """Who made the tasks, or models."""
    documents = call.store.models if call.data.text("entity") == "model" else call.store.tasks
    return {"users": project_stats.makers(call.store, documents, _under(call))}

"""`projects.*`."""

from __future__ import annotations

from typing import Any

from automl_server import errors
from automl_server.documents import Document
from automl_server.entities import MODEL, PROJECT, TASK, Entity
from automl_server.errors import ApiError
from automl_server.file_cleanup import remove_files_later
from automl_server.listing import listed, not_hidden
from automl_server.params import Params
from automl_server.query import TRUE, Sql, all_of, where
from automl_server.service import Call, Data, Service
from automl_server.services.compatibility import projects_are_work, shown, tags_asked_for, upgraded
from automl_server.services.publishing import add_publicity
from automl_server.store import project_contents, project_stats
from automl_server.store.projects import in_any

service = Service("projects")
_STATES = {"active": ["-archived"], "archived": ["archived"]}


def _scope(call: Call) -> dict[str, Any]:
    """Shallow: only direct children of the parent, or of the top. Otherwise a parent stands for all above."""
    data = call.data
    tags = tags_asked_for(call, "project")
    if data.flag("shallow_search"):
        return {**tags, "path": None, "parent": data.get("parent", [None])}
    return {**tags, "path": data["parent"], "parent": None} if data.get("parent") else {**tags, "path": None}


def _under(call: Call) -> Sql:
    """The projects a request names, with or without what is below them; all when it names none."""
    projects = call.data.texts("projects") or call.data.texts("project")
    public = Sql("t.company IS NOT NULL") if call.data.get("allow_public") is False else TRUE
    if not projects:
        return public
    if call.data.flag("include_subprojects", True):
        projects = call.store.projects.with_children(projects)
    return all_of([in_any("project", projects), public])


def _summed_up(call: Call) -> Sql:
    """The same for names and values that are collected: without what is below, no project means none at all."""
    data = call.data
    if data.flag("include_subprojects", True) or data.get("project") or data.get("projects") is not None:
        return _under(call)
    return all_of([Sql("t.project IS NULL"), _under(call)])


@service.reads("get_by_id")
def get_by_id(call: Call) -> Data:
    """One project."""
    return {"project": shown(call, [call.store.projects.require(call.data.required("project"))])[0]}


@service.reads("get_all")
def get_all(call: Call) -> Data:
    """Projects that meet a filter."""
    projects = call.store.projects
    found, extra = listed(call, projects, not_hidden(call, projects), joined=False, overrides=_scope(call))
    return {"projects": shown(call, found), **extra}


@service.reads("get_all_ex", bulky=True)
def get_all_ex(call: Call) -> Data:
    """The same, with what they refer to, and figures about their contents."""
    projects, data = call.store.projects, call.data
    chosen = project_contents.with_children_of(call.store, data, made_projects=projects_are_work(call))
    condition = not_hidden(call, projects)
    if data.get("allow_public") is False or data.flag("non_public"):
        condition = all_of([condition, Sql("t.company IS NOT NULL")])
    if chosen is not None:
        condition = Sql(f"{condition.text} AND {(one := in_any('id', chosen)).text}", (*condition.values, *one.values))
    found, extra = listed(call, projects, condition, joined=True, overrides=_scope(call))
    if data.flag("search_hidden"):
        hidden = projects.hidden_among(projects.get_many([p["id"] for p in found], ["id", "system_tags"]))
        for project in found:
            if project["id"] in hidden:
                project["hidden"] = True
    _add_figures(call, found, chosen)
    return {"projects": shown(call, found), **extra}


def _stats_filter(data: Params) -> tuple[dict[str, Any], bool]:
    """(which tasks or datasets count in the figures, whether hidden projects count too)."""
    wanted, kind = data.mapping("include_stats_filter"), data.text("children_type")
    if wanted or not kind:
        return wanted or {}, data.flag("search_hidden")
    tags = data.get("children_tags_filter") or data.get("children_tags")
    by_tag = {"tags": tags} if tags else {}
    if kind == "pipeline":
        return {**by_tag, "system_tags": ["pipeline"], "type": ["controller"]}, True
    if kind == "report":
        return {**by_tag, "system_tags": ["reports"], "type": ["report"]}, True
    return by_tag, data.flag("search_hidden")


def _counted(wanted: dict[str, Any], users: list[str], entity: Entity) -> Sql:
    for field, value in wanted.items():
        if not value or not isinstance(value, (list, dict)):
            raise ApiError(errors.VALIDATION_ERROR, "a list or an object with something in it is expected", field=field)
    lists = {field: value for field, value in wanted.items() if isinstance(value, list)}
    filters = {field: value for field, value in wanted.items() if isinstance(value, dict)}
    condition = where({**lists, "filters": filters}, entity)
    return all_of([condition, in_any("user", users)]) if users else condition


def _states_of(data: Params) -> tuple[str, ...]:
    """What the figures are about: active contents, unless others are asked for; null asks for both."""
    state = data.get("stats_for_state", "active")
    if state is not None and state not in project_stats.STATES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown state", value=str(state), allowed=project_stats.STATES)
    return project_stats.STATES if state is None else (state,)


def _in_states(wanted: dict[str, Any], states: tuple[str, ...]) -> dict[str, Any]:
    tags = wanted.get("system_tags", [])
    if len(states) > 1 or not isinstance(tags, list) or {"archived", "-archived"} & set(tags):
        return wanted
    return {**wanted, "system_tags": [*_STATES[states[0]], *tags]}


def _add_figures(call: Call, found: list[Document], allowed: list[str] | None) -> None:
    store, data, ids = call.store, call.data, [project["id"] for project in found]
    wanted, search_hidden = _stats_filter(data)
    users, datasets = data.texts("active_users"), data.text("children_type") == "dataset"
    states = _states_of(data)
    if data.flag("check_own_contents"):
        if datasets:
            contents = project_stats.own_datasets(store, ids, _counted(wanted, users, PROJECT))
        else:
            by_table = {entity.table: _counted(_in_states(wanted, states), users, entity) for entity in (TASK, MODEL)}
            contents = project_stats.own_contents(store, ids, by_table)
        for project in found:
            project.update(contents[project["id"]])
    if data.flag("include_stats"):
        choice = project_stats.Choice(
            condition=_counted(wanted, users, PROJECT if datasets else TASK),
            with_children=data.flag("stats_with_children", True),
            search_hidden=search_hidden or datasets,
            allowed=allowed,
        )
        if datasets:
            stats, children = project_stats.dataset_counts(store, ids, choice)
        else:
            stats, children = project_stats.task_stats(store, ids, choice, states)
        for project in found:
            project["stats"] = stats[project["id"]]
            project["sub_projects"] = children[project["id"]]
    if data.flag("include_dataset_stats"):
        made = in_any("user", users) if users else TRUE
        for project in found:
            project["dataset_stats"] = project_stats.dataset_stats(store, project["id"], made)


@service.writes("create")
def create(call: Call) -> Data:
    """Add a project and the parents it needs."""
    if call.data.get("name") is None:
        raise ApiError(errors.MISSING_REQUIRED_FIELDS, missing=["name"])
    return {"id": call.store.projects.create(upgraded(call, "project"), call.identity)}


@service.writes("update")
def update(call: Call) -> Data:
    """Edit a project."""
    fields = call.store.projects.change(call.data.required("project"), upgraded(call, "project"))
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
    answer = project_contents.delete(
        call.store,
        call.data.required("project"),
        force=call.data.flag("force"),
        delete_contents=call.data.flag("delete_contents"),
    )
    if urls := answer.get("urls"):
        remove_files_later(call, [url for group in urls.values() for url in group])
        urls["event_urls"] = []  # the server removes these itself
    return answer


@service.reads("get_unique_metric_variants")
def get_unique_metric_variants(call: Call) -> Data:
    """The metrics that tasks, or models, have."""
    documents = call.store.models if call.data.flag("model_metrics") else call.store.tasks
    condition = in_any("id", call.data.texts("ids")) if call.data.texts("ids") else _summed_up(call)
    return {"metrics": project_stats.metric_variants(documents, condition)}


@service.reads("get_hyper_parameters", since="2.9")
def get_hyper_parameters(call: Call) -> Data:
    """The hyperparameters that tasks have."""
    names = project_stats.hyperparameter_names(call.store.db, _summed_up(call))
    return {"total": len(names), "remaining": _remaining(call, names), "parameters": _page(call, names)}


@service.reads("get_hyperparam_values", since="2.13")
def get_hyperparam_values(call: Call) -> Data:
    """The different values of a hyperparameter."""
    section, name = call.data.required("section"), call.data.required("name")
    pattern = call.data.text("pattern")
    values = project_stats.hyperparameter_values(call.store.db, _summed_up(call), section, name, pattern)
    return {"total": len(values), "values": _page(call, values)}


@service.reads("get_model_metadata_keys")
def get_model_metadata_keys(call: Call) -> Data:
    """The metadata keys that models have."""
    keys = project_stats.metadata_keys(call.store.db, _summed_up(call))
    return {"total": len(keys), "remaining": _remaining(call, keys), "keys": _page(call, keys)}


@service.reads("get_model_metadata_values")
def get_model_metadata_values(call: Call) -> Data:
    """The different values of a metadata key."""
    values = project_stats.metadata_values(call.store.db, _summed_up(call), call.data.required("key"))
    return {"total": len(values), "values": _page(call, values)}


def _page(call: Call, items: list[Any]) -> list[Any]:
    start, size = _place(call)
    return items[start : start + size]


def _remaining(call: Call, items: list[Any]) -> int:
    start, size = _place(call)
    return max(0, len(items) - start - size)


def _place(call: Call) -> tuple[int, int]:
    page, size = max(0, call.data.whole("page", 0)), max(1, call.data.whole("page_size", 500))
    return page * size, size


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
    wanted = call.data.mapping("filter") or {}
    tags = {field: wanted[field] for field in ("tags", "system_tags") if wanted.get(field)}
    if tags:
        condition = all_of([condition, where(tags, documents.entity)])
    answer: Data = {"tags": documents.tags_in_use("tags", condition)}
    if call.data.flag("include_system"):
        answer["system_tags"] = documents.tags_in_use("system_tags", condition)
    return answer


@service.reads("get_task_parents", since="2.12")
def get_task_parents(call: Call) -> Data:
    """The parents that tasks have."""
    state, name = call.data.text("tasks_state"), call.data.text("task_name")
    condition = all_of([_under(call), where({"system_tags": _STATES.get(state or "")}, TASK)])
    return {"parents": project_stats.task_parents(call.store, condition, where({"name": name}, TASK))}


@service.reads("get_user_names")
def get_user_names(call: Call) -> Data:
    """Who made the tasks, or models."""
    documents = call.store.models if call.data.text("entity") == "model" else call.store.tasks
    return {"users": project_stats.makers(call.store, documents, _under(call))}


add_publicity(service, lambda store: store.projects, errors.INVALID_PROJECT_ID)

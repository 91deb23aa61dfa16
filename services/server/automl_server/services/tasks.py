"""`tasks.*`: find, create, edit, clone, and what a task's document holds."""

from __future__ import annotations

from typing import Any

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.listing import listed, not_hidden, rendered
from automl_server.parts import list_of, require
from automl_server.service import Call, Data, Pending, Service
from automl_server.services.compatibility import (
    shown_as_kept,
    shown_tasks,
    tags_asked_for,
    upgraded,
    upgraded_task,
)
from automl_server.services.publishing import add_publicity
from automl_server.store.tags import clean_tags, edited_tags
from automl_server.task_parts import ARTIFACT

service = Service("tasks")


def _overrides(call: Call) -> dict[str, Any]:
    changed = tags_asked_for(call, "task")
    if call.data.flag("include_subprojects") and call.data.get("project"):
        changed["project"] = call.store.projects.ids_under(call.data["project"])
    return changed


@service.reads("get_by_id")
def get_by_id(call: Call) -> Data:
    """One task."""
    return {"task": shown_tasks(call, [call.store.tasks.require(call.data.required("task"), parsed=())])[0]}


@service.reads("get_by_id_ex")
def get_by_id_ex(call: Call) -> Data:
    """One task, or several, with what they refer to."""
    if not call.data.get("id"):
        raise ApiError(errors.MISSING_REQUIRED_FIELDS, fields=["id"])
    return {"tasks": shown_tasks(call, listed(call, call.store.tasks, joined=True)[0])}


@service.reads("get_all", bulky=True)
def get_all(call: Call) -> Data:
    """Tasks that meet a filter."""
    return _found(call, joined=False)


@service.reads("get_all_ex", bulky=True)
def get_all_ex(call: Call) -> Data:
    """The same, with what they refer to."""
    return _found(call, joined=True)


def _found(call: Call, *, joined: bool) -> Data:
    tasks, overrides = call.store.tasks, _overrides(call)
    hidden = not_hidden(call, tasks)
    if shown_as_kept(call):
        found, extra = rendered(call, tasks, hidden, joined=joined, overrides=overrides)
        return {"tasks": found, **extra}
    parsed, extra = listed(call, tasks, hidden, joined=joined, overrides=overrides)
    return {"tasks": shown_tasks(call, parsed), **extra}


@service.reads("get_types")
def get_types(call: Call) -> Data:
    """The types that the tasks of some projects, or of all, have."""
    return {"types": call.store.tasks.types_in_use(call.data.texts("projects"))}


@service.reads("validate")
def validate(call: Call) -> Data:
    """Check a create request."""
    call.store.tasks.validated(upgraded_task(call))
    return {}


@service.writes("create")
def create(call: Call) -> Data:
    """Add a draft."""
    return {"id": call.store.tasks.create(upgraded_task(call), call.identity)}


@service.writes("edit")
def edit(call: Call) -> Data:
    """Change a draft, or with force any task."""
    task, force = call.data.required("task"), call.data.flag("force")
    fields = call.store.tasks.edit(task, upgraded_task(call), call.identity, force=force)
    return {"updated": int(bool(fields)), "fields": fields} if fields else {"updated": 0}


@service.writes("update")
def update(call: Call) -> Data:
    """Change name, comment, project or tags in any status."""
    fields = call.store.tasks.update_fields(call.data.required("task"), upgraded(call, "task"), call.identity)
    return {"updated": int(bool(fields)), "fields": fields} if fields else {"updated": 0}


@service.writes("clone")
def clone(call: Call) -> Data:
    """A new draft from a task."""
    data = call.data
    wishes: dict[str, Any] = {
        **{name: data.text(f"new_task_{name}") for name in ("name", "comment", "parent", "project")},
        **{name: data.texts(f"new_task_{name}") for name in ("tags", "system_tags")},
        **{name: data.mapping(f"new_task_{name}") for name in ("hyperparams", "configuration", "container")},
        "input_models": data.objects("new_task_input_models"),
    }
    for name in ("hyperparams", "configuration"):
        wishes[name] = wishes[name] or data.mapping(f"new_{name}")
    wishes = {f"new_task_{name}": value for name, value in wishes.items()}
    for name in ("execution_overrides", "script_overrides"):
        wishes[name] = data.mapping(name)
    wishes["new_project_name"] = data.text("new_project_name")
    wishes["validate_references"] = data.flag("validate_references")
    task, project = call.store.cloner.clone(data.required("task"), wishes, call.identity)
    return {"id": task, "new_project": project} if project else {"id": task}


@service.writes("ping")
def ping(call: Call) -> Data:
    """A sign of life."""
    call.store.tasks.mark_alive(call.data.required("task"), call.identity)
    return {}


@service.writes("set_requirements")
def set_requirements(call: Call) -> Data:
    """Set the packages a task needs."""
    requirements = call.data.mapping("requirements") or {}
    updated = call.store.tasks.set_requirements(call.data.required("task"), requirements, call.identity)
    return {"updated": updated, "fields": {"script.requirements": requirements}}


@service.writes("add_or_update_artifacts", since="2.10")
def add_or_update_artifacts(call: Call) -> Data:
    """Add artifacts to a task, or replace those with the same key and mode."""
    items = call.data.required_objects("artifacts")
    artifacts = require(list_of(ARTIFACT), items, "artifacts", errors.VALIDATION_ERROR)
    return {"updated": call.store.tasks.put_artifacts(call.data.required("task"), artifacts, call.identity)}


@service.writes("delete_artifacts", since="2.10")
def delete_artifacts(call: Call) -> Data:
    """Remove artifacts of a task by key and mode; the files stay."""
    keys = [(item.required("key"), item.text("mode") or "output") for item in call.data.required_objects("artifacts")]
    return {"deleted": call.store.tasks.remove_artifacts(call.data.required("task"), keys, call.identity)}


def _role(data: Any) -> str:
    role: str = data.required("type")
    if role not in ("input", "output"):
        raise ApiError(errors.VALIDATION_ERROR, "type must be input or output", value=role)
    return role


@service.writes("add_or_update_model", since="2.13")
def add_or_update_model(call: Call) -> Data:
    """Attach a model to a task under a name, in place of the one of that name."""
    data = call.data
    name, model, iteration = data.required("name"), data.required("model"), data.whole_or_none("iteration")
    updated = call.store.tasks.put_model(data.required("task"), _role(data), name, model, iteration, call.identity)
    return {"updated": updated}


@service.writes("delete_models", since="2.13")
def delete_models(call: Call) -> Data:
    """Detach models from a task by name and role; the models stay."""
    keys = [(_role(item), item.required("name")) for item in call.data.required_objects("models")]
    return {"updated": call.store.tasks.remove_models(call.data.required("task"), keys, call.identity)}


@service.writes("edit_runtime")
def edit_runtime(call: Call) -> Data:
    """Set and remove runtime entries."""
    put, remove = call.data.mapping("add_or_update") or {}, call.data.texts("remove")
    if not put and not remove:
        return {"updated": 0}
    return {"updated": call.store.tasks.edit_runtime(call.data.required("task"), put, remove, call.identity)}


@service.writes("move")
def move(call: Call) -> Data:
    """Put tasks into a project, made if needed."""
    data, store = call.data, call.store
    ids = data.required_texts("ids")
    if "project" not in data and not data.text("project_name"):
        raise ApiError(errors.MISSING_REQUIRED_FIELDS, "project or project_name is required")
    for task in ids:
        store.tasks.require_writable(task, ["id"])
    project, name = data.text("project"), data.text("project_name")
    if project:
        store.projects.require(project, ["id"])
    elif name:
        project = store.projects.ensure(name, call.identity)
    store.projects.move_entities(store.tasks, ids, project, call.identity)
    return {"project_id": project}


@service.writes("update_tags")
def update_tags(call: Call) -> Data:
    """Add and remove tags on many tasks."""
    add = clean_tags("add_tags", call.data.texts("add_tags"))
    remove = call.data.texts("remove_tags")
    for task in call.store.tasks.require_all(call.data.required_texts("ids"), ["tags"]):
        tags = edited_tags(task.get("tags", []), add, remove)
        call.store.tasks.change(task["id"], {"tags": tags}, call.identity)
    return {"updated": len(call.data.texts("ids"))}


@service.writes("share", since="2.23")
def share(call: Call) -> Data:
    """Mark tasks as shared, or as shared no more. Everybody here sees them either way."""
    add, remove = (["shared"], []) if call.data.flag("share", True) else ([], ["shared"])
    changed = 0
    # The web application names them `ids`, the SDK's schema `tasks`.
    ids = call.data.texts("tasks") or call.data.required_texts("ids")
    for task in call.store.tasks.require_all(ids, ["system_tags"]):
        before = task.get("system_tags", [])
        after = edited_tags(before, add, remove)
        if after != before:
            call.store.tasks.change(task["id"], {"system_tags": after}, call.identity)
            changed += 1
    return {"changed": changed}


@service.reads("wait_for_changes")
def wait_for_changes(call: Call) -> Data:
    """Wait until a task has come, gone or changed its status since the cursor."""
    signals, cursor = call.store.signals, call.data.text("cursor")
    seconds = call.data.waiting_seconds()
    if cursor is None:
        return {"cursor": signals.cursor, "changed": False}

    def answer(changed: bool) -> Data:
        return {"cursor": signals.cursor if changed else cursor, "changed": changed}

    call.pending.append(Pending(signals.wait_for_change(cursor), seconds, answer))
    return {}


add_publicity(service, lambda store: store.tasks, errors.INVALID_TASK_ID)

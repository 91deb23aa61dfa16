"""`models.*`."""

from __future__ import annotations

from typing import Any

from automl_server import errors
from automl_server.batch import run_batch
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.file_cleanup import remove_files_later
from automl_server.listing import listed, not_hidden
from automl_server.service import Call, Data, Service
from automl_server.services.compatibility import shown, tags_asked_for, upgraded
from automl_server.services.publishing import add_publicity
from automl_server.store import status
from automl_server.store.file_urls import file_urls
from automl_server.store.lifecycle import Change
from automl_server.store.metadata import put_metadata, remove_metadata
from automl_server.store.models import UPDATE_FIELDS
from automl_server.store.tags import clean_tags, edited_tags
from automl_server.version import Version

service = Service("models")
_ONE_MODEL = Version.parse("2.13")


def _overrides(call: Call) -> dict[str, Any]:
    changed = tags_asked_for(call, "model")
    if call.data.flag("include_subprojects") and call.data.get("project"):
        changed["project"] = call.store.projects.ids_under(call.data["project"])
    return changed


def _found(call: Call, *, joined: bool) -> Data:
    models = call.store.models
    hidden = not_hidden(call, models)
    found, extra = listed(call, models, hidden, joined=joined, overrides=_overrides(call), parsed=["labels"])
    return {"models": shown(call, found), **extra}


@service.reads("get_by_id")
def get_by_id(call: Call) -> Data:
    """One model."""
    model = call.data.required("model")
    call.store.models.require(model, ["id"])
    found = call.store.models.find({"id": [model], "only_fields": call.data.get("only_fields")})
    return {"model": shown(call, found)[0]}


@service.reads("get_by_id_ex")
def get_by_id_ex(call: Call) -> Data:
    """Models by id, with what they refer to."""
    if not call.data.get("id"):
        raise ApiError(errors.MISSING_REQUIRED_FIELDS, fields=["id"])
    return {"models": shown(call, listed(call, call.store.models, joined=True)[0])}


@service.reads("get_by_task_id")
def get_by_task_id(call: Call) -> Data:
    """The last output model of a task, for clients of the time when there was only one."""
    if call.version > _ONE_MODEL:
        raise ApiError(errors.MOVED, "use models.get_by_id/get_all apis")
    task = call.data.required("task")
    outputs = (call.store.tasks.require(task, ["models"]).get("models") or {}).get("output")
    if not outputs:
        raise ApiError(errors.MISSING_TASK_FIELDS, field="models.output")
    return {"model": call.store.models.require(outputs[-1]["model"])}


@service.reads("get_all", bulky=True)
def get_all(call: Call) -> Data:
    """Models that meet a filter."""
    return _found(call, joined=False)


@service.reads("get_all_ex", bulky=True)
def get_all_ex(call: Call) -> Data:
    """The same, with what they refer to."""
    answer = _found(call, joined=True)
    if call.data.flag("include_stats"):
        for model in answer["models"]:
            model["stats"] = {"labels_count": len(model.get("labels") or {})}
    return answer


@service.reads("get_frameworks")
def get_frameworks(call: Call) -> Data:
    """The frameworks that the models of some projects, or of all, were made with."""
    projects = call.store.projects.with_children(call.data.texts("projects"))
    return {"frameworks": call.store.models.frameworks(projects)}


@service.writes("create")
def create(call: Call) -> Data:
    """Register a model."""
    return {"id": call.store.models.create(upgraded(call, "model"), call.identity), "created": True}


@service.writes("edit")
def edit(call: Call) -> Data:
    """Change a model."""
    model = call.data.required("model")
    fields = call.store.models.change(model, upgraded(call, "model"), call.identity)
    _note_iteration(call, model)
    return {"updated": int(bool(fields)), "fields": fields}


@service.writes("update")
def update(call: Call) -> Data:
    """Change some fields of a model."""
    model = call.data.required("model")
    fields = call.store.models.change(model, upgraded(call, "model"), call.identity, UPDATE_FIELDS)
    _note_iteration(call, model)
    return {"updated": int(bool(fields)), "fields": fields}


@service.writes("update_for_task")
def update_for_task(call: Call) -> Data:
    """The old way to say that a task has an output model."""
    if call.version > _ONE_MODEL:
        raise ApiError(errors.MOVED, "use tasks.add_or_update_model")
    store, data = call.store, call.data
    task_id, uri, override = data.required("task"), data.text("uri"), data.text("override_model_id")
    if bool(uri) == bool(override):
        raise ApiError(
            errors.MISSING_REQUIRED_FIELDS, "exactly one field is required", fields=("uri", "override_model_id")
        )
    task = store.tasks.require_writable(task_id, ["name", "project", "models", "status", "execution"])
    if task["status"] not in (status.CREATED, status.IN_PROGRESS):
        raise ApiError(errors.INVALID_TASK_STATUS, "model can only be updated for draft and running tasks", id=task_id)
    outputs = (task.get("models") or {}).get("output") or []
    created = False
    if override:
        model = store.models.require(override, ["id"])["id"]
    elif outputs:
        model = outputs[-1]["model"]
        store.models.change(model, data, call.identity, UPDATE_FIELDS)
    else:
        fields: Document = {
            "name": task["name"],
            "comment": f"Created by task `{task['name']}` ({task_id})",
            "framework": (task.get("execution") or {}).get("framework"),
            **data,
            "project": task.get("project"),
            "ready": task["status"] == status.PUBLISHED,
        }
        model, created = store.models.create(fields, call.identity), True
    store.tasks.put_model(task_id, "output", "Output Model", model, data.whole_or_none("iteration"), call.identity)
    return {"id": model, "created": created, "updated": int(not created)}


@service.writes("set_ready")
def set_ready(call: Call) -> Data:
    """Publish a model, and if asked the task that made it."""
    return _published(call, call.data.required("model"))


@service.writes("publish_many")
def publish_many(call: Call) -> Data:
    """Publish models, and if asked the tasks that made them."""
    return run_batch(call, lambda model: _published(call, model))


@service.writes("delete")
def delete(call: Call) -> Data:
    """Remove a model."""
    return _deleted(call, call.data.required("model"))


@service.writes("delete_many")
def delete_many(call: Call) -> Data:
    """Remove models."""
    return run_batch(call, lambda model: _deleted(call, model))


def _published(call: Call, model: str) -> Data:
    store, data = call.store, call.data
    found = store.models.require_writable(model, ["id", "task"])
    answer: Data = {"updated": store.models.set_ready(model, call.identity)}
    task = store.tasks.get(found["task"], ["id", "status"]) if found.get("task") else None
    if task and data.flag("publish_task", True) and task["status"] != status.PUBLISHED:
        change = Change(identity=call.identity, force=data.flag("force_publish_task"))
        published = store.lifecycle.publish(task["id"], change, publish_model=False)
        answer["published_task"] = {"id": task["id"], "data": published}
    return answer


def _deleted(call: Call, model: str) -> Data:
    found = call.store.models.remove(model, force=call.data.flag("force"))
    remove_files_later(call, {*([found["uri"]] if found.get("uri") else []), *file_urls(call.store, model)})
    call.store.event_writer.forget(model)
    return {"deleted": True, "url": found.get("uri")}


@service.writes("archive_many")
def archive_many(call: Call) -> Data:
    """Put models out of sight."""
    return run_batch(call, lambda model: {"archived": _tagged(call, model, add=["archived"])})


@service.writes("unarchive_many")
def unarchive_many(call: Call) -> Data:
    """Bring models back into sight."""
    return run_batch(call, lambda model: {"unarchived": _tagged(call, model, remove=["archived"])})


def _tagged(call: Call, model: str, *, add: list[str] | None = None, remove: list[str] | None = None) -> bool:
    tags = call.store.models.require(model, ["system_tags"]).get("system_tags", [])
    changed = call.store.models.change(
        model, {"system_tags": edited_tags(tags, add or [], remove or [])}, call.identity
    )
    return bool(changed)


@service.writes("update_tags")
def update_tags(call: Call) -> Data:
    """Add and remove tags on many models."""
    add = clean_tags("add_tags", call.data.texts("add_tags"))
    ids = call.data.required_texts("ids")
    for model in ids:
        tags = call.store.models.require(model, ["tags"]).get("tags", [])
        edited = edited_tags(tags, add, call.data.texts("remove_tags"))
        call.store.models.change(model, {"tags": edited}, call.identity)
    return {"updated": len(ids)}


@service.writes("move")
def move(call: Call) -> Data:
    """Put models into a project, made if needed."""
    data, store = call.data, call.store
    ids, project, name = data.required_texts("ids"), data.text("project"), data.text("project_name")
    if "project" not in data and not name:
        raise ApiError(errors.MISSING_REQUIRED_FIELDS, "project or project_name is required")
    for model in ids:
        store.models.require_writable(model, ["id"])
    target = project and store.projects.require_writable(project, ["id"])["id"]
    if name and not target:
        target = store.projects.ensure(name, call.identity)
    store.projects.move_entities(store.models, ids, target, call.identity)
    return {"project_id": target}


add_publicity(service, lambda store: store.models, errors.INVALID_MODEL_ID)


@service.writes("add_or_update_metadata", since="2.13")
def add_or_update_metadata(call: Call) -> Data:
    """Add metadata of a model by key, or put them in place of all that are there."""
    model = call.store.models.require_writable(call.data.required("model"), ["id", "metadata"])
    replace = call.data.flag("replace_metadata")
    updated = put_metadata(call.store.models, model, call.data.get("metadata"), replace=replace)
    call.store.models.stamp(model["id"], call.identity)
    return {"updated": updated}


@service.writes("delete_metadata", since="2.13")
def delete_metadata(call: Call) -> Data:
    """Remove metadata of a model by key."""
    model = call.store.models.require_writable(call.data.required("model"), ["id", "metadata"])
    updated = remove_metadata(call.store.models, model, call.data.texts("keys"))
    call.store.models.stamp(model["id"], call.identity)
    return {"updated": updated}


def _note_iteration(call: Call, model: str) -> None:
    iteration = call.data.whole_or_none("iteration")
    task_id = call.store.models.require(model, ["task"]).get("task")
    if not task_id or iteration is None:
        return
    task = call.store.tasks.get(task_id, ["last_iteration"])
    if task is not None:
        latest = max(iteration, task.get("last_iteration", 0))
        call.store.tasks.mark_alive(task_id, call.identity, last_iteration=latest)

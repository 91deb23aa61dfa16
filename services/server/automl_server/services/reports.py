"""`reports.*`: written reports are tasks of type `report`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.listing import listed, not_hidden
from automl_server.params import Params
from automl_server.query import Sql, all_of
from automl_server.service import Call, Data, Handler, Service
from automl_server.services import events
from automl_server.store import reports
from automl_server.store.lifecycle import Change

service = Service("reports")
_REPORT = Sql("t.type = 'report'")
_SHOWN_TEXT = 100


@service.writes("create")
def create(call: Call) -> Data:
    """Add a draft."""
    call.data.required("name")
    return reports.create(call.store, call.data, call.data.text("project"), call.identity)


@service.writes("update")
def update(call: Call) -> Data:
    """Edit a report."""
    fields = reports.change(call.store, call.data.required("task"), call.data, call.identity)
    if len(fields.get("report") or "") > _SHOWN_TEXT:
        fields["report"] = fields["report"][: _SHOWN_TEXT - 6] + " [...]"
    return {"updated": int(bool(fields)), "fields": fields} if fields else {"updated": 0}


@service.writes("move")
def move(call: Call) -> Data:
    """Put a report below another project, made if needed, or with `project: null` below none."""
    data = call.data
    task, project, name = data.required("task"), data.text("project"), data.text("project_name")
    if "project" not in data and not name:
        raise ApiError(errors.MISSING_REQUIRED_FIELDS, "project or project_name is required")
    return {"project_id": reports.move(call.store, task, project, name, call.identity)}


@service.writes("publish")
def publish(call: Call) -> Data:
    """Make a report read-only."""
    change = Change(identity=call.identity, message=call.data.text("message") or "", force=True)
    return reports.publish(call.store, call.data.required("task"), change)


@service.writes("archive")
def archive(call: Call) -> Data:
    """Put a report out of sight."""
    return {"archived": _tag(call, archived=True)}


@service.writes("unarchive")
def unarchive(call: Call) -> Data:
    """Bring a report back into sight."""
    return {"unarchived": _tag(call, archived=False)}


def _tag(call: Call, *, archived: bool) -> int:
    task, message = call.data.required("task"), call.data.text("message") or ""
    return reports.tag_archived(call.store, task, message, call.identity, archived=archived)


@service.writes("share")
def share(call: Call) -> Data:
    """Mark a report as shared, or as shared no more. Everybody here sees it either way."""
    task = call.data.required("task")
    return {"changed": reports.tag_shared(call.store, task, call.identity, shared=call.data.flag("share", True))}


@service.writes("delete")
def delete(call: Call) -> Data:
    """Remove a report."""
    return {"deleted": reports.delete(call.store, call.data.required("task"), force=call.data.flag("force"))}


@service.reads("get_all_ex")
def get_all_ex(call: Call) -> Data:
    """Reports that meet a filter; those of a project lie one level below it."""
    condition, projects = _REPORT, call.data.get("project")
    if projects:
        include = call.store.projects.ids_under if call.data.flag("include_subprojects") else _as_list
        condition = all_of([_REPORT, reports.in_projects(call.store, include(projects))])
    found, extra = listed(call, call.store.tasks, condition, joined=True, overrides={"project": None})
    return {"tasks": found, **extra}


@service.reads("get_tags")
def get_tags(call: Call) -> Data:
    """The tags on reports."""
    return {"tags": call.store.tasks.tags_in_use("tags", _REPORT)}


@service.reads("get_task_data")
def get_task_data(call: Call) -> Data:
    """Tasks, or models, with what a report shows of them: images, plots, curves and single values."""
    documents = call.store.models if call.data.flag("model_events") else call.store.tasks
    overrides: dict[str, Any] = {}
    if call.data.flag("include_subprojects") and call.data.get("project"):
        overrides["project"] = call.store.projects.ids_under(call.data["project"])
    found, extra = listed(call, documents, not_hidden(call, documents), joined=True, overrides=overrides)
    answer: Data = {"tasks": found, **extra}
    ids = [str(document["id"]) for document in found]
    for name, read in _PARTS.items():
        wanted = call.data.mapping(name)
        if wanted is not None:
            answer[name] = read(call, ids, Params(wanted)) if ids else []
    return answer


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ask(handler: Handler, call: Call, wanted: Params, **data: Any) -> Data:
    model_events = call.data.get("model_events")
    return handler(replace(call, data=Params({**wanted, "model_events": model_events, **data}))) or {}


def _images(call: Call, ids: list[str], wanted: Params) -> Any:
    metrics = wanted.objects("metrics")
    of_all = [{"task": task, **metric} for task in ids for metric in metrics or [Params()]]
    return _ask(events.debug_images, call, wanted, metrics=of_all)["metrics"]


def _plots(call: Call, ids: list[str], wanted: Params) -> Any:
    return _ask(events.get_multi_task_plots, call, wanted, tasks=ids)["plots"]


def _curves(call: Call, ids: list[str], wanted: Params) -> Any:
    return _ask(events.multi_task_scalar_metrics_iter_histogram, call, wanted, tasks=ids)["metrics"]


def _single_values(call: Call, ids: list[str], wanted: Params) -> Any:
    return _ask(events.get_task_single_value_metrics, call, wanted, tasks=ids)["tasks"]


_PARTS: dict[str, Callable[[Call, list[str], Params], Any]] = {
    "debug_images": _images,
    "plots": _plots,
    "scalar_metrics_iter_histogram": _curves,
    "single_value_metrics": _single_values,
}

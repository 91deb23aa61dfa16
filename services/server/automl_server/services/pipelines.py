"""`pipelines.*`."""

from __future__ import annotations

import re
from dataclasses import replace

from automl_server import errors
from automl_server.batch import run_batch
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.query import Sql, all_of
from automl_server.service import Call, Data, Service
from automl_server.services.tasks_lifecycle import deleted_with_steps
from automl_server.store.lifecycle import Change

service = Service("pipelines")
_RUN = "t.id IN (SELECT id FROM tasks_tags WHERE field = 'system_tags' AND tag = 'pipeline')"


@service.writes("start_pipeline")
def start_pipeline(call: Call) -> Data:
    """Clone a pipeline's controller, with other arguments, and enqueue the clone."""
    store, data = call.store, call.data
    task = data.required("task")
    hyperparams = store.tasks.require(task, ["hyperparams"]).get("hyperparams") or {}
    for item in data.objects("args"):
        name = item.required("name")
        hyperparams.setdefault("Args", {})[name] = {"value": item.get("value")}
    clone, _ = store.cloner.clone(task, {"new_task_hyperparams": hyperparams}, call.identity)
    _name_run(call, clone)
    change = Change(identity=call.identity, message="Starting pipeline")
    queued = store.lifecycle.enqueue(clone, data.text("queue"), None, change)
    answer: Data = {"pipeline": clone, "enqueued": bool(queued["queued"])}
    if data.flag("verify_watched_queue"):
        answer["queue_watched"] = store.workers.watching(queued["fields"]["execution.queue"])
    return answer


@service.reads("check_new_run")
def check_new_run(call: Call) -> Data:
    """Whether a run can be cloned: raises if its controller is not there, or is none."""
    task = call.data.text("task")
    if task and call.store.tasks.require(task, ["type"])["type"] != "controller":
        raise ApiError(errors.TASK_VALIDATION_ERROR, "not a pipeline's controller", id=task)
    return {}


def _name_run(call: Call, task: str) -> None:
    """Number the runs of a pipeline: they have the name of their project."""
    project = call.store.tasks.require(task, ["project"]).get("project")
    if not project:
        return
    name = call.store.projects.require(project, ["basename"])["basename"]
    pattern = rf"^{re.escape(name)}( #\d+)?$"
    of_this_pipeline = Sql("t.project = ? AND matches(?, 0, t.name)", (project, pattern))
    runs = call.store.tasks.count(all_of([of_this_pipeline, Sql(_RUN)]))
    call.store.tasks.update(task, {"name": f"{name} #{runs}" if runs else name})


@service.writes("delete_runs")
def delete_runs(call: Call) -> Data:
    """Remove runs of a pipeline with their steps; one run has to stay."""
    project = call.data.required("project")
    runs = {
        task["id"]
        for task in call.store.tasks.select(Sql("t.project = ? AND t.type = 'controller'", (project,)), ["id"])
    }
    ids = call.data.required_texts("ids")
    if runs <= set(ids):
        raise ApiError(errors.CANNOT_REMOVE_ALL_RUNS, project=project)
    doomed = [task for task in ids if task in runs]
    if not doomed:
        return {"succeeded": [], "failed": []}
    wishes = Params({"ids": doomed, "force": True, "include_pipeline_steps": True})
    wishes["status_reason"] = "Pipeline run deleted"
    inner = replace(call, data=wishes)
    return run_batch(inner, lambda task: deleted_with_steps(inner, task))

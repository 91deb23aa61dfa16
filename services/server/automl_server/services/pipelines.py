"""`pipelines.*`."""

from __future__ import annotations

from automl_server.service import Call, Data, Service
from automl_server.store.lifecycle import Change

service = Service("pipelines")


@service.writes("start_pipeline")
def start_pipeline(call: Call) -> Data:
    """Clone a pipeline's controller, with other arguments, and enqueue the clone."""
    store, data = call.store, call.data
    task = data.required("task")
    source = store.tasks.require(task, ["name", "hyperparams"])
    hyperparams = source.get("hyperparams") or {}
    arguments = hyperparams.setdefault("Args", {})
    for item in data.objects("args"):
        name = item.required("name")
        arguments[name] = {**arguments.get(name, {}), "value": item.get("value")}
    wishes = {"new_task_hyperparams": hyperparams, "new_task_parent": task, "new_task_name": source["name"]}
    clone, _ = store.cloner.clone(task, wishes, call.identity)
    answer: Data = {"pipeline": clone, "enqueued": False}
    queue = data.text("queue")
    if queue:
        store.lifecycle.enqueue(clone, queue, None, Change(identity=call.identity))
        answer["enqueued"] = True
        if data.flag("verify_watched_queue"):
            answer["queue_watched"] = store.workers.watching(queue)
    return answer

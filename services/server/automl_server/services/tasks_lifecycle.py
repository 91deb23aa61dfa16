"""`tasks.*`: one task's way through its statuses."""

from __future__ import annotations

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.service import Call, Data, Service
from automl_server.store import status
from automl_server.store.lifecycle import Change, Cleanup

service = Service("tasks")


def change_of(call: Call) -> Change:
    """Who asks, and why."""
    return Change(
        identity=call.identity,
        reason=call.data.text("status_reason") or "",
        message=call.data.text("status_message") or "",
        force=call.data.flag("force"),
    )


def cleaned(call: Call, task: str, cleanup: Cleanup) -> Data:
    """Remove the events of what is gone, and tell what was."""
    event_urls = call.store.events.urls(task) if call.data.flag("return_file_urls") else set()
    for gone in (task, *cleanup.models.deleted):
        call.store.event_writer.forget(gone)
    answer: Data = {
        "deleted_models": len(cleanup.models.deleted),
        "updated_children": cleanup.updated_children,
        "updated_models": cleanup.models.updated,
    }
    if call.data.flag("return_file_urls"):
        answer["urls"] = {
            "model_urls": sorted(cleanup.models.urls),
            "event_urls": sorted(event_urls),
            "artifact_urls": sorted(cleanup.artifact_urls),
        }
    return answer


@service.writes("enqueue")
def enqueue(call: Call) -> Data:
    """Put a task into a queue."""
    data = call.data
    update_queue = data.flag("update_execution_queue", True)
    verify = data.flag("verify_watched_queue")
    if verify and not update_queue:
        raise ApiError(errors.VALIDATION_ERROR, "verify_watched_queue cannot be used with update_execution_queue=False")
    answer = call.store.lifecycle.enqueue(
        data.required("task"), data.text("queue"), data.text("queue_name"), change_of(call), update_queue=update_queue
    )
    if verify:
        answer["queue_watched"] = call.store.workers.watching(answer["fields"]["execution.queue"])
    return answer


@service.writes("dequeue")
def dequeue(call: Call) -> Data:
    """Take a task out of its queue."""
    data = call.data
    return call.store.lifecycle.dequeue(
        data.required("task"),
        change_of(call),
        everywhere=data.flag("remove_from_all_queues"),
        new_status=data.text("new_status"),
    )


@service.writes("started")
def started(call: Call) -> Data:
    """A worker began."""
    return call.store.lifecycle.started(call.data.required("task"), change_of(call))


@service.writes("stop")
def stop(call: Call) -> Data:
    """Ask a task to end."""
    return call.store.lifecycle.stop(call.data.required("task"), change_of(call))


@service.writes("stopped")
def stopped(call: Call) -> Data:
    """A task was ended."""
    return call.store.lifecycle.finish(call.data.required("task"), status.STOPPED, change_of(call))


@service.writes("failed")
def failed(call: Call) -> Data:
    """A task ended badly."""
    return call.store.lifecycle.finish(call.data.required("task"), status.FAILED, change_of(call))


@service.writes("completed", since="2.2")
def completed(call: Call) -> Data:
    """A task ended well."""
    task, change = call.data.required("task"), change_of(call)
    answer = call.store.lifecycle.finish(task, status.COMPLETED, change)
    answer["published"] = 0
    if call.data.flag("publish"):
        published = call.store.lifecycle.publish(task, change)
        answer["published"] = published["updated"]
        answer["fields"]["status"] = published["fields"]["status"]
    return answer


@service.writes("close")
def close(call: Call) -> Data:
    """Close a task."""
    return call.store.lifecycle.close(call.data.required("task"), change_of(call))


@service.writes("publish")
def publish(call: Call) -> Data:
    """Make a task read-only."""
    return call.store.lifecycle.publish(
        call.data.required("task"), change_of(call), publish_model=call.data.flag("publish_model", True)
    )


@service.writes("reset")
def reset(call: Call) -> Data:
    """Make a task a draft again."""
    task = call.data.required("task")
    answer, cleanup = call.store.lifecycle.reset(
        task,
        change_of(call),
        delete_models=call.data.flag("delete_output_models", True),
        clear_all=call.data.flag("clear_all"),
    )
    return {**answer, **cleaned(call, task, cleanup)}


@service.writes("delete")
def delete(call: Call) -> Data:
    """Remove a task."""
    task = call.data.required("task")
    _, cleanup = call.store.lifecycle.delete(
        task, change_of(call), delete_models=call.data.flag("delete_output_models", True)
    )
    return {"deleted": True, **cleaned(call, task, cleanup)}


@service.writes("archive")
def archive(call: Call) -> Data:
    """Put tasks out of sight."""
    tasks = call.data.required_texts("tasks")
    call.store.tasks.require_all(tasks, ["id"])
    return {"archived": sum(call.store.lifecycle.archive(task, change_of(call)) for task in tasks)}


@service.writes("unarchive")
def unarchive(call: Call) -> Data:
    """Bring tasks back into sight."""
    tasks = call.data.required_texts("tasks")
    call.store.tasks.require_all(tasks, ["id"])
    return {"unarchived": sum(call.store.lifecycle.unarchive(task, change_of(call)) for task in tasks)}

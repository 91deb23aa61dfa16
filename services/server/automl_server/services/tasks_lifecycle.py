"""`tasks.*`: one task's way through its statuses."""

from __future__ import annotations

from dataclasses import replace

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.file_cleanup import remove_files_later
from automl_server.service import Call, Data, Service
from automl_server.store import status
from automl_server.store.file_urls import file_urls
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


def steps_of(call: Call, task: str) -> list[str]:
    """The steps of a pipeline's controller, where the caller wants them to share its fate."""
    return call.store.tasks.steps_of(task) if call.data.flag("include_pipeline_steps") else []


def cleaned(call: Call, task: str, cleanup: Cleanup) -> Data:
    """Remove events and files of what is gone, and tell what was."""
    gone = (task, *cleanup.models.deleted)
    event_urls = {url for item in gone for url in file_urls(call.store, item)}
    for item in gone:
        call.store.event_writer.forget(item)
    remove_files_later(call, {*cleanup.models.urls, *event_urls, *cleanup.artifact_urls})
    answer: Data = {
        "deleted_models": len(cleanup.models.deleted),
        "updated_children": cleanup.updated_children,
        "updated_models": cleanup.models.updated,
    }
    if call.data.flag("return_file_urls"):
        answer["urls"] = {
            "model_urls": sorted(cleanup.models.urls),
            "event_urls": [],  # the server removes these itself
            "artifact_urls": sorted(cleanup.artifact_urls),
        }
    return answer


def stopped_with_steps(call: Call, task: str) -> Data:
    """Ask a task to end, and if asked for its steps."""
    change = change_of(call)
    for step in steps_of(call, task):
        call.store.lifecycle.stop(step, replace(change, force=True))
    return call.store.lifecycle.stop(task, change)


def archived_with_steps(call: Call, task: str) -> int:
    """Put a task out of sight, and if asked its steps."""
    return [call.store.lifecycle.archive(one, change_of(call)) for one in (*steps_of(call, task), task)][-1]


def unarchived_with_steps(call: Call, task: str) -> int:
    """Bring a task back into sight, and if asked its steps."""
    return [call.store.lifecycle.unarchive(one, change_of(call)) for one in (*steps_of(call, task), task)][-1]


def dequeued(call: Call, task: str) -> Data:
    """Take a task out of its queue, or out of all."""
    everywhere, new_status = call.data.flag("remove_from_all_queues"), call.data.text("new_status")
    return call.store.lifecycle.dequeue(task, change_of(call), everywhere=everywhere, new_status=new_status)


def published(call: Call, task: str) -> Data:
    """Make a task read-only, and its models unless that is not wanted."""
    publish_model = call.data.flag("publish_model", True)
    return call.store.lifecycle.publish(task, change_of(call), publish_model=publish_model)


def made_draft(call: Call, task: str) -> Data:
    """Make a task a draft again, without what it has made."""
    delete_models, clear_all = call.data.flag("delete_output_models", True), call.data.flag("clear_all")
    answer, cleanup = call.store.lifecycle.reset(
        task, change_of(call), delete_models=delete_models, clear_all=clear_all
    )
    return {**answer, **cleaned(call, task, cleanup)}


def deleted_with_steps(call: Call, task: str) -> Data:
    """Remove a task, and if asked its steps."""
    change, delete_models = change_of(call), call.data.flag("delete_output_models", True)
    for step in steps_of(call, task):
        _, cleanup = call.store.lifecycle.delete(step, replace(change, force=True), delete_models=delete_models)
        cleaned(call, step, cleanup)
    _, cleanup = call.store.lifecycle.delete(task, change, delete_models=delete_models)
    return {"deleted": True, **cleaned(call, task, cleanup)}


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
    return dequeued(call, call.data.required("task"))


@service.writes("started")
def started(call: Call) -> Data:
    """A worker began."""
    return call.store.lifecycle.started(call.data.required("task"), change_of(call))


@service.writes("stop")
def stop(call: Call) -> Data:
    """Ask a task to end."""
    return stopped_with_steps(call, call.data.required("task"))


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
        read_only = call.store.lifecycle.publish(task, change)
        answer["published"] = read_only["updated"]
        answer["fields"]["status"] = read_only["fields"]["status"]
    return answer


@service.writes("close")
def close(call: Call) -> Data:
    """Mark a stopped task closed."""
    return call.store.lifecycle.close(call.data.required("task"), change_of(call))


@service.writes("publish")
def publish(call: Call) -> Data:
    """Make a task read-only."""
    return published(call, call.data.required("task"))


@service.writes("reset")
def reset(call: Call) -> Data:
    """Make a task a draft again."""
    return made_draft(call, call.data.required("task"))


@service.writes("delete")
def delete(call: Call) -> Data:
    """Remove a task."""
    return deleted_with_steps(call, call.data.required("task"))


@service.writes("archive")
def archive(call: Call) -> Data:
    """Put tasks out of sight."""
    tasks = call.data.required_texts("tasks")
    call.store.tasks.require_all(tasks, ["id"])
    return {"archived": sum(archived_with_steps(call, task) for task in tasks)}


@service.writes("unarchive")
def unarchive(call: Call) -> Data:
    """Bring tasks back into sight."""
    tasks = call.data.required_texts("tasks")
    call.store.tasks.require_all(tasks, ["id"])
    return {"unarchived": sum(unarchived_with_steps(call, task) for task in tasks)}

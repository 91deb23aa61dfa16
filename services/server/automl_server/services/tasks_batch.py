"""`tasks.*_many`: the same for many tasks, with a result per task."""

from __future__ import annotations

from automl_server import errors
from automl_server.batch import run_batch
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Data, Service
from automl_server.services.tasks_lifecycle import (
    archived_with_steps,
    change_of,
    deleted_with_steps,
    dequeued,
    made_draft,
    published,
    stopped_with_steps,
    unarchived_with_steps,
)

service = Service("tasks")


@service.writes("update_batch")
def update_batch(call: Call) -> Data:
    """Update many tasks, each in its own way; sent as JSON lines."""
    if not call.batch:
        raise ApiError(errors.BATCH_CONTAINS_NO_ITEMS)
    items = {Params(item).required("task"): item for item in call.batch if isinstance(item, dict)}
    call.store.tasks.require_all(list(items), ["id"])
    updated = 0
    for task, item in items.items():
        updated += bool(call.store.tasks.update_fields(task, item, call.identity))
    return {"updated": updated}


@service.writes("enqueue_many")
def enqueue_many(call: Call) -> Data:
    """Put tasks into a queue."""
    data = call.data

    def enqueue(task: str) -> Data:
        answer = call.store.lifecycle.enqueue(task, data.text("queue"), data.text("queue_name"), change_of(call))
        return _told_whether("queued", answer)

    answer = run_batch(call, enqueue)
    if data.flag("verify_watched_queue") and answer["succeeded"]:
        queue = answer["succeeded"][0]["fields"]["execution.queue"]
        answer["queue_watched"] = call.store.workers.watching(queue)
    return answer


@service.writes("dequeue_many")
def dequeue_many(call: Call) -> Data:
    """Take tasks out of their queues."""
    return run_batch(call, lambda task: _told_whether("dequeued", dequeued(call, task)))


@service.writes("stop_many")
def stop_many(call: Call) -> Data:
    """Ask tasks to end."""
    return run_batch(call, lambda task: stopped_with_steps(call, task))


@service.writes("publish_many")
def publish_many(call: Call) -> Data:
    """Make tasks read-only."""
    return run_batch(call, lambda task: published(call, task))


@service.writes("reset_many")
def reset_many(call: Call) -> Data:
    """Make tasks drafts again."""
    return run_batch(call, lambda task: _told_whether("dequeued", made_draft(call, task)))


@service.writes("delete_many")
def delete_many(call: Call) -> Data:
    """Remove tasks."""
    return run_batch(call, lambda task: deleted_with_steps(call, task))


@service.writes("archive_many")
def archive_many(call: Call) -> Data:
    """Put tasks out of sight."""
    return run_batch(call, lambda task: {"archived": bool(archived_with_steps(call, task))})


@service.writes("unarchive_many")
def unarchive_many(call: Call) -> Data:
    """Bring tasks back into sight."""
    return run_batch(call, lambda task: {"unarchived": bool(unarchived_with_steps(call, task))})


def _told_whether(key: str, answer: Data) -> Data:
    """What the call for a single task counts is yes or no for one of many."""
    return {**answer, key: bool(answer[key])}

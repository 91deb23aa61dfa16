"""`queues.*`."""

from __future__ import annotations

from dataclasses import replace

from automl_server import errors
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.listing import listed, not_hidden
from automl_server.params import Params
from automl_server.query import TRUE, Sql, all_of
from automl_server.service import Call, Data, Pending, Service
from automl_server.services.compatibility import shown, tags_asked_for, upgraded
from automl_server.store import status
from automl_server.store.metadata import put_metadata, remove_metadata

service = Service("queues")
_NAMED = ("id", "name")
_BEFORE_SECONDS = 3600  # a curve starts earlier than asked for: there may be few points


def _not_of_machinery(call: Call) -> Sql:
    """Leave out the queues that a cluster's glue made, unless they are asked for."""
    if call.data.flag("search_hidden") or any(call.data.get(name) for name in _NAMED):
        return TRUE
    return Sql("t.id NOT IN (SELECT id FROM queues_tags WHERE field = 'system_tags' AND tag = 'k8s-glue')")


def _with_entries(call: Call, queue: Document) -> Document:
    limit = call.data.whole("max_task_entries", 0)
    return {**queue, "entries": call.store.queues.entries(queue["id"], limit or None)}


def _listed(call: Call, *, joined: bool) -> tuple[list[Document], Document]:
    """Queues with their entries, unless only other fields are asked for."""
    only = call.data.texts("only_fields") or call.data.texts("projection")
    own = [name for name in only if name.partition(".")[0] not in ("entries", "workers")]
    overrides = tags_asked_for(call, "queue")
    if only:
        overrides |= {"projection": None, "only_fields": [*own, "id"]}
    hidden = all_of([not_hidden(call, call.store.queues, unless=_NAMED), _not_of_machinery(call)])
    found, extra = listed(call, call.store.queues, hidden, joined=joined, overrides=overrides)
    if not only or len(own) < len(only):
        found = [_with_entries(call, queue) for queue in found]
    if only and "id" not in own and not joined:
        for queue in found:
            queue.pop("id")
    return found, extra


@service.reads("get_by_id", since="2.4")
def get_by_id(call: Call) -> Data:
    """One queue with its entries."""
    return {"queue": _shown(call, call.data.required("queue"))}


def _shown(call: Call, queue: str) -> Document:
    return shown(call, [_with_entries(call, call.store.queues.require(queue))])[0]


@service.reads("get_by_task_id", since="2.4")
def get_by_task_id(call: Call) -> Data:
    """The queue a task waits in; null if it waits in none."""
    task = call.data.required("task")
    call.store.tasks.require(task, ["id"])
    queue = call.store.queues.holding(task)
    return {"queue": _shown(call, queue) if queue else None}


@service.reads("get_default", since="2.4")
def get_default(call: Call) -> Data:
    """The id and name of the queue that is tagged as the default."""
    queue = call.store.queues.default()
    return {"id": queue["id"], "name": queue["name"]}


@service.reads("get_all", since="2.4")
def get_all(call: Call) -> Data:
    """Queues that meet a filter."""
    found, extra = _listed(call, joined=False)
    return {"queues": shown(call, found), **extra}


@service.reads("get_all_ex", since="2.4")
def get_all_ex(call: Call) -> Data:
    """The same, with the names of their tasks and their workers."""
    found, extra = _listed(call, joined=True)
    workers = call.store.workers.by_queue(call.identity)
    entries = [entry for queue in found for entry in queue.get("entries", [])]
    names = {
        task["id"]: task["name"]
        for task in call.store.tasks.get_many([entry["task"] for entry in entries], ["id", "name"])
    }
    for entry in entries:
        entry["task"] = {"id": entry["task"], "name": names.get(entry["task"])}
    for queue in found:
        queue["workers"] = workers.get(queue["id"], [])
    return {"queues": shown(call, found), **extra}


@service.writes("create", since="2.4")
def create(call: Call) -> Data:
    """Add a queue."""
    return {"id": call.store.queues.create(upgraded(call, "queue"), call.identity)}


@service.writes("update", since="2.4")
def update(call: Call) -> Data:
    """Edit a queue."""
    fields = call.store.queues.change(call.data.required("queue"), upgraded(call, "queue"))
    return {"updated": int(bool(fields)), "fields": fields}


@service.writes("delete", since="2.4")
def delete(call: Call) -> Data:
    """Remove a queue; with force also one that is not empty."""
    queue = call.data.required("queue")
    call.store.queues.require(queue, ["id"])
    if call.store.queues.length(queue):
        if not call.data.flag("force"):
            raise ApiError(errors.QUEUE_NOT_EMPTY, "use force=true to delete", id=queue)
        _release_all(call, queue, f"Queue {queue} was deleted")
    call.store.queues.drop(queue)
    return {"deleted": 1}


@service.writes("clear_queue")
def clear_queue(call: Call) -> Data:
    """Remove all entries."""
    queue = call.data.required("queue")
    call.store.queues.require(queue, ["id"])
    return {"removed_tasks": _release_all(call, queue, f"Queue {queue} was cleared")}


def _release_all(call: Call, queue: str, reason: str) -> list[str]:
    tasks = call.store.queues.clear(queue)
    return call.store.lifecycle.released(tasks, queue, reason, call.identity)


@service.writes("add_task", since="2.4")
def add_task(call: Call) -> Data:
    """Append a task, without touching its status."""
    queue, task = call.data.required("queue"), call.data.required("task")
    execution = call.store.tasks.require(task, ["execution"]).get("execution") or {}
    call.store.queues.add(queue, task)
    if call.data.flag("update_execution_queue", True):
        call.store.tasks.update(task, {"execution": {**execution, "queue": queue}})
    return {"added": 1}


@service.writes("move_task_to_queue", since="2.4")
def move_task_to_queue(call: Call) -> Data:
    """Take a task out of one queue and put it into another."""
    data, queues = call.data, call.store.queues
    task, target = data.required("task"), data.required("target_queue")
    queues.require(target, ["id"])
    queues.remove(data.required("queue"), task)
    add_task(replace(call, data=Params({**data, "queue": target})))
    return {"moved": 1}


@service.writes("remove_task", since="2.4")
def remove_task(call: Call) -> Data:
    """Take a task out of a queue; if asked, give it the status back that it had before."""
    queue, task = call.data.required("queue"), call.data.required("task")
    removed = call.store.queues.remove(queue, task)
    if call.data.flag("update_task_status"):
        call.store.lifecycle.released([task], queue, f"Task was removed from the queue {queue}", call.identity)
    return {"removed": removed}


def _nobody_waits(call: Call) -> bool:
    """Whether a queue is empty, which is what agents find most of the time."""
    queue = call.data.required("queue")
    call.data.text("task")
    if call.store.queues.any_waiting([queue]):
        return False
    call.store.queues.require(queue, ["id"])
    return True


@service.writes("get_next_task", since="2.4", idle=_nobody_waits)
def get_next_task(call: Call) -> Data:
    """Take the first entry, if there is one."""
    store = call.store
    entry = store.queues.take(call.data.required("queue"), call.data.text("task"))
    if entry is None:
        return {}
    answer: Data = {"entry": entry}
    task = store.tasks.get(entry["task"], ["company", "user", "status"])
    if task and task["status"] == status.STOPPED:
        # It was stopped in the moment it was enqueued again: a worker would refuse it otherwise.
        store.tasks.update(entry["task"], {"status": status.QUEUED})
    if task and call.data.flag("get_task_info"):
        company = task.get("company") or ""  # a public one has none
        answer["task_info"] = {"company": company, "user": task["user"]}
    return answer


@service.reads("wait_for_tasks")
def wait_for_tasks(call: Call) -> Data:
    """Wait until one of the queues has an entry."""
    queues = call.data.required_texts("queues")
    seconds = call.data.waiting_seconds()
    for queue in queues:
        call.store.queues.require(queue, ["id"])
    waiter = call.store.signals.wait_for_entry(queues)
    if call.store.queues.any_waiting(queues):
        call.store.signals.leave(waiter)
        return {"waiting": True}
    call.pending.append(Pending(waiter, seconds, lambda waiting: {"waiting": waiting}))
    return {}


@service.reads("peek_task", since="2.15")
def peek_task(call: Call) -> Data:
    """The first entry's task, left where it is."""
    queue = call.data.required("queue")
    call.store.queues.require(queue, ["id"])
    entries = call.store.queues.entries(queue, 1)
    return {"task": entries[0]["task"] if entries else None}


@service.reads("get_num_entries", since="2.15")
def get_num_entries(call: Call) -> Data:
    """How many entries a queue has."""
    queue = call.data.required("queue")
    call.store.queues.require(queue, ["id"])
    return {"num": call.store.queues.length(queue)}


@service.writes("move_task_forward", since="2.4")
def move_task_forward(call: Call) -> Data:
    """Towards the front."""
    return _moved(call, by=-call.data.whole("count", 1))


@service.writes("move_task_backward", since="2.4")
def move_task_backward(call: Call) -> Data:
    """Towards the back."""
    return _moved(call, by=call.data.whole("count", 1))


@service.writes("move_task_to_front", since="2.4")
def move_task_to_front(call: Call) -> Data:
    """Let a task of a queue be taken next."""
    return _moved(call, to=0)


@service.writes("move_task_to_back", since="2.4")
def move_task_to_back(call: Call) -> Data:
    """Let a task of a queue be taken last."""
    return _moved(call, to=-1)


def _moved(call: Call, *, to: int | None = None, by: int = 0) -> Data:
    queue, task = call.data.required("queue"), call.data.required("task")
    return {"position": call.store.queues.move(queue, task, to=to, by=by)}


@service.reads("get_queue_metrics", since="2.4")
def get_queue_metrics(call: Call) -> Data:
    """Length and mean wait over time, per queue or over all."""
    data, queues = call.data, call.store.queues
    start, end, interval = data.span()
    wanted = data.texts("queue_ids")
    names = wanted or [queue["id"] for queue in queues.select(not_hidden(call, queues), ["id"])]
    if data.flag("refresh"):
        with call.store.db.write():
            queues.record_metrics(names)
    series = {queue: queues.metrics(queue, start - _BEFORE_SECONDS, end, interval) for queue in names}
    if wanted:
        return {"queues": [_metrics(queue, points) for queue, points in series.items() if points]}
    return {"queues": [_metrics("total", _totals(series))] if names else []}


def _metrics(queue: str, points: list[tuple[int, float, int]]) -> Document:
    return {
        "queue": queue,
        "dates": [point[0] * 1000 for point in points],
        "avg_waiting_times": [point[1] for point in points],
        "queue_lengths": [point[2] for point in points],
    }


def _totals(series: dict[str, list[tuple[int, float, int]]]) -> list[tuple[int, float, int]]:
    """The mean wait over all queues, weighted by their lengths; a queue without a record stays as it was."""
    by_date: dict[int, dict[str, tuple[float, int]]] = {}
    for queue, points in series.items():
        for date, wait, length in points:
            by_date.setdefault(date, {})[queue] = (wait, length)
    totals, latest = [], dict[str, tuple[float, int]]()
    for date in sorted(by_date):
        latest.update(by_date[date])
        length = sum(figures[1] for figures in latest.values())
        waiting = sum(wait * entries for wait, entries in latest.values())
        totals.append((date, waiting / length if length else 0.0, length))
    return totals


@service.writes("add_or_update_metadata", since="2.13")
def add_or_update_metadata(call: Call) -> Data:
    """Add metadata of a queue by key, or put them in place of all that are there."""
    queue = call.store.queues.require(call.data.required("queue"), ["id", "metadata"])
    replace = call.data.flag("replace_metadata")
    return {"updated": put_metadata(call.store.queues, queue, call.data.get("metadata"), replace=replace)}


@service.writes("delete_metadata", since="2.13")
def delete_metadata(call: Call) -> Data:
    """Remove metadata of a queue by key."""
    queue = call.store.queues.require(call.data.required("queue"), ["id", "metadata"])
    return {"updated": remove_metadata(call.store.queues, queue, call.data.texts("keys"))}

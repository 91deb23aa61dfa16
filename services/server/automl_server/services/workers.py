"""`workers.*`."""

from __future__ import annotations

from automl_server import errors, patterns
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Data, Service
from automl_server.store import worker_stats
from automl_server.store.workers import Choice

service = Service("workers")


@service.writes("register", since="2.4")
def register(call: Call) -> Data:
    """A worker starts."""
    data = call.data
    worker, timeout = data.required("worker"), data.whole("timeout", 600) or 600
    if timeout <= 0:
        raise ApiError(errors.WORKER_REGISTRATION_FAILED, "invalid timeout", timeout=timeout, worker=worker)
    queues, resources = data.texts("queues"), Params(data.mapping("resources") or {})
    call.store.workers.register(
        worker,
        call.identity,
        ip=call.origin.address,
        queues=queues,
        timeout=timeout,
        tags=data.texts("tags"),
        system_tags=data.texts("system_tags"),
    )
    if resources:
        call.store.queues.set_resources(queues, resources.number("cpu_usage"), resources.number("gpu_usage"))
    return {}


@service.writes("unregister", since="2.4")
def unregister(call: Call) -> Data:
    """A worker ends."""
    call.store.workers.unregister(call.data.required("worker"), call.identity)
    return {}


@service.writes("status_report", since="2.4")
def status_report(call: Call) -> Data:
    """A worker lives."""
    data = call.data
    report = {
        "task": data.text("task"),
        "queue": data.text("queue"),
        "queues": data.texts("queues"),
        "tags": data.texts("tags") if data.get("tags") is not None else None,
        "system_tags": data.texts("system_tags"),
        "machine_stats": data.mapping("machine_stats"),
        "timestamp": data.number("timestamp"),
    }
    call.store.workers.report(data.required("worker"), report, call.identity, call.origin.address)
    return {}


@service.reads("get_all", since="2.4")
def get_all(call: Call) -> Data:
    """Every worker heard of lately, with its task and queues; by our own field `lost`, those that fell silent apart."""
    lost = {"lost": call.store.workers.lost()} if call.data.flag("lost") else {}
    return {"workers": call.store.workers.shown(call.identity, _choice(call)), **lost}


@service.reads("get_count")
def get_count(call: Call) -> Data:
    """How many."""
    return {"count": call.store.workers.count(_choice(call))}


def _choice(call: Call) -> Choice:
    data = call.data
    return Choice(
        last_seen=data.whole("last_seen", 3600),
        tags=data.texts("tags"),
        system_tags=data.texts("system_tags"),
        pattern=patterns.compiled(data.text("worker_pattern") or ""),
    )


@service.reads("get_runtime_properties", since="2.10")
def get_runtime_properties(call: Call) -> Data:
    """What was set for a worker."""
    return {"runtime_properties": call.store.workers.properties(call.data.required("worker"), call.identity)}


@service.writes("set_runtime_properties", since="2.10")
def set_runtime_properties(call: Call) -> Data:
    """Set something for a worker."""
    properties = call.data.objects("runtime_properties")
    return call.store.workers.set_properties(call.data.required("worker"), properties, call.identity)


@service.reads("get_metric_keys", since="2.4")
def get_metric_keys(call: Call) -> Data:
    """What workers report of their machines."""
    workers = call.data.texts("worker_ids")
    found = worker_stats.categories(call.store.db, workers)
    if workers and not found:
        raise ApiError(errors.WORKER_STATS_NOT_FOUND, workers=workers)
    return {"categories": found}


@service.reads("get_activity_report", since="2.4")
def get_activity_report(call: Call) -> Data:
    """How many workers there were over time, and how many of them ran a task."""
    window = worker_stats.Window.of(call.data)
    return {
        "total": worker_stats.activity(call.store.db, window, active=False),
        "active": worker_stats.activity(call.store.db, window, active=True),
    }


@service.reads("get_stats", since="2.4")
def get_stats(call: Call) -> Data:
    """Machine figures over time."""
    data = call.data
    return {
        "workers": worker_stats.statistics(
            call.store.db,
            worker_stats.Window.of(data),
            data.texts("worker_ids"),
            [(item.required("key"), item.text("aggregation") or "avg") for item in data.required_objects("items")],
            split=data.flag("split_by_variant"),
            by_resource=data.flag("split_by_resource"),
        )
    }

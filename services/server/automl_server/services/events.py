"""`events.*`."""

from __future__ import annotations

from typing import Any

from automl_server import errors
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Data, Service
from automl_server.store.event_writing import IMAGE, KINDS, LOG, PLOT, SCALAR, VECTOR

service = Service("events")
_MAX_SAMPLES = 6000
_MAX_BATCH = 10000
_END_OF_SCROLL = "FFFF"


def _exist(call: Call, tasks: list[str]) -> list[str]:
    """Check that tasks, or with `model_events` models, exist."""
    if call.data.flag("model_events"):
        for model in tasks:
            call.store.models.require(model, ["id"])
    else:
        call.store.tasks.require_all(tasks, ["id"])
    return tasks


def _task(call: Call) -> str:
    return _exist(call, [call.data.required("task")])[0]


def _wanted_metrics(call: Call) -> dict[str, list[str]]:
    return {item.required("metric"): item.texts("variants") for item in call.data.objects("metrics")}


def _samples(call: Call) -> int:
    return max(1, min(call.data.whole("samples", _MAX_SAMPLES), _MAX_SAMPLES))


def _size(call: Call) -> int:
    return max(1, min(call.data.whole("batch_size", 500), _MAX_BATCH))


@service.writes("add")
def add(call: Call) -> Data:
    """Add one event."""
    event = {key: value for key, value in call.data.items() if key != "allow_locked"}
    return call.store.event_writer.add(
        [event], call.origin.worker, call.identity, allow_locked=call.data.flag("allow_locked")
    )


@service.writes("add_batch")
def add_batch(call: Call) -> Data:
    """Add events, sent as JSON lines."""
    if not call.batch:
        raise ApiError(errors.BATCH_CONTAINS_NO_ITEMS)
    return call.store.event_writer.add(call.batch, call.origin.worker, call.identity)


@service.writes("delete_for_task")
def delete_for_task(call: Call) -> Data:
    """Remove all events of a task."""
    return {"deleted": bool(call.store.event_writer.forget(_task(call)))}


@service.reads("get_task_log", since="1.5")
def get_task_log_by_scroll(call: Call) -> Data:
    """The log as old clients read it: page by page in one order."""
    order = call.data.text("order") or "desc"
    from_head = (call.data.text("from") or "head") == "head"
    answer = _page(call, [_task(call)], [LOG], descending=not from_head)
    if order == ("desc" if from_head else "asc"):
        answer["events"].reverse()
    return answer


@service.reads("get_task_log", since="2.9")
def get_task_log(call: Call) -> Data:
    """A page of the log before or after a time."""
    data = call.data
    earlier, order = data.flag("navigate_earlier", True), data.text("order")
    since = data.number("from_timestamp")
    events, total = call.store.events.log(
        _task(call), _size(call), earlier=earlier, from_timestamp=int(since) if since else None
    )
    if order == ("asc" if earlier else "desc"):
        events.reverse()
    return {"events": events, "returned": len(events), "total": total}


@service.reads("get_task_events")
def get_task_events(call: Call) -> Data:
    """Events of any kind by time, page by page."""
    kind = call.data.text("event_type")
    if kind and kind not in KINDS and kind != "all":
        raise ApiError(errors.VALIDATION_ERROR, "unknown event type", value=kind)
    kinds = sorted(KINDS) if kind in (None, "all") else [kind or ""]
    descending = call.data.text("order") == "desc"
    if call.data.texts("task") and not isinstance(call.data["task"], str):
        return _page(call, _exist(call, call.data.texts("task")), kinds, descending=descending)
    return _page(call, [_task(call)], kinds, descending=descending)


@service.reads("get_scalar_metric_data")
def get_scalar_metric_data(call: Call) -> Data:
    """The scalars of a metric, newest iteration first."""
    metric = call.data.required("metric")
    answer = _page(call, [_task(call)], [SCALAR])
    answer["events"] = [event for event in answer["events"] if event["metric"] == metric]
    return {**answer, "returned": len(answer["events"])}


def _page(call: Call, tasks: list[str], kinds: list[str], *, descending: bool = False) -> Data:
    scroll_id = call.data.text("scroll_id")
    if scroll_id == _END_OF_SCROLL:
        return {"events": [], "returned": 0, "total": 0, "scroll_id": scroll_id}
    start = int(call.store.scrolls.load(scroll_id).get("position", 0))
    events, total = call.store.events.page(tasks, kinds, start, _size(call), descending=descending)
    if events:
        scroll_id = call.store.scrolls.save(scroll_id, {"position": start + len(events)})
    elif scroll_id:
        scroll_id = _END_OF_SCROLL
    return {"events": events, "returned": len(events), "total": total, "scroll_id": scroll_id}


@service.reads("scalar_metrics_iter_histogram")
def scalar_metrics_iter_histogram(call: Call) -> Data:
    """The curves of a task."""
    key = call.data.text("key") or "iter"
    return call.store.events.histogram(_task(call), _samples(call), key, _wanted_metrics(call))


@service.reads("multi_task_scalar_metrics_iter_histogram")
def multi_task_scalar_metrics_iter_histogram(call: Call) -> Data:
    """The curves of several tasks side by side."""
    return {"metrics": _side_by_side(call, call.data.required_texts("tasks"), _wanted_metrics(call))}


@service.reads("scalar_metrics_iter_raw", since="2.16")
def scalar_metrics_iter_raw(call: Call) -> Data:
    """The scalars of one metric, as they were sent."""
    data = call.data
    wanted = data.mapping("metric") or {}
    metrics = {str(wanted.get("metric")): Params(wanted).texts("variants")}
    curves = call.store.events.histogram(_task(call), 2**31, data.text("key") or "iter", metrics)
    variants: Data = next(iter(curves.values()), {})
    count = sum(len(curve["x"]) for curve in variants.values())
    shown = {name: {"iter": curve["x"], "y": curve["y"]} for name, curve in variants.items()}
    return {"variants": shown, "returned": count, "total": count, "scroll_id": None}


def _side_by_side(call: Call, tasks: list[str], metrics: dict[str, list[str]]) -> Data:
    names = {task["id"]: task["name"] for task in call.store.tasks.require_all(tasks, ["name"])}
    key, samples = call.data.text("key") or "iter", _samples(call)
    result: Data = {}
    for task, name in names.items():
        for metric, variants in call.store.events.histogram(task, samples, key, metrics).items():
            for variant, curve in variants.items():
                place = result.setdefault(metric, {}).setdefault(variant, {})
                place[task] = {**curve, "name": name}
    return result


@service.reads("get_task_single_value_metrics")
def get_task_single_value_metrics(call: Call) -> Data:
    """Values that have no iteration."""
    return {"tasks": call.store.events.single_values(_exist(call, call.data.required_texts("tasks")))}


@service.reads("get_task_latest_scalar_values")
def get_task_latest_scalar_values(call: Call) -> Data:
    """The last value of each scalar."""
    task = call.store.tasks.require(call.data.required("task"), ["id", "name", "status"])
    metrics, last_iter, last_timestamp = call.store.events.latest_values(task["id"])
    return {
        "metrics": metrics,
        "last_iter": last_iter,
        "name": task["name"],
        "status": task["status"],
        "last_timestamp": last_timestamp,
    }


@service.reads("get_scalar_metrics_and_variants")
def get_scalar_metrics_and_variants(call: Call) -> Data:
    """The names of a task's scalars."""
    task = _task(call)
    return {"metrics": call.store.events.metrics_and_variants([task], SCALAR)[task]}


@service.reads("get_vector_metrics_and_variants")
def get_vector_metrics_and_variants(call: Call) -> Data:
    """The names of a task's vectors."""
    task = _task(call)
    return {"metrics": call.store.events.metrics_and_variants([task], VECTOR)[task]}


@service.reads("vector_metrics_iter_histogram")
def vector_metrics_iter_histogram(call: Call) -> Data:
    """One vector over the iterations."""
    metric, variant = call.data.required("metric"), call.data.required("variant")
    events = call.store.events.samples([_task(call)], VECTOR, None, {metric: [variant]})[::-1]
    return {
        "metric": metric,
        "variant": variant,
        "iterations": [event.get("iter") for event in events],
        "vectors": [event.get("values", event.get("value")) for event in events],
    }


@service.reads("get_multi_task_metrics")
def get_multi_task_metrics(call: Call) -> Data:
    """The names that occur in any of several tasks."""
    kind = call.data.text("event_type") or SCALAR
    merged: dict[str, set[str]] = {}
    tasks = _exist(call, call.data.required_texts("tasks"))
    for metrics in call.store.events.metrics_and_variants(tasks, kind).values():
        for metric, variants in metrics.items():
            merged.setdefault(metric, set()).update(variants)
    return {"metrics": [{"metric": name, "variants": sorted(merged[name])} for name in sorted(merged)]}


@service.reads("get_task_metrics")
def get_task_metrics(call: Call) -> Data:
    """The metrics of one kind of events."""
    kind = call.data.text("event_type") or ""
    found = call.store.events.metrics_and_variants(_exist(call, call.data.required_texts("tasks")), kind)
    return {"metrics": [{"task": task, "metrics": list(metrics)} for task, metrics in found.items()]}


@service.reads("get_task_plots")
def get_task_plots(call: Call) -> Data:
    """The plots of a task: of each the last iterations."""
    plots = _first_page(
        call, lambda: call.store.events.samples([_task(call)], PLOT, _iterations(call), _wanted_metrics(call))
    )
    return {"plots": plots, "returned": len(plots), "total": len(plots), "scroll_id": _END_OF_SCROLL}


@service.reads("get_multi_task_plots")
def get_multi_task_plots(call: Call) -> Data:
    """{metric: {variant: {task: {iteration: {name, plots}}}}}."""
    tasks = call.data.required_texts("tasks")
    names = {task["id"]: task["name"] for task in call.store.tasks.require_all(tasks, ["name"])}
    plots = _first_page(call, lambda: call.store.events.samples(tasks, PLOT, _iterations(call)))
    nested: dict[str, Any] = {}
    for plot in plots:
        place = nested.setdefault(plot["metric"], {}).setdefault(plot["variant"], {}).setdefault(plot["task"], {})
        entry = place.setdefault(str(plot.get("iter") or 0), {"name": names[plot["task"]], "plots": []})
        entry["plots"].append(plot)
    return {"plots": nested, "returned": len(plots), "total": len(plots), "scroll_id": _END_OF_SCROLL}


def _iterations(call: Call) -> int:
    return max(1, call.data.whole("iters", 1))


def _first_page(call: Call, find: Any) -> list[Document]:
    """All at once: a further page is always empty."""
    found: list[Document] = [] if call.data.text("scroll_id") else find()
    return found


@service.reads("debug_images")
def debug_images_of_task(call: Call) -> Data:
    """The debug images of a task, as old clients ask for them."""
    task = _task(call)
    images = _first_page(call, lambda: call.store.events.samples([task], IMAGE, _iterations(call)))
    return {"task": task, "images": images, "returned": len(images), "total": len(images), "scroll_id": _END_OF_SCROLL}


@service.reads("debug_images", since="2.7")
def debug_images(call: Call) -> Data:
    """The debug images of metrics, by iteration."""
    return _iteration_page(call, IMAGE)


@service.reads("plots", since="2.20")
def plots(call: Call) -> Data:
    """The plots of metrics, by iteration."""
    return _iteration_page(call, PLOT)


def _iteration_page(call: Call, kind: str) -> Data:
    """The last iterations; with a scroll the ones before or after those shown last."""
    scroll_id, size = call.data.text("scroll_id"), _iterations(call)
    shown = call.store.scrolls.load(scroll_id).get("position")
    if shown is None or call.data.flag("refresh"):
        position = 0
    elif call.data.flag("navigate_earlier", True):
        position = int(shown) + size
    else:
        position = max(0, int(shown) - size)
    metrics = _by_iteration(call, kind, position, size)
    if metrics or not shown:
        scroll_id = call.store.scrolls.save(scroll_id, {"position": position})
    return {"metrics": metrics, "scroll_id": scroll_id}


def _by_iteration(call: Call, kind: str, position: int, size: int) -> list[Document]:
    result = []
    for wanted in call.data.required_objects("metrics"):
        task, metric = wanted.required("task"), wanted.text("metric")
        _exist(call, [task])
        metrics = {metric: wanted.texts("variants")} if metric else None
        by_metric: dict[str, dict[int, list[Document]]] = {}
        for event in call.store.events.samples([task], kind, position + size, metrics):
            by_metric.setdefault(event["metric"], {}).setdefault(event.get("iter") or 0, []).append(event)
        for name, iterations in by_metric.items():
            shown = [{"iter": i, "events": iterations[i]} for i in sorted(iterations, reverse=True)]
            page = shown[position : position + size]
            if page:
                result.append({"task": task, "metric": name, "iterations": page})
    return result

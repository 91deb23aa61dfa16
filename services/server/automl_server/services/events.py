"""`events.*`."""

from __future__ import annotations

from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import from_epoch, millis
from automl_server.db import Row
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Attachment, Call, Data, Service
from automl_server.store import status
from automl_server.store.event_navigation import Step, Target
from automl_server.store.event_reading import MetricVariants, Order
from automl_server.store.event_writing import IMAGE, KINDS, LOG, PLOT, SCALAR, VECTOR

service = Service("events", bulky=True)
_DEFAULT_SAMPLES = 2000
_MAX_SAMPLES = 6000
_MAX_BATCH = 10_000
_MAX_RAW = 200_000
_END_OF_SCROLL = "FFFF"
_AXES = ("iter", "timestamp", "iso_time")
_LOG_FIELDS = ("asctime", "timestamp", "level", "worker", "msg")
_DOWNLOAD_PAGE = 5000


def _existing(call: Call, ids: list[str]) -> dict[str, Document]:
    """Tasks by id, or with `model_events` models. Raises if one does not exist."""
    if call.data.flag("model_events"):
        found = [call.store.models.require(model, ["id", "name", "last_metrics"]) for model in dict.fromkeys(ids)]
    else:
        found = call.store.tasks.require_all(ids, ["id", "name", "last_metrics"])
    return {document["id"]: document for document in found}


def _task(call: Call) -> str:
    return next(iter(_existing(call, [call.data.required("task")])))


def _metrics(items: list[Params]) -> MetricVariants | None:
    return {item.required("metric"): item.texts("variants") for item in items} or None


def _wanted_metrics(call: Call) -> MetricVariants | None:
    return _metrics(call.data.objects("metrics"))


def _between(call: Call, name: str, default: int, low: int, high: int) -> int:
    number = call.data.whole(name, default)
    if not low <= number <= high:
        raise ApiError(errors.VALIDATION_ERROR, f"{low} <= {name} <= {high} must hold", value=number)
    return number


def _samples(call: Call) -> int:
    return _between(call, "samples", _DEFAULT_SAMPLES, 1, _MAX_SAMPLES)


def _size(call: Call, default: int = 500) -> int:
    return max(1, min(call.data.whole("batch_size", default) or default, _MAX_BATCH))


def _one_of(call: Call, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = call.data.text(name) or default
    if value not in allowed:
        raise ApiError(errors.VALIDATION_ERROR, f"{name} must be one of {', '.join(allowed)}", value=value)
    return value


def _axis(call: Call) -> str:
    return _one_of(call, "key", _AXES, "iter")


def _kinds(call: Call) -> list[str]:
    kind = _one_of(call, "event_type", (*sorted(KINDS), "all"), "all")
    return sorted(KINDS) if kind == "all" else [kind]


@service.writes("add")
def add(call: Call) -> Data:
    """Add one event."""
    return call.store.event_writer.add([dict(call.data)], call.origin.worker, call.identity)


@service.writes("add_batch")
def add_batch(call: Call) -> Data:
    """Add events, sent as JSON lines."""
    if not call.batch:
        raise ApiError(errors.BATCH_CONTAINS_NO_ITEMS)
    return call.store.event_writer.add(call.batch, call.origin.worker, call.identity)


@service.writes("delete_for_task")
def delete_for_task(call: Call) -> Data:
    """Remove all events of a task."""
    return {"deleted": bool(call.store.event_writer.forget(_unlocked_task(call)))}


@service.writes("delete_for_model", since="2.22")
def delete_for_model(call: Call) -> Data:
    """Remove all events of a model."""
    model = call.store.models.require(call.data.required("model"), ["id", "ready"])
    if model.get("ready") and not call.data.flag("allow_locked"):
        text = "Cannot update events for a published model"
        raise ApiError(errors.INVALID_MODEL_ID._replace(text=text), id=model["id"])
    return {"deleted": bool(call.store.event_writer.forget(model["id"]))}


@service.writes("clear_task_log")
def clear_task_log(call: Call) -> Data:
    """Remove lines of a task's log: all, old ones, or by metric."""
    seconds = call.data.number("threshold_sec")
    removed = call.store.event_writer.forget_log(
        _unlocked_task(call),
        before=millis() - int(seconds * 1000) if seconds else None,
        only_metrics=call.data.texts("include_metrics"),
        except_metrics=call.data.texts("exclude_metrics"),
    )
    return {"deleted": removed}


def _unlocked_task(call: Call) -> str:
    task = call.store.tasks.require(call.data.required("task"), ["id", "status"])
    if task["status"] in (status.PUBLISHING, status.PUBLISHED) and not call.data.flag("allow_locked"):
        text = "Cannot update events for a published task"
        raise ApiError(errors.INVALID_TASK_ID._replace(text=text), id=task["id"])
    return str(task["id"])


@service.reads("clear_scroll", since="2.18")
def clear_scroll(call: Call) -> None:
    """Forget where a client was in a list that it reads page by page."""
    if scroll_id := call.data.text("scroll_id"):
        call.store.scrolls.drop(scroll_id)


@service.reads("get_task_log", since="1.5")
def get_task_log_by_scroll(call: Call) -> Data:
    """The log as old clients read it: page by page in one order."""
    order = call.data.text("order") or "desc"
    from_head = (call.data.text("from") or "head") == "head"
    answer = _page(call, [_task(call)], [LOG], Order("timestamp", not from_head))
    if order == ("desc" if from_head else "asc"):
        answer["events"].reverse()
    return answer


@service.reads("get_task_log", since="2.9")
def get_task_log(call: Call) -> Data:
    """A page of the log before or after a time."""
    data = call.data
    earlier = data.flag("navigate_earlier", True)
    order = _one_of(call, "order", ("asc", "desc"), "desc" if earlier else "asc")
    since = data.number("from_timestamp")
    events, total = call.store.events.log(
        _task(call),
        _size(call, 5000),
        earlier=earlier,
        from_timestamp=int(since) if since else None,
        metrics=_wanted_metrics(call),
    )
    if order == ("asc" if earlier else "desc"):
        events.reverse()
    return {"events": events, "returned": len(events), "total": total}


@service.reads("download_task_log")
def download_task_log(call: Call) -> None:
    """The whole log as a text file: a JSON object a line, or lines in a format."""
    task = _task(call)
    as_json = (call.data.text("line_type") or "json").lower() == "json"
    line_format = call.data.text("line_format") or "{asctime} {worker} {level} {msg}"
    if not as_json:
        _check_format(line_format)
    lines: list[str] = []
    start = 0
    while events := call.store.events.page([task], [LOG], start, _DOWNLOAD_PAGE, Order("timestamp")):
        start += len(events)
        lines += [_json_line(event) if as_json else _plain_line(event, line_format) for event in events]
    call.attachments.append(Attachment(f"task_{task}.log", "".join(lines).encode()))


def _json_line(event: Document) -> str:
    shown = {key: value for key, value in event.items() if key not in ("type", "task", "timestamp")}
    return orjson.dumps({**shown, "asctime": event["timestamp"]}).decode() + "\n"


def _plain_line(event: Document, line_format: str) -> str:
    values = {name: str(event.get(name) or "") for name in _LOG_FIELDS}
    values["asctime"] = from_epoch(event["timestamp"] / 1000)
    for name in _LOG_FIELDS:
        line_format = line_format.replace(f"{{{name}}}", f"\0{name}\0")
    for name in _LOG_FIELDS:
        line_format = line_format.replace(f"\0{name}\0", values[name])
    return line_format.rstrip("\n") + "\n"


def _check_format(line_format: str) -> None:
    rest = line_format
    for name in _LOG_FIELDS:
        rest = rest.replace(f"{{{name}}}", "")
    if "{" in rest or "}" in rest:
        raise ApiError(errors.FIELDS_VALUE_ERROR, "undefined placeholders in line format", line_format=line_format)


@service.reads("get_task_events")
def get_task_events(call: Call) -> Data:
    """Events of any kind by iteration, page by page."""
    descending = _one_of(call, "order", ("asc", "desc"), "asc") == "desc"
    tasks = list(_existing(call, call.data.required_texts("task")))
    return _page(call, tasks, _kinds(call), Order("iter", descending), _wanted_metrics(call))


@service.reads("get_scalar_metric_data")
def get_scalar_metric_data(call: Call) -> Data:
    """The scalars of a metric, newest iteration first."""
    return _page(call, [_task(call)], [SCALAR], Order("iter", True), {call.data.required("metric"): []})


def _page(call: Call, tasks: list[str], kinds: list[str], order: Order, metrics: MetricVariants | None = None) -> Data:
    """What was asked for first goes on: a later page repeats only the scroll id."""
    scroll_id = call.data.text("scroll_id")
    if scroll_id == _END_OF_SCROLL:
        return {"events": [], "returned": 0, "total": 0, "scroll_id": scroll_id}
    if scroll_id:
        state = call.store.scrolls.require(scroll_id)
        if "kinds" not in state:
            raise ApiError(errors.INVALID_SCROLL_ID, scroll_id=scroll_id)
        order = Order(*state["order"])
    else:
        total = call.store.events.count(tasks, kinds, metrics) if call.data.flag("count_total", True) else None
        asked = {"tasks": tasks, "kinds": kinds, "metrics": metrics, "order": list(order)}
        state = {**asked, "position": 0, "total": total}
    size = _size(call, state.get("size", 500))
    events = call.store.events.page(state["tasks"], state["kinds"], state["position"], size, order, state["metrics"])
    if events:
        state.update(position=state["position"] + len(events), size=size)
        scroll_id = call.store.scrolls.save(scroll_id, state)
    elif scroll_id:
        call.store.scrolls.drop(scroll_id)
        scroll_id = _END_OF_SCROLL
    return {"events": events, "returned": len(events), "total": state["total"], "scroll_id": scroll_id}


@service.reads("scalar_metrics_iter_histogram")
def scalar_metrics_iter_histogram(call: Call) -> Data:
    """The curves of a task."""
    samples, axis = _samples(call), _axis(call)
    found = _existing(call, [call.data.required("task")])
    return _curves(call, next(iter(found.values())), samples, axis)


def _curves(call: Call, owner: Document, samples: int, axis: str) -> Data:
    last = owner.get("last_metrics") or {}
    return call.store.events.histogram(owner["id"], samples, axis, _wanted_metrics(call), last)


@service.reads("multi_task_scalar_metrics_iter_histogram")
def multi_task_scalar_metrics_iter_histogram(call: Call) -> Data:
    """The curves of several tasks side by side."""
    samples, axis = _samples(call), _axis(call)
    tasks = call.data.get("tasks")
    ids = [part.strip() for part in tasks.split(",")] if isinstance(tasks, str) else call.data.required_texts("tasks")
    result: Data = {}
    for task, owner in _existing(call, ids).items():
        for metric, variants in _curves(call, owner, samples, axis).items():
            for variant, curve in variants.items():
                result.setdefault(metric, {}).setdefault(variant, {})[task] = {**curve, "name": owner["name"]}
    return {"metrics": result}


@service.reads("scalar_metrics_iter_raw", since="2.16")
def scalar_metrics_iter_raw(call: Call) -> Data:
    """The scalars of one metric as they were sent, page by page."""
    data = call.data
    axis, scroll_id = _axis(call), data.text("scroll_id")
    column = "iter" if axis == "iter" else "timestamp"
    state: Document = {"after": None, "total": None, "size": _MAX_BATCH}
    if scroll_id:
        state = call.store.scrolls.require(scroll_id)
    if "after" not in state:
        raise ApiError(errors.INVALID_SCROLL_ID, scroll_id=scroll_id)
    state["size"] = _between(call, "batch_size", 0, 0, 2**31) or state["size"]
    metrics = _metrics([Params(data.mapping("metric") or {})])
    series = {row["id"]: row for row in call.store.events.series([_task(call)], [SCALAR], metrics)}
    if data.flag("count_total") and state["total"] is None:
        state["total"] = call.store.events.count_points(list(series))
    points = call.store.events.raw_scalars(list(series), column, state["after"], min(state["size"], _MAX_RAW))
    if points:
        state["after"] = points[-1][column]
    return {
        "variants": _by_variant(points, series, axis),
        "returned": len(points),
        "total": state["total"],
        "scroll_id": call.store.scrolls.save(scroll_id, state),
    }


def _by_variant(points: list[Row], series: dict[int, Row], axis: str) -> Data:
    column = "iter" if axis == "iter" else "timestamp"
    variants: dict[str, dict[str, list[Any]]] = {}
    for point in points:
        variant = variants.setdefault(series[point["series"]]["variant"], {axis: [], "y": []})
        variant[axis].append(point[column])
        variant["y"].append(point["value"])
    return variants


@service.reads("get_task_single_value_metrics")
def get_task_single_value_metrics(call: Call) -> Data:
    """Values that have no iteration."""
    owners = _existing(call, call.data.required_texts("tasks"))
    values = call.store.events.single_values(list(owners), _wanted_metrics(call))
    return {
        "tasks": [
            {"task": task, "task_name": owners[task]["name"], "values": of_task} for task, of_task in values.items()
        ]
    }


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
    return {"metrics": call.store.events.metrics_and_variants([task], [SCALAR])[task]}


@service.reads("get_vector_metrics_and_variants")
def get_vector_metrics_and_variants(call: Call) -> Data:
    """The names of a task's vectors."""
    task = _task(call)
    return {"metrics": call.store.events.metrics_and_variants([task], [VECTOR])[task]}


@service.reads("vector_metrics_iter_histogram")
def vector_metrics_iter_histogram(call: Call) -> Data:
    """One vector over the iterations."""
    metric, variant = call.data.required("metric"), call.data.required("variant")
    events = call.store.events.samples([_task(call)], VECTOR, None, {metric: [variant]})[::-1]
    return {
        "metric": metric,
        "variant": variant,
        "iterations": [event.get("iter") for event in events],
        "vectors": [event.get("value") for event in events],
    }


@service.reads("get_multi_task_metrics")
def get_multi_task_metrics(call: Call) -> Data:
    """The names that occur in any of several tasks."""
    merged: dict[str, set[str]] = {}
    tasks = _existing(call, call.data.required_texts("tasks"))
    for metrics in call.store.events.metrics_and_variants(list(tasks), _kinds(call)).values():
        for metric, variants in metrics.items():
            merged.setdefault(metric, set()).update(variants)
    return {"metrics": [{"metric": name, "variants": sorted(merged[name])} for name in sorted(merged)]}


@service.reads("get_task_metrics")
def get_task_metrics(call: Call) -> Data:
    """The metrics of one kind of events."""
    call.data.required("event_type")
    tasks = _existing(call, call.data.required_texts("tasks"))
    found = call.store.events.metrics_and_variants(list(tasks), _kinds(call))
    return {"metrics": [{"task": task, "metrics": list(metrics)} for task, metrics in found.items()]}


@service.reads("get_task_plots")
def get_task_plots(call: Call) -> Data:
    """The plots of a task: of each the last iterations."""
    task, metrics = _task(call), _wanted_metrics(call)
    plots = [] if call.data.text("scroll_id") else call.store.events.samples([task], PLOT, _iterations(call), metrics)
    return {"plots": plots, "returned": len(plots), "total": len(plots), "scroll_id": _END_OF_SCROLL}


@service.reads("get_multi_task_plots")
def get_multi_task_plots(call: Call) -> Data:
    """{metric: {variant: {task: {iteration: {name, plots}}}}}, of each task's metric the last iterations."""
    owners = _existing(call, call.data.required_texts("tasks"))
    plots: list[Document] = []
    if not call.data.text("scroll_id"):
        plots = call.store.events.latest_plots(
            list(owners),
            _iterations(call),
            _wanted_metrics(call),
            by_metric=call.data.flag("last_iters_per_task_metric", True),
        )
    nested: dict[str, Any] = {}
    for plot in plots:
        place = nested.setdefault(plot["metric"], {}).setdefault(plot["variant"], {}).setdefault(plot["task"], {})
        name = owners[plot["task"]]["name"]
        place.setdefault(str(plot.get("iter") or 0), {"name": name, "plots": []})["plots"].append(plot)
    return {"plots": nested, "returned": len(nested), "total": len(plots), "scroll_id": _END_OF_SCROLL}


def _iterations(call: Call) -> int:
    return _between(call, "iters", 1, 1, 2**31)


@service.reads("debug_images")
def debug_images_of_task(call: Call) -> Data:
    """The debug images of a task, as old clients ask for them."""
    task, iterations = _task(call), _iterations(call)
    images = [] if call.data.text("scroll_id") else call.store.events.samples([task], IMAGE, iterations)
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
    wanted: dict[str, dict[str, list[str]]] = {}
    everything: set[str] = set()
    for item in call.data.required_objects("metrics"):
        task, metric = item.required("task"), item.text("metric")
        wanted.setdefault(task, {})
        if metric:
            wanted[task][metric] = item.texts("variants")
        else:
            everything.add(task)
    tasks = {task: {} if task in everything else wanted[task] for task in _existing(call, list(wanted))}
    metrics, scroll_id = call.store.event_navigation.page(
        kind, tasks, _iterations(call), _step(call), call.data.text("scroll_id")
    )
    for found in metrics:
        if len(asked := tasks[found["task"]]) == 1:
            found["metric"] = next(iter(asked))
    return {"metrics": metrics, "scroll_id": scroll_id}


def _step(call: Call) -> Step:
    data = call.data
    return Step(data.flag("navigate_earlier", True), data.flag("refresh"), data.flag("next_iteration"))


@service.reads("get_debug_image_sample", since="2.12")
def get_debug_image_sample(call: Call) -> Data:
    """One debug image: the latest, or the one at an iteration."""
    target = Target(_task(call), call.data.required("metric"), call.data.required("variant"))
    return _as_one(_sample(call, IMAGE, target))


@service.reads("next_debug_image_sample", since="2.12")
def next_debug_image_sample(call: Call) -> Data:
    """The debug image after or before the one shown last."""
    return _as_one(_next_sample(call, IMAGE))


@service.reads("get_plot_sample", since="2.20")
def get_plot_sample(call: Call) -> Data:
    """The plots of a metric: the latest, or those at an iteration."""
    return _sample(call, PLOT, Target(_task(call), call.data.required("metric")))


@service.reads("next_plot_sample", since="2.20")
def next_plot_sample(call: Call) -> Data:
    """The plots after or before those shown last."""
    return _next_sample(call, PLOT)


def _sample(call: Call, kind: str, target: Target) -> Data:
    data = call.data
    return call.store.event_navigation.sample(
        kind,
        target,
        data.whole_or_none("iteration"),
        data.text("scroll_id"),
        only_metric=data.flag("navigate_current_metric", True),
        refresh=data.flag("refresh"),
    )


def _next_sample(call: Call, kind: str) -> Data:
    return call.store.event_navigation.next_sample(kind, _task(call), call.data.required("scroll_id"), _step(call))


def _as_one(answer: Data) -> Data:
    events = answer.pop("events")
    return {**answer, "event": events[0] if events else None}

"""`serving.*`: model endpoints that run elsewhere, as they report themselves."""

from __future__ import annotations

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Data, Service
from automl_server.store.serving import METRICS
from automl_server.store.worker_stats import Window

service = Service("serving")
_TIMEOUT_SECONDS = 600
_TEXTS = (
    "endpoint_name",
    "endpoint_url",
    "model_name",
    "model_source",
    "model_version",
    "preprocess_artifact",
    "input_type",
)
_REFERENCES = ("app_id", "app_instance", "model", "task", "url")
_NUMBERS = ("input_size", "uptime_sec", "requests_num", "requests_min", "latency_ms")


@service.writes("register_container", since="2.31")
def register_container(call: Call) -> Data:
    """An instance starts; its address may not be known yet."""
    timeout = call.data.whole("timeout", _TIMEOUT_SECONDS)
    if timeout < 1:
        raise ApiError(errors.VALIDATION_ERROR, "timeout must be >=1", value=timeout)
    call.store.serving.register(call.data.required("container_id"), _entry(call.data), call.origin.address, timeout)
    return {}


@service.writes("unregister_container", since="2.31")
def unregister_container(call: Call) -> Data:
    """An instance ends."""
    call.store.serving.unregister(call.data.required("container_id"))
    return {}


@service.writes("container_status_report", since="2.31")
def container_status_report(call: Call) -> Data:
    """An instance lives; an unknown one is registered."""
    call.data.required("endpoint_url")
    call.store.serving.report(
        call.data.required("container_id"), _entry(call.data), call.origin.address, _TIMEOUT_SECONDS
    )
    return {}


def _entry(data: Params) -> Data:
    for name in ("endpoint_name", "model_name"):
        data.required(name)
    return {
        **{name: data.text(name) for name in _TEXTS},
        **{name: data.number(name) for name in _NUMBERS},
        "tags": data.texts("tags"),
        "reference": [_reference(item) for item in data.objects("reference")],
        "machine_stats": data.mapping("machine_stats") or {},
    }


def _reference(item: Params) -> Data:
    kind = item.required("type")
    if kind not in _REFERENCES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown type of a reference", value=kind, allowed=_REFERENCES)
    return {"type": kind, "value": item.required("value")}


@service.reads("get_endpoints", since="2.31")
def get_endpoints(call: Call) -> Data:
    """Every address with figures over its instances."""
    return {"endpoints": call.store.serving.endpoints()}


@service.reads("get_loading_instances", since="2.31")
def get_loading_instances(call: Call) -> Data:
    """Instances without an address yet."""
    return {"instances": call.store.serving.loading()}


@service.reads("get_endpoint_details", since="2.31")
def get_endpoint_details(call: Call) -> Data:
    """One address with its instances."""
    return call.store.serving.details(call.data.required("endpoint_url"))


@service.reads("get_endpoint_metrics_history", since="2.31")
def get_endpoint_metrics_history(call: Call) -> Data:
    """A figure of an address over time, of all instances and of each."""
    data = call.data
    metric = data.text("metric_type") or "requests"
    if metric not in METRICS:
        raise ApiError(errors.VALIDATION_ERROR, "unknown metric_type", value=metric, allowed=tuple(METRICS))
    window, each = Window.of(data), data.flag("instance_charts", True)
    return call.store.serving.history(data.required("endpoint_url"), METRICS[metric], window, each=each)

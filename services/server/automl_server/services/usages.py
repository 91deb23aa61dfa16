"""`organization.*`: how much was computed, day by day."""

from __future__ import annotations

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Data, Service
from automl_server.store.usages import FIELDS, KEYS, Period, usages

service = Service("organization")
_USUAL_FIELDS = ["duration", "gpu_usage"]


@service.reads("get_project_workloads", since="2.34")
@service.reads("get_project_usages", since="2.34")
def get_project_usages(call: Call) -> Data:
    """Seconds of work by project, queue and user; the second name is the newer one."""
    data = call.data
    return usages(
        call.store,
        data.required_texts("projects"),
        Period.of(data.required("from_date"), data.required("to_date")),
        _some_of(data, "breakdown_keys", KEYS) or KEYS,
        _some_of(data, "usage_fields", FIELDS) or _USUAL_FIELDS,
        drafts=data.flag("include_development"),
    )


def _some_of(data: Params, name: str, allowed: tuple[str, ...]) -> list[str]:
    values = data.texts(name)
    if not set(values) <= set(allowed):
        raise ApiError(errors.VALIDATION_ERROR, f"unknown {name}", value=values, allowed=allowed)
    return values

"""`tasks.*`: hyperparameters and configuration objects."""

from __future__ import annotations

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Data, Service
from automl_server.store import params

service = Service("tasks")


@service.reads("get_hyper_params")
def get_hyper_params(call: Call) -> Data:
    """The hyperparameters of tasks, as lists."""
    return {"params": params.hyperparams_of(call.store.tasks, call.data.required_texts("tasks"))}


@service.writes("edit_hyper_params")
def edit_hyper_params(call: Call) -> Data:
    """Put hyperparameters."""
    data = call.data
    items = [_described(item) for item in data.required_objects("hyperparams")]
    replace = data.text("replace_hyperparams") or "none"
    if replace not in ("none", "section", "all"):
        raise ApiError(errors.VALIDATION_ERROR, "replace_hyperparams must be none, section or all", value=replace)
    for item in items:
        item.required("section")
        if replace != "section" or set(item) != {"section"}:  # a section by itself: nothing is left in it
            item.required("name")
    task, force = data.required("task"), data.flag("force")
    updated = params.edit_hyperparams(
        call.store.tasks, task, [dict(item) for item in items], replace, call.identity, force=force
    )
    return {"updated": updated}


@service.writes("delete_hyper_params")
def delete_hyper_params(call: Call) -> Data:
    """Remove hyperparameters, or sections of them."""
    data = call.data
    keys = [(item.required("section"), item.text("name")) for item in data.required_objects("hyperparams")]
    task, force = data.required("task"), data.flag("force")
    return {"deleted": params.delete_hyperparams(call.store.tasks, task, keys, call.identity, force=force)}


def _described(item: Params) -> Params:
    item.text("type")
    item.text("description")
    return item


@service.reads("get_configurations")
def get_configurations(call: Call) -> Data:
    """The configuration objects of tasks, as lists."""
    tasks, names = call.data.required_texts("tasks"), call.data.texts("names")
    return {"configurations": params.configurations_of(call.store.tasks, tasks, names)}


@service.reads("get_configuration_names")
def get_configuration_names(call: Call) -> Data:
    """The names of the configuration objects of tasks, without the empty ones unless asked for."""
    tasks, skip_empty = call.data.required_texts("tasks"), call.data.flag("skip_empty", True)
    return {"configurations": params.configuration_names_of(call.store.tasks, tasks, skip_empty=skip_empty)}


@service.writes("edit_configuration")
def edit_configuration(call: Call) -> Data:
    """Put configuration objects."""
    data = call.data
    items = {item.required("name"): _described(item) for item in data.required_objects("configuration")}
    updated = params.edit_configuration(
        call.store.tasks,
        data.required("task"),
        items,
        call.identity,
        replace=data.flag("replace_configuration"),
        force=data.flag("force"),
    )
    return {"updated": updated}


@service.writes("delete_configuration")
def delete_configuration(call: Call) -> Data:
    """Remove configuration objects."""
    data = call.data
    names, force = data.required_texts("configuration"), data.flag("force")
    deleted = params.delete_configuration(call.store.tasks, data.required("task"), names, call.identity, force=force)
    return {"deleted": deleted}

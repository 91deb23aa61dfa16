"""What a client may write into a task, and the form in which it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_server import errors
from automl_server.clock import now
from automl_server.errors import ApiError
from automl_server.parts import require
from automl_server.store import status
from automl_server.store.tags import clean_tags
from automl_server.task_parts import CONTAINER, ITEM, PARTS

TYPES = (
    "training testing inference data_processing application monitor controller report optimizer service qc custom"
).split()
CREATE_FIELDS = frozenset(
    "name tags system_tags type error comment parent project models container output_dest execution hyperparams"
    " configuration script runtime report".split()
)
UPDATE_FIELDS = frozenset("name comment project tags system_tags status_message".split())
_MERGED = ("execution", "script", "output", "models")  # an edit of these keeps the keys it does not name
_OBJECTS = (*_MERGED, "hyperparams", "configuration", "runtime", "container")
_TEXTS = ("name", "status", "type", "comment", "parent", "project", "status_message", "report", "output_dest")
_PROPERTIES = "properties"
_LEGACY = "legacy"  # the type of parameters that came in their old form
_LEGACY_PLACES = ("parameters", "model_desc")
Document = dict[str, Any]


def defaults() -> Document:
    """The structured fields of a task that nobody has filled."""
    return {
        "tags": [],
        "system_tags": [],
        "output": {},
        "execution": {"parameters": {}, "artifacts": []},
        "script": {"binary": "python", "repository": "", "entry_point": "", "requirements": {}},
        "models": {"input": [], "output": []},
        "last_iteration": 0,
        "last_metrics": {},
        "unique_metrics": [],
        "metric_stats": {},
        "hyperparams": {},
        "configuration": {},
        "runtime": {},
        "container": {},
    }


def prepare(data: Mapping[str, Any], allowed: frozenset[str], previous: Mapping[str, Any] | None = None) -> Document:
    """The changes a request asks for. None means untouched; unknown keys are ignored."""
    fields = {key: value for key, value in data.items() if key in allowed and value is not None}
    for key in _OBJECTS:
        if not isinstance(fields.get(key, {}), dict):
            raise ApiError(errors.VALIDATION_ERROR, "an object is expected", field=key)
    for key in _TEXTS:
        if not isinstance(fields.get(key, ""), str):
            raise ApiError(errors.VALIDATION_ERROR, "a text is expected", field=key)
    for key, part in PARTS.items():
        if key in fields:
            fields[key] = require(part, fields[key], key)
    fields.pop("error", None)
    previous = previous or defaults()
    if fields.get("status", status.CREATED) not in status.STATUSES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown status", field="status", value=fields["status"])
    _move_legacy_parameters(fields, previous)
    if "name" in fields:
        fields["name"] = checked_name(fields["name"])
    if "type" in fields and fields["type"] not in TYPES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown task type", field="type", value=fields["type"])
    for key in ("tags", "system_tags"):
        if key in fields:
            fields[key] = clean_tags(key, fields[key])
    if "output_dest" in fields:
        fields["output"] = {"destination": fields.pop("output_dest")}
    if "hyperparams" in fields:
        fields["hyperparams"] = clean_hyperparams(fields["hyperparams"])
    if "configuration" in fields:
        fields["configuration"] = clean_configuration(fields["configuration"])
    if "script" in fields:
        fields["script"] = {
            key: value.strip() if isinstance(value, str) and key != "diff" else value
            for key, value in fields["script"].items()
        }
    if "models" in fields:
        fields["models"] = _clean_models(fields["models"])
    for key in _MERGED:
        if key in fields:
            merged = {**(previous.get(key) or {}), **fields[key]}
            fields[key] = {name: value for name, value in merged.items() if value is not None}
    if "execution" in fields:
        execution = fields["execution"]
        execution["artifacts"] = clean_artifacts(execution.get("artifacts") or [])
    return fields


def _move_legacy_parameters(fields: Document, previous: Mapping[str, Any]) -> None:
    """Parameters and model description inside `execution` become hyperparameters and configuration objects."""
    execution = fields.get("execution") or {}
    for old, new in (("parameters", "hyperparams"), ("model_desc", "configuration")):
        values = execution.get(old)
        if values is None:
            continue
        if not isinstance(values, dict):
            raise ApiError(errors.VALIDATION_ERROR, "an object is expected", field=f"execution.{old}")
        kept = fields.get(new) or _without_legacy(previous.get(new) or {}, new)
        if not values and new not in fields and kept == (previous.get(new) or {}):
            continue
        for full_name, value in values.items():
            item = {"type": _LEGACY, "value": str(value)}
            if new == "configuration":
                kept = {**kept, full_name: item}
            else:
                section, name = _split_legacy_name(full_name)
                kept = {**kept, section: {**kept.get(section, {}), name: item}}
        fields[new] = kept
    if execution:
        fields["execution"] = {key: value for key, value in execution.items() if key not in _LEGACY_PLACES}


def _split_legacy_name(full_name: str) -> tuple[str, str]:
    section, _, name = full_name.partition("/")
    if section != "TF_DEFINE":
        return "Args", full_name
    if not name:
        raise ApiError(errors.VALIDATION_ERROR, "Parameter name cannot be empty")
    return section, name


def _without_legacy(items: Mapping[str, Any], field: str) -> Document:
    if field == "configuration":
        return {name: item for name, item in items.items() if item.get("type") != _LEGACY}
    sections = {name: _without_legacy(section, "configuration") for name, section in items.items()}
    return {name: section for name, section in sections.items() if section}


def checked_name(name: str, kind: str = "task") -> str:
    """Names under three characters are refused, as the full server does."""
    name = name.strip()
    if len(name) < 3:
        raise ApiError(errors.DATA_VALIDATION_ERROR, f"{kind} name: String value is too short", value=name)
    return name


def checked_container(container: Any) -> Document:
    """What a task runs in: image, arguments and so on, all of them texts."""
    if not isinstance(container, dict):
        raise ApiError(errors.VALIDATION_ERROR, "an object is expected", field="container")
    kept: Document = require(CONTAINER, container, "container")
    return kept


def clean_artifacts(artifacts: Any) -> list[Document]:
    """One artifact per key and mode, the last one counts, in order of the key."""
    if not isinstance(artifacts, list):
        raise ApiError(errors.VALIDATION_ERROR, "a list is expected", field="artifacts")
    unique: dict[tuple[str, str], Document] = {}
    for artifact in artifacts:
        if not isinstance(artifact, dict) or not isinstance(artifact.get("key"), str):
            raise ApiError(errors.VALIDATION_ERROR, "an artifact needs a key", field="artifacts")
        kept = {name: value for name, value in artifact.items() if value is not None}
        mode = kept.setdefault("mode", "output")
        unique[artifact["key"], mode] = kept
    return [unique[key] for key in sorted(unique)]


def clean_hyperparams(sections: Any) -> Document:
    """{section: {name: {section, name, value, ...}}}, with the names filled in from the keys."""
    if not isinstance(sections, dict):
        raise ApiError(errors.VALIDATION_ERROR, "an object is expected", field="hyperparams")
    cleaned: Document = {}
    for section, items in sections.items():
        if not isinstance(items, dict):
            raise ApiError(errors.VALIDATION_ERROR, "an object per section is expected", section=section)
        section = section_name(section)
        cleaned[section] = {
            name: {**_item(f"hyperparams.{section}.{name}", item), "section": section, "name": name}
            for name, item in items.items()
        }
    return cleaned


def clean_configuration(items: Any) -> Document:
    """{name: {name, value, type, description}}."""
    if not isinstance(items, dict):
        raise ApiError(errors.VALIDATION_ERROR, "an object is expected", field="configuration")
    return {name: {**_item(f"configuration.{name}", item), "name": name} for name, item in items.items()}


def kept_hyperparams(sections: Mapping[str, Any]) -> Document:
    """Those of a stored task. Earlier versions took more than texts: as texts, they can be written again."""
    return {section: kept_configuration(items) for section, items in sections.items()}


def kept_configuration(items: Mapping[str, Any]) -> Document:
    """The same for configuration objects."""
    return {name: {key: str(value) for key, value in item.items() if value is not None} for name, item in items.items()}


def section_name(section: str) -> str:
    """User properties have one spelling."""
    return _PROPERTIES if section.lower() == _PROPERTIES else section


def is_properties(section: str) -> bool:
    """Whether a section holds user properties, which may change in any status."""
    return section_name(section) == _PROPERTIES


def _item(field: str, item: Any) -> Document:
    if not isinstance(item, dict):
        raise ApiError(errors.VALIDATION_ERROR, "an object with a value is expected", field=field)
    require(ITEM, item, field)
    kept = {key: item[key] for key in ("value", "type", "description") if item.get(key) is not None}
    value = kept.get("value", "")
    kept["value"] = value if isinstance(value, str) else str(value)
    return kept


def _clean_models(models: Document) -> Document:
    moment = now()
    cleaned: Document = {}
    for role in ("input", "output"):
        items = models.get(role)
        if items is None:
            continue
        if not isinstance(items, list) or not all(isinstance(item, dict) and "model" in item for item in items):
            raise ApiError(errors.VALIDATION_ERROR, "a list of {name, model} is expected", field=f"models.{role}")
        cleaned[role] = [{"name": item.get("name"), "model": item["model"], "updated": moment} for item in items]
    return cleaned

"""What old clients send and expect: their tags, models, container and parameters live in other places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from automl_server.documents import Document
from automl_server.params import Params
from automl_server.service import Call
from automl_server.version import Version

_ONE_KIND_OF_TAGS = Version.parse("2.3")  # before it, system tags stood among the tags
_LEGACY_PARAMETERS = Version.parse("2.9")  # before it, parameters had no sections
_ONE_MODEL = Version.parse("2.13")  # before it, a task had one model each way, and its container was one text
_PROJECTS_ARE_WORK = Version.parse("2.14")  # before it, only who made a task or a model was active in a project
_METADATA_BY_KEY = Version.parse("2.17")  # before it, metadata was a list
_SYSTEM_TAGS = {
    "model": frozenset({"active", "archived"}),
    "project": frozenset({"archived", "default", "public"}),
    "queue": frozenset({"default"}),
    "task": frozenset({"active", "archived", "development"}),
}
_ANNOTATION = "annotat"  # a tag of a task that starts so is a system tag
_MODEL_PLACES = (("input", "execution", "Input Model", 0), ("output", "output", "Output Model", -1))
_LEGACY = "legacy"


def upgraded(call: Call, entity: str) -> Params:
    """The data of a call about models, projects, queues or tasks, as a client of today would send it."""
    data = Params(call.data)
    if call.version < _ONE_KIND_OF_TAGS and isinstance(data.get("tags"), list) and not data.get("system_tags"):
        tags = [tag for tag in data["tags"] if isinstance(tag, str)]
        data["tags"] = [tag for tag in tags if not _is_system_tag(tag, entity)]
        data["system_tags"] = [tag for tag in tags if _is_system_tag(tag, entity)]
    return data


def tags_asked_for(call: Call, entity: str) -> dict[str, Any]:
    """What a list is filtered by: its `tags` and `system_tags`, as a client of today would send them."""
    return {key: value for key, value in upgraded(call, entity).items() if key in ("tags", "system_tags")}


def upgraded_task(call: Call) -> Params:
    """The same for a call that writes a task."""
    data = upgraded(call, "task")
    if call.version >= _ONE_MODEL:
        return data
    for role, place, name, _ in _MODEL_PLACES:
        holder = data.get(place)
        if isinstance(holder, dict) and holder.get("model") is not None:
            data[place] = {key: value for key, value in holder.items() if key != "model"}
            items = [{"name": name, "model": holder["model"]}] if holder["model"] else []
            data["models"] = {**(data.mapping("models") or {}), role: items}
    execution = data.get("execution")
    if isinstance(execution, dict) and isinstance(execution.get("docker_cmd"), str):
        image, _, arguments = execution["docker_cmd"].partition(" ")
        data["execution"] = {key: value for key, value in execution.items() if key != "docker_cmd"}
        data["container"] = {**(data.mapping("container") or {}), "image": image, "arguments": arguments}
    return data


def shown(call: Call, documents: list[Document]) -> list[Document]:
    """Documents with tags and metadata, as the client of this call knows them."""
    if call.version >= _METADATA_BY_KEY:
        return documents
    documents = _parsed(documents)
    for document in documents:
        if "metadata" in document:
            document["metadata"] = []
        if call.version < _ONE_KIND_OF_TAGS and document.get("system_tags"):
            document["tags"] = sorted({*document.get("tags", []), *document["system_tags"]})
    return documents


def projects_are_work(call: Call) -> bool:
    """Whether somebody who made a project counts as active in it before there is a task or a model."""
    return call.version >= _PROJECTS_ARE_WORK


def shown_as_kept(call: Call) -> bool:
    """Whether the client of this call knows tasks in the form they are kept in."""
    return call.version >= _ONE_MODEL


def shown_tasks(call: Call, tasks: list[Document]) -> list[Document]:
    """Tasks with tags, metadata, models and containers, as the client of this call knows them."""
    if shown_as_kept(call):
        return tasks
    tasks = shown(call, tasks)
    for task in tasks:
        _show_models(task)
        _show_container(task)
        if call.version < _LEGACY_PARAMETERS:
            _show_parameters(task)
    return tasks


def _parsed(documents: list[Document]) -> list[Document]:
    parsed: list[Document] = orjson.loads(orjson.dumps(documents))
    return parsed


def _is_system_tag(tag: str, entity: str) -> bool:
    name = tag.removeprefix("-")
    return name in _SYSTEM_TAGS[entity] or (entity == "task" and name.lower().startswith(_ANNOTATION))


def _show_models(task: Document) -> None:
    for role, place, _, index in _MODEL_PLACES:
        items = (task.get("models") or {}).get(role)
        if items:
            task.setdefault(place, {})["model"] = items[index].get("model")


def _show_container(task: Document) -> None:
    container = task.get("container") or {}
    if container.get("image"):
        words = filter(None, (container["image"], container.get("arguments")))
        task.setdefault("execution", {})["docker_cmd"] = " ".join(words)


def _show_parameters(task: Document) -> None:
    sections = (task.get("hyperparams") or {}).values()
    parameters = {_full_name(item): item["value"] for section in sections for item in _legacy(section.values())}
    configuration = {item["name"]: item["value"] for item in _legacy((task.get("configuration") or {}).values())}
    for place, values in (("parameters", parameters), ("model_desc", configuration)):
        if values:
            task.setdefault("execution", {})[place] = values


def _legacy(items: Iterable[Any]) -> list[Document]:
    return [item for item in items if isinstance(item, dict) and item.get("type") == _LEGACY]


def _full_name(item: Document) -> str:
    return f"TF_DEFINE/{item['name']}" if item.get("section") == "TF_DEFINE" else str(item["name"])

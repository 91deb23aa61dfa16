"""Cloning: a new draft from a task, with what the caller replaces. Results and runtime stay behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_server import errors
from automl_server.clock import now
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.parts import require
from automl_server.store.identity import Identity
from automl_server.store.models import Models
from automl_server.store.projects import Projects
from automl_server.store.tags import clean_tags
from automl_server.store.task_fields import (
    checked_container,
    checked_name,
    clean_artifacts,
    clean_configuration,
    clean_hyperparams,
    defaults,
    kept_configuration,
    kept_hyperparams,
    prepare,
)
from automl_server.store.tasks import DELETED_PREFIX, Tasks
from automl_server.task_parts import EXECUTION

_SOURCE_FIELDS = (
    "id name comment parent project tags system_tags type script output models container execution configuration"
    " hyperparams"
).split()
_NOT_INHERITED = frozenset({"development", "archived"})


class Cloner:
    """Makes clones."""

    def __init__(self, tasks: Tasks, projects: Projects, models: Models) -> None:
        self._tasks = tasks
        self._projects = projects
        self._models = models

    def clone(self, task: str, wishes: Mapping[str, Any], identity: Identity) -> tuple[str, Document | None]:
        """Clone a task; `wishes` are the `new_task_*` fields of the request. Returns its id, and a project if named."""
        source = self._tasks.require(task, _SOURCE_FIELDS)
        project, new_project = self._project(source, wishes, identity)
        parent = wishes.get("new_task_parent")
        if parent and not self._tasks.exists(parent):
            raise ApiError(errors.INVALID_TASK_ID, "invalid parent", parent=parent)
        if wishes.get("validate_references"):
            self._check_references(source)
        inherited = source.get("parent") or ""
        clone = {
            **defaults(),
            "name": checked_name(wishes.get("new_task_name") or source["name"]),
            "comment": wishes.get("new_task_comment") or source.get("comment"),
            "parent": parent or (inherited if inherited and not inherited.startswith(DELETED_PREFIX) else task),
            "project": project,
            "tags": clean_tags("tags", wishes.get("new_task_tags") or source.get("tags", [])),
            "system_tags": self._system_tags(source, wishes),
            "type": source["type"],
            "script": _script(source, wishes),
            "output": {key: value for key, value in (source.get("output") or {}).items() if key == "destination"},
            "execution": _execution(source, wishes),
            "container": checked_container(wishes.get("new_task_container") or {})
            or _container(wishes)
            or source.get("container")
            or {},
            "hyperparams": clean_hyperparams(
                wishes.get("new_task_hyperparams") or kept_hyperparams(source.get("hyperparams") or {})
            ),
            "configuration": clean_configuration(
                wishes.get("new_task_configuration") or kept_configuration(source.get("configuration") or {})
            ),
            "models": {"input": self._input_models(source, wishes), "output": []},
        }
        clone_id = self._tasks.insert_new(clone, identity)
        self._projects.touch(project)
        return clone_id, new_project

    def _check_references(self, source: Document) -> None:
        self._check_models([item.get("model") for item in (source.get("models") or {}).get("input") or []])
        parent = source.get("parent")
        if parent and not parent.startswith(DELETED_PREFIX) and not self._tasks.exists(parent):
            raise ApiError(errors.INVALID_TASK_ID, "invalid parent", parent=parent)

    def _check_models(self, models: list[Any]) -> None:
        missing = [model for model in models if not isinstance(model, str) or not self._models.exists(model)]
        if missing:
            raise ApiError(errors.INVALID_MODEL_ID, models=missing)

    def _project(
        self, source: Document, wishes: Mapping[str, Any], identity: Identity
    ) -> tuple[str | None, Document | None]:
        project, name = wishes.get("new_task_project"), wishes.get("new_project_name")
        if project:
            self._projects.require(project, ["id"])
            return project, None
        if name:
            project = self._projects.ensure(name, identity)
            return project, {"id": project, "name": name}
        return source.get("project"), None

    def _system_tags(self, source: Document, wishes: Mapping[str, Any]) -> list[str]:
        if wishes.get("new_task_system_tags"):
            return clean_tags("system_tags", wishes["new_task_system_tags"])
        return [tag for tag in source.get("system_tags", []) if tag not in _NOT_INHERITED]

    def _input_models(self, source: Document, wishes: Mapping[str, Any]) -> list[Document]:
        override = (wishes.get("execution_overrides") or {}).get("model")
        overriding = [{"name": "Input Model", "model": override}] if override else []
        wanted = wishes.get("new_task_input_models") or overriding
        if not wanted:
            return list((source.get("models") or {}).get("input") or [])
        self._check_models([item.get("model") for item in wanted])
        return [{"name": item.get("name"), "model": item["model"], "updated": now()} for item in wanted]


def _container(wishes: Mapping[str, Any]) -> Document:
    command = (wishes.get("execution_overrides") or {}).get("docker_cmd")
    if not isinstance(command, str) or not command:
        return {}
    image, _, arguments = command.partition(" ")
    return {"image": image, "arguments": arguments}


def _script(source: Document, wishes: Mapping[str, Any]) -> Document | None:
    overrides = wishes.get("script_overrides")
    if not overrides:
        return source.get("script")
    changed: Document = prepare({"script": overrides}, frozenset({"script"}), source)["script"]
    return changed


def _execution(source: Document, wishes: Mapping[str, Any]) -> Document:
    execution = {key: value for key, value in (source.get("execution") or {}).items() if key != "queue"}
    overrides = require(EXECUTION, wishes.get("execution_overrides") or {}, "execution_overrides")
    execution.update({key: value for key, value in overrides.items() if key not in ("model", "docker_cmd", "queue")})
    if isinstance(labels := execution.get("model_labels"), dict):
        execution["model_labels"] = {name: int(value) for name, value in labels.items() if value is not None}
    artifacts = clean_artifacts(execution.get("artifacts") or [])
    replaced = "artifacts" in overrides
    execution["artifacts"] = [artifact for artifact in artifacts if artifact["mode"] != "output" or replaced]
    return execution

"""Registered models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import new_id, now
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.entities import MODEL
from automl_server.errors import ApiError
from automl_server.store.identity import Identity
from automl_server.store.metadata import clean_described
from automl_server.store.projects import Projects

DELETED_PREFIX = "__DELETED__"
CREATE_FIELDS = frozenset(
    "name tags system_tags task comment uri project parent framework design labels ready metadata".split()
)
UPDATE_FIELDS = frozenset(
    "name project created comment tags system_tags uri ui_cache metadata task ready labels framework design".split()
)
_WITH_UPDATE = frozenset("uri framework design labels ready metadata system_tags tags".split())
_OBJECTS = ("design", "labels", "ui_cache")
_TEXTS = ("name", "task", "comment", "uri", "project", "parent", "framework")


@dataclass(frozen=True, kw_only=True)
class Released:
    """What became of a task's output models."""

    deleted: list[str] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)
    updated: int = 0


class Models(Documents):
    """All models."""

    unknown = errors.INVALID_MODEL_ID, "no such public or company model"

    def __init__(self, db: Database, projects: Projects) -> None:
        super().__init__(db, MODEL)
        self._projects = projects

    def require_writable(self, model: str, fields: Iterable[str] | None = None) -> Document:
        """The model, if it may be changed: a public one is as good as unknown."""
        found = self.require(model, fields and ["company", *fields])
        if not found.get("company"):
            raise ApiError(errors.INVALID_MODEL_ID, id=model)
        return found

    def create(self, data: Mapping[str, Any], identity: Identity) -> str:
        """Add a model; returns its id."""
        fields = self._checked(data, CREATE_FIELDS)
        if not fields.get("name"):
            raise ApiError(errors.VALIDATION_ERROR, "field is required", field="name")
        moment, model = now(), new_id()
        self.insert(
            {
                "uri": "",
                "ready": True,
                "tags": [],
                "system_tags": [],
                "design": {},
                "labels": {},
                "metadata": {},
                "ui_cache": {},
                **fields,
                "id": model,
                "user": identity.user,
                "company": None if data.get("public") else identity.company,
                "company_origin": identity.company if data.get("public") else None,
                "created": moment,
                "last_update": moment,
                "last_change": moment,
                "last_changed_by": identity.user,
            }
        )
        self._projects.touch(fields.get("project"))
        return model

    def change(
        self, model: str, data: Mapping[str, Any], identity: Identity, allowed: frozenset[str] = CREATE_FIELDS
    ) -> Document:
        """Edit a model; returns the changed fields."""
        self.require_writable(model, ["id"])
        fields = self._checked(data, allowed)
        if fields:
            moment = now()
            if not _WITH_UPDATE.isdisjoint(fields):
                fields["last_update"] = moment
            fields.update(last_change=moment, last_changed_by=identity.user)
            self.update(model, fields)
            self._projects.touch(fields.get("project"))
        return fields

    def stamp(self, model: str, identity: Identity) -> None:
        """Note that something in a model changed, and who did it."""
        moment = now()
        self.update(model, {"last_update": moment, "last_change": moment, "last_changed_by": identity.user})

    def set_ready(self, model: str, identity: Identity) -> int:
        """Publish a model. Raises if it is already."""
        if self.require_writable(model, ["ready"]).get("ready"):
            raise ApiError(errors.MODEL_IS_READY, model=model)
        moment = now()
        return self.update(
            model,
            {"ready": True, "last_update": moment, "last_change": moment, "last_changed_by": identity.user},
        )

    def remove(self, model: str, *, force: bool) -> Document:
        """Delete a model; without force not one that a task uses, or that a published task made."""
        found = self.require_writable(model, ["id", "task", "project", "uri"])
        users = self._tasks_with_model("input", [model])
        if users and not force:
            raise ApiError(errors.MODEL_IN_USE, "as execution model, use force=True to delete", num_tasks=len(users))
        for task in users:
            self._edit_task_models(task, "input", model, DELETED_PREFIX + model)
        if found.get("task"):
            self._detach_from_maker(found["task"], model, force=force)
        self.delete([model])
        return found

    def release_outputs_of(self, task: Document, *, force: bool, delete: bool, task_is_gone: bool) -> Released:
        """Delete a task's draft models, and let go of those that are published or used elsewhere."""
        outputs = [item["model"] for item in (task.get("models") or {}).get("output") or []]
        rows = self._db.rows("SELECT id FROM models WHERE task = ?", (task["id"],))
        models = self.get_many(list({*outputs, *(row[0] for row in rows)}), ["id", "ready", "uri"])
        published = [model["id"] for model in models if model.get("ready")]
        if published and not force:
            raise ApiError(
                errors.TASK_CANNOT_BE_DELETED,
                "has output models, use force=True",
                task=task["id"],
                models=len(published),
            )
        drafts = [model["id"] for model in models if not model.get("ready")]
        used = set(self._models_in_use(drafts))
        doomed = [model for model in drafts if model not in used] if delete else []
        kept = [model["id"] for model in models if model["id"] not in doomed]
        for model in kept:
            self.update(model, {"task": DELETED_PREFIX + task["id"] if task_is_gone else None})
        self.delete(doomed)
        urls = {model["uri"] for model in models if model["id"] in doomed and model.get("uri")}
        return Released(deleted=doomed, urls=urls, updated=len(kept))

    def frameworks(self, projects: Sequence[str]) -> list[str]:
        """The different frameworks in use."""
        rows = self._db.rows(
            "SELECT DISTINCT framework FROM models WHERE framework IS NOT NULL"
            " AND (? = '[]' OR project IN (SELECT value FROM json_each(?))) ORDER BY framework",
            (ids := orjson.dumps(list(projects)).decode(), ids),
        )
        return [row[0] for row in rows]

    def _tasks_with_model(self, role: str, models: Sequence[str]) -> list[str]:
        rows = self._db.rows(
            "SELECT DISTINCT t.id FROM tasks AS t, json_each(t.models, ?) AS item"
            " WHERE json_extract(item.value, '$.model') IN (SELECT value FROM json_each(?))",
            (f"$.{role}", orjson.dumps(list(models)).decode()),
        )
        return [row[0] for row in rows]

    def _models_in_use(self, models: Sequence[str]) -> list[str]:
        return [model for model in models if self._tasks_with_model("input", [model])]

    def _edit_task_models(self, task: str, role: str, model: str, replacement: str | None) -> None:
        text = self._db.value("SELECT models FROM tasks WHERE id = ?", (task,))
        models = orjson.loads(text or b"{}")
        items = [item for item in models.get(role, []) if item["model"] != model or replacement]
        for item in items:
            if item["model"] == model:
                item["model"] = replacement
        models[role] = items
        self._db.run("UPDATE tasks SET models = ? WHERE id = ?", (orjson.dumps(models).decode(), task))

    def _detach_from_maker(self, task: str, model: str, *, force: bool) -> None:
        status = self._db.value("SELECT status FROM tasks WHERE id = ?", (task,))
        if status is None:
            return
        if status == "published" and not force:
            raise ApiError(errors.MODEL_CREATING_TASK_EXISTS, "and published, use force=True to delete", task=task)
        self._edit_task_models(task, "output", model, DELETED_PREFIX + model if status == "published" else None)

    def _checked(self, data: Mapping[str, Any], allowed: frozenset[str]) -> Document:
        fields = {key: value for key, value in data.items() if key in allowed and value is not None}
        for key in _TEXTS:
            if not isinstance(fields.get(key, ""), str):
                raise ApiError(errors.VALIDATION_ERROR, "a text is expected", field=key)
        for key in _OBJECTS:
            if not isinstance(fields.get(key, {}), dict):
                raise ApiError(errors.VALIDATION_ERROR, "an object is expected", field=key)
        if not isinstance(fields.get("ready", True), bool):
            raise ApiError(errors.VALIDATION_ERROR, "true or false is expected", field="ready")
        fields = clean_described(fields, "model")
        labels = fields.get("labels") or {}
        if any(isinstance(value, bool) or not isinstance(value, int) for value in labels.values()):
            raise ApiError(errors.VALIDATION_ERROR, "labels values must be integers", values=list(labels.values()))
        if str(fields.get("task") or "").startswith(DELETED_PREFIX):
            fields.pop("task")
        if fields.get("task") and not self._db.value("SELECT 1 FROM tasks WHERE id = ?", (fields["task"],)):
            raise ApiError(errors.INVALID_TASK_ID, id=fields["task"])
        if fields.get("project") and not self._projects.exists(fields["project"]):
            raise ApiError(errors.INVALID_PROJECT_ID, id=fields["project"])
        return fields

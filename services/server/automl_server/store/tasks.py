"""Tasks: create, edit, and what belongs to a task's document. The way through the statuses is in `lifecycle`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from automl_server import errors
from automl_server.clock import epoch, new_id, now
from automl_server.db import Database
from automl_server.documents import Document
from automl_server.entities import TASK
from automl_server.errors import ApiError
from automl_server.joins import renderer_of
from automl_server.kept_texts import KeptTexts
from automl_server.query import TRUE, membership
from automl_server.signals import Signals
from automl_server.store import status
from automl_server.store.identity import Identity
from automl_server.store.projects import Projects
from automl_server.store.publicity import Publishable
from automl_server.store.task_fields import CREATE_FIELDS, UPDATE_FIELDS, clean_artifacts, defaults, prepare

DELETED_PREFIX = "__DELETED__"
_EDITED_FIELDS = ("status", "execution", "script", "output", "models", "project", "hyperparams", "configuration")


class Tasks(Publishable):
    """All tasks."""

    unknown = errors.INVALID_TASK_ID, ""

    def __init__(self, db: Database, projects: Projects, signals: Signals) -> None:
        super().__init__(db, TASK)
        self.kept = KeptTexts(db, "task_texts", renderer_of({}, TASK, joined=True))
        self._projects = projects
        self._signals = signals

    def insert(self, document: Mapping[str, Any]) -> None:
        """Add a task, and tell those who wait for changes."""
        with self._db.write():
            super().insert(document)
            self._db.once_committed(self._signals.changed)

    def update(self, document_id: str, changes: Mapping[str, Any]) -> int:
        """Set fields, and tell those who wait for changes of a status."""
        with self._db.write():
            if "status" in changes:
                self._db.once_committed(self._signals.changed)
            return super().update(document_id, changes)

    def delete(self, ids: Sequence[str]) -> int:
        """Remove tasks, and tell those who wait for changes."""
        with self._db.write():
            self._db.once_committed(self._signals.changed)
            return super().delete(ids)

    def steps_of(self, task: str) -> list[str]:
        """The steps of a pipeline, given its controller; none for any other task."""
        rows = self._db.rows(
            "SELECT id FROM tasks WHERE parent = ? AND (SELECT type FROM tasks WHERE id = ?) = 'controller'",
            (task, task),
        )
        return [row[0] for row in rows]

    def require_all(self, tasks: Sequence[str], fields: Iterable[str] | None = None) -> list[Document]:
        """All these tasks, in this order."""
        found = {task["id"]: task for task in self.get_many(tasks, fields and ["id", *fields])}
        missing = [task for task in tasks if task not in found]
        if missing:
            raise ApiError(errors.INVALID_TASK_ID, ids=missing)
        return [found[task] for task in dict.fromkeys(tasks)]

    def require_editable(self, task: str, fields: Iterable[str], *, force: bool, any_status: bool = False) -> Document:
        """The task, if its parameters may be changed now: as a draft, or while it runs with force."""
        found = self.require_writable(task, ["status", *fields])
        allowed = (status.CREATED, status.IN_PROGRESS) if force else (status.CREATED,)
        if not any_status and found["status"] not in allowed:
            raise ApiError(errors.INVALID_TASK_STATUS, expected=status.CREATED, status=found["status"])
        return found

    def validated(self, data: Mapping[str, Any]) -> Document:
        """The task a create request describes. Raises if it refers to what does not exist."""
        for key in ("name", "type"):
            if not data.get(key):
                raise ApiError(errors.VALIDATION_ERROR, "field is required", field=key)
        fields = prepare(data, CREATE_FIELDS)
        self._check_references(fields)
        return fields

    def create(self, data: Mapping[str, Any], identity: Identity) -> str:
        """Add a draft; returns its id."""
        fields = self.validated(data)
        task = self.insert_new({**defaults(), **fields}, identity)
        self._projects.touch(fields.get("project"))
        return task

    def insert_new(self, fields: Mapping[str, Any], identity: Identity) -> str:
        """Add a task as it is, with what every new one gets."""
        moment, task = now(), new_id()
        self.insert(
            {
                **fields,
                "id": task,
                "user": identity.user,
                "company": identity.company,
                "status": status.CREATED,
                "created": moment,
                "last_update": moment,
                "last_change": moment,
                "last_changed_by": identity.user,
            }
        )
        return task

    def edit(self, task: str, data: Mapping[str, Any], identity: Identity, *, force: bool) -> Document:
        """Change a draft, or with force any task; returns the changed fields."""
        previous = self.require_writable(task, _EDITED_FIELDS)
        if not force and previous["status"] != status.CREATED:
            raise ApiError(errors.INVALID_TASK_STATUS, expected=status.CREATED, status=previous["status"])
        fields = prepare(data, CREATE_FIELDS | {"status"}, previous)
        if not fields:
            return {}
        self._check_references(fields)
        moment = now()
        fields.update(last_change=moment, last_changed_by=identity.user)
        if not set(fields) <= UPDATE_FIELDS | {"last_change", "last_changed_by"}:
            fields["last_update"] = moment
        self.update(task, fields)
        self._projects.touch(fields.get("project"))
        return fields

    def update_fields(self, task: str, data: Mapping[str, Any], identity: Identity) -> Document:
        """Change the few fields that may be changed in any status."""
        self.require_writable(task, ["id"])
        fields = prepare(data, UPDATE_FIELDS)
        if not fields:
            return {}
        self._check_references(fields)
        fields.update(last_change=now(), last_changed_by=identity.user)
        self.update(task, fields)
        self._projects.touch(fields.get("project"))
        return fields

    def change(self, task: str, changes: Mapping[str, Any], identity: Identity) -> int:
        """Write fields of a task, and that it was written."""
        moment = now()
        stamp = {"last_update": moment, "last_change": moment, "last_changed_by": identity.user}
        return self.update(task, {**changes, **stamp})

    def mark_alive(self, task: str, identity: Identity, **changes: Any) -> int:
        """Note a sign of life; a running task's duration goes on."""
        found = self.get(task, ["status", "started"])
        if found is None:
            return 0
        if found["status"] == status.IN_PROGRESS and found.get("started"):
            changes["active_duration"] = int(epoch(now()) - epoch(found["started"]))
        return self.change(task, changes, identity)

    def put_artifacts(self, task: str, artifacts: list[Any], identity: Identity) -> int:
        """Add artifacts, or replace those with the same key and mode."""
        execution = self.require_editable(task, ["execution"], force=True)["execution"]
        execution["artifacts"] = clean_artifacts([*execution.get("artifacts", []), *artifacts])
        return self.change(task, {"execution": execution}, identity)

    def remove_artifacts(self, task: str, artifacts: list[tuple[str, str]], identity: Identity) -> int:
        """Remove artifacts by key and mode."""
        execution = self.require_editable(task, ["execution"], force=True)["execution"]
        execution["artifacts"] = [
            item
            for item in clean_artifacts(execution.get("artifacts", []))
            if (item["key"], item["mode"]) not in artifacts
        ]
        return self.change(task, {"execution": execution}, identity)

    def put_model(self, task: str, role: str, name: str, model: str, iteration: int | None, identity: Identity) -> int:
        """Attach a model under a name, replacing the one of that name."""
        found = self.require_editable(task, ["models", "last_iteration"], force=True)
        models = found.get("models") or {"input": [], "output": []}
        entry = {"name": name, "model": model, "updated": now()}
        items = models.setdefault(role, [])
        for index, item in enumerate(items):
            if item.get("name") == name:
                items[index] = entry
                break
        else:
            items.append(entry)
        changes: Document = {"models": models}
        if iteration is not None:
            changes["last_iteration"] = max(iteration, found.get("last_iteration", 0))
        return self.mark_alive(task, identity, **changes)

    def remove_models(self, task: str, models: list[tuple[str, str]], identity: Identity) -> int:
        """Detach models by role and name."""
        found = self.require_editable(task, ["models"], force=True)["models"]
        kept = {
            role: [item for item in found.get(role, []) if (role, item.get("name")) not in models]
            for role in ("input", "output")
        }
        return self.update(task, {"models": kept, "last_change": now(), "last_changed_by": identity.user})

    def edit_runtime(self, task: str, put: Mapping[str, Any], remove: list[str], identity: Identity) -> int:
        """Set and remove runtime entries."""
        runtime = self.require_editable(task, ["runtime"], force=True).get("runtime") or {}
        runtime = {key: value for key, value in {**runtime, **put}.items() if key not in remove}
        return self.change(task, {"runtime": runtime}, identity)

    def set_requirements(self, task: str, requirements: Mapping[str, Any], identity: Identity) -> int:
        """Set the packages a task needs."""
        script = self.require_writable(task, ["script"]).get("script")
        if not script:
            raise ApiError(errors.MISSING_TASK_FIELDS, "Task has no script field", task=task)
        script["requirements"] = requirements
        return self.change(task, {"script": script}, identity)

    def types_in_use(self, projects: Sequence[str]) -> list[str]:
        """The different types of the tasks in these projects, or in all."""
        condition = membership("project", self._projects.with_children(projects)) if projects else TRUE
        rows = self._db.rows(f"SELECT DISTINCT type FROM tasks WHERE {condition.text} ORDER BY type", condition.values)
        return [row[0] for row in rows]

    def orphan_children(self, task: str) -> int:
        """Let the children of a task remember that it was deleted."""
        return self._db.run("UPDATE tasks SET parent = ? WHERE parent = ?", (DELETED_PREFIX + task, task))

    def bring_back_to_now(self) -> None:
        """Where the clock was set back, a running task that was heard of before counts as heard of now."""
        self._db.run(
            "UPDATE tasks SET last_update = ? WHERE status = ? AND last_update > ?", (now(), status.IN_PROGRESS, now())
        )

    def silent_since(self, moment: str) -> list[str]:
        """Tasks that run, but have shown no sign of life since."""
        rows = self._db.rows("SELECT id FROM tasks WHERE status = ? AND last_update < ?", (status.IN_PROGRESS, moment))
        return [row[0] for row in rows]

    def _check_references(self, fields: Mapping[str, Any]) -> None:
        parent, project = fields.get("parent"), fields.get("project")
        if parent and not parent.startswith(DELETED_PREFIX) and not self.exists(parent):
            raise ApiError(errors.INVALID_TASK_ID, "invalid parent", parent=parent)
        if project:
            self._projects.require_writable(project, ["id"])

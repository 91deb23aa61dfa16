"""A task's way through its statuses, with all that must happen along with it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from automl_server import errors
from automl_server.clock import epoch, now
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.query import Sql
from automl_server.store import status
from automl_server.store.identity import Identity
from automl_server.store.models import Models, Released
from automl_server.store.projects import Projects
from automl_server.store.queues import Queues
from automl_server.store.tasks import Tasks

_WORKER_SILENCE_SECONDS = 600.0  # a task with a younger sign of life is stopped by its worker
_STATUS_FIELDS = ("id", "company", "status", "project", "started", "system_tags", "enqueue_status", "execution")


@dataclass(frozen=True, kw_only=True)
class Change:
    """Who asks for a change of status, and why."""

    identity: Identity
    reason: str = ""
    message: str = ""
    force: bool = False


@dataclass(frozen=True, kw_only=True)
class Cleanup:
    """What went with a task's outputs."""

    updated_children: int
    models: Released
    artifact_urls: set[str]


class Lifecycle:
    """Every change of a task's status goes through here."""

    def __init__(self, tasks: Tasks, queues: Queues, models: Models, projects: Projects) -> None:
        self._tasks = tasks
        self._queues = queues
        self._models = models
        self._projects = projects

    def set_status(
        self, task: Document, new: str, change: Change, *, same_allowed: bool = True, **fields: Any
    ) -> Document:
        """Move a task to a status; returns {updated, fields} as the API answers."""
        current = task["status"]
        status.check_transition(current, new, force=change.force, same_allowed=same_allowed)
        moment = now()
        changes: Document = {
            "status": new,
            "status_reason": change.reason,
            "status_message": change.message,
            "status_changed": moment,
            "last_update": moment,
            "last_change": moment,
            "last_changed_by": change.identity.user,
        }
        if new == status.QUEUED and "development" in task.get("system_tags", []):
            changes["system_tags"] = [tag for tag in task["system_tags"] if tag != "development"]
        if current == status.IN_PROGRESS and new != current and task.get("started"):
            changes["active_duration"] = int(epoch(moment) - epoch(task["started"]))
        changes.update(fields)
        updated = self._tasks.update(task["id"], changes)
        self._projects.touch(task.get("project"))
        return {"updated": updated, "fields": {k: v for k, v in changes.items() if v is not None}}

    def enqueue(
        self, task_id: str, queue: str | None, queue_name: str | None, change: Change, *, update_queue: bool = True
    ) -> Document:
        """Put a task at the end of a queue: by id, by name (made if needed), or the default one."""
        if queue and queue_name:
            raise ApiError(errors.VALIDATION_ERROR, "Either queue id or queue name should be provided")
        if queue_name:
            queue = self._queues.id_of(queue_name) or self._queues.create({"name": queue_name}, change.identity)
        if not queue:
            queue = self._queues.default()["id"]
        task = self._tasks.require_writable(task_id, _STATUS_FIELDS)
        before = task["status"]
        if before == status.QUEUED:
            before = task.get("enqueue_status") or before
        if not update_queue and not (task["status"] == status.QUEUED and (task.get("execution") or {}).get("queue")):
            raise ApiError(
                errors.VALIDATION_ERROR,
                "Cannot skip setting execution queue for a task that is not enqueued or does not have execution queue",
            )
        result = self.set_status(task, status.QUEUED, change, enqueue_status=before)
        self._queues.add(queue, task_id)
        self._queues.remove_everywhere(task_id, but=queue)
        result["fields"].pop("enqueue_status", None)
        if update_queue:
            self._tasks.update(task_id, {"execution": {**task.get("execution", {}), "queue": queue}})
            result["fields"]["execution.queue"] = queue
        return {"queued": 1, **result}

    def dequeue(
        self, task_id: str, change: Change, *, everywhere: bool = False, new_status: str | None = None
    ) -> Document:
        """Take a task out of its queue, back to what it was; a task that is not queued stays as it is."""
        if new_status and new_status not in status.STATUSES:
            raise ApiError(errors.VALIDATION_ERROR, f"Invalid task status: {new_status}")
        if not self._tasks.exists(task_id):
            self._queues.remove_everywhere(task_id)
            return {"dequeued": 1, "updated": 0}
        task = self._tasks.require_writable(task_id, _STATUS_FIELDS)
        return {"dequeued": 1, **self._dequeued(task, change, everywhere=everywhere, new_status=new_status)}

    def started(self, task_id: str, change: Change) -> Document:
        """Mark a task running. Repeated calls keep the first start."""
        task = self._tasks.require_writable(task_id, _STATUS_FIELDS)
        fresh: Document = {"started": now(), "completed": None, "active_duration": None}
        if task["status"] == status.IN_PROGRESS and task.get("started"):
            fresh = {}
        result = self.set_status(task, status.IN_PROGRESS, change, **fresh)
        return {**result, "started": result["updated"]}

    def finish(self, task_id: str, new: str, change: Change) -> Document:
        """Mark a task stopped, failed or completed, now."""
        task = self._tasks.require_writable(task_id, _STATUS_FIELDS)
        return self.set_status(task, new, change, completed=now())

    def close(self, task_id: str, change: Change) -> Document:
        """Mark a stopped task closed."""
        return self.set_status(self._tasks.require_writable(task_id, _STATUS_FIELDS), status.CLOSED, change)

    def stop(self, task_id: str, change: Change) -> Document:
        """Ask for an end: at once, or, where a worker is alive, by leaving it the word `stopping`."""
        task = self._tasks.require_writable(task_id, (*_STATUS_FIELDS, "last_worker", "last_update"))
        queued = task["status"] == status.QUEUED
        by_worker = (
            bool(task.get("last_worker"))
            and time.time() - epoch(task["last_update"]) < _WORKER_SILENCE_SECONDS
            and "development" not in task.get("system_tags", [])
        )
        if by_worker and not queued:
            told = Change(identity=change.identity, reason=change.reason, message="stopping", force=change.force)
            return self.set_status(task, task["status"], told)
        if queued:
            self._queues.remove_everywhere(task_id)
        message = f"Stopped by {change.identity.user_name}"
        told = Change(identity=change.identity, reason=change.reason, message=message, force=change.force)
        ended: Document = {"completed": now()} if task["status"] == status.IN_PROGRESS else {}
        return self.set_status(task, status.STOPPED, told, **ended)

    def publish(self, task_id: str, change: Change, *, publish_model: bool = True) -> Document:
        """Make a task read-only, and its last output model with it."""
        task = self._tasks.require_writable(task_id, (*_STATUS_FIELDS, "models", "output"))
        outputs = (task.get("models") or {}).get("output") or []
        status.check_transition(task["status"], status.PUBLISHED, force=change.force, same_allowed=False)
        if publish_model and outputs:
            model = self._models.get(outputs[-1]["model"], ["id", "ready"])
            if model and not model.get("ready"):
                self._models.set_ready(model["id"], change.identity)
        return self.set_status(task, status.PUBLISHED, change, published=now(), output=task.get("output") or {})

    def reset(self, task_id: str, change: Change, *, delete_models: bool, clear_all: bool) -> tuple[Document, Cleanup]:
        """Make a task a draft again, without what it put out."""
        task = self._tasks.require_writable(task_id)
        if not change.force and task["status"] == status.PUBLISHED:
            raise ApiError(errors.INVALID_TASK_STATUS, task_id=task_id, status=task["status"])
        removed = self._queues.remove_everywhere(task_id)
        cleanup = self._cleanup(task, change, delete_models=delete_models, update_children=False)
        cleared: Document = {
            "last_iteration": 0,
            "last_metrics": {},
            "unique_metrics": [],
            "metric_stats": {},
            "models": {**(task.get("models") or {}), "output": []},
            "runtime": {},
            "last_worker": None,
            "last_worker_report": None,
            "started": None,
            "completed": None,
            "published": None,
            "active_duration": None,
            "enqueue_status": None,
            "execution": {"parameters": {}, "artifacts": []},
        }
        output = {key: value for key, value in (task.get("output") or {}).items() if key not in ("result", "error")}
        cleared["output"] = output
        if clear_all:
            cleared["script"] = None
        else:
            execution = {key: value for key, value in (task.get("execution") or {}).items() if key != "queue"}
            execution["artifacts"] = [a for a in execution.get("artifacts", []) if a.get("mode") == "input"]
            cleared["execution"] = execution
        told = Change(identity=change.identity, reason="reset", message="reset", force=change.force)
        result = self.set_status(task, status.CREATED, told, **cleared)
        return {**result, "dequeued": {"removed": removed} if removed else {}}, cleanup

    def archive(self, task_id: str, change: Change) -> int:
        """Tag a task archived, out of its queue."""
        task = self._tasks.require_writable(task_id, _STATUS_FIELDS)
        aborted = status.STOPPED if task["status"] == status.IN_PROGRESS else None
        self._dequeued(task, change, everywhere=True, new_status=aborted)
        execution = task.get("execution") or {}
        if "queue" in execution:
            kept = {key: value for key, value in execution.items() if key != "queue"}
            self._tasks.update(task_id, {"execution": kept})
        return self._tag(task, change, [*task.get("system_tags", []), "archived"])

    def unarchive(self, task_id: str, change: Change) -> int:
        """Take the tag away again."""
        task = self._tasks.require_writable(task_id, _STATUS_FIELDS)
        return self._tag(task, change, [tag for tag in task.get("system_tags", []) if tag != "archived"])

    def delete(self, task_id: str, change: Change, *, delete_models: bool) -> tuple[Document, Cleanup]:
        """Remove a task and its outputs; children and kept models remember that it is gone."""
        task = self._tasks.require_writable(task_id)
        status.check_deletable(task, force=change.force)
        self._queues.remove_everywhere(task_id)
        cleanup = self._cleanup(task, change, delete_models=delete_models, update_children=True)
        self._tasks.delete([task_id])
        self._projects.touch(task.get("project"))
        return task, cleanup

    def released(self, task_ids: list[str], queue: str, reason: str, identity: Identity) -> list[str]:
        """Give tasks that were taken out of a queue the status they had before."""
        changed = []
        for task in self._tasks.get_many(task_ids, _STATUS_FIELDS):
            execution = task.get("execution") or {}
            if execution.get("queue") != queue:
                continue
            previous = task.get("enqueue_status") or status.CREATED
            kept = {key: value for key, value in execution.items() if key != "queue"}
            change = Change(identity=identity, reason=reason, force=True)
            self.set_status(task, previous, change, enqueue_status=None, execution=kept)
            changed.append(task["id"])
        return changed

    def _tag(self, task: Document, change: Change, tags: list[str]) -> int:
        return self._tasks.update(
            task["id"],
            {
                "system_tags": sorted(set(tags)),
                "status_message": change.message,
                "status_reason": change.reason,
                "last_change": now(),
                "last_changed_by": change.identity.user,
            },
        )

    def _dequeued(
        self, task: Document, change: Change, *, everywhere: bool = False, new_status: str | None = None
    ) -> Document:
        queue = (task.get("execution") or {}).get("queue")
        if everywhere or (task["status"] == status.QUEUED and queue):
            self._queues.remove_everywhere(task["id"])
        if task["status"] not in (status.QUEUED, status.IN_PROGRESS):
            return {"updated": 0}
        forced = Change(identity=change.identity, reason=change.reason, message=change.message, force=True)
        previous = new_status or task.get("enqueue_status") or status.CREATED
        return self.set_status(task, previous, forced, enqueue_status=None)

    def _cleanup(self, task: Document, change: Change, *, delete_models: bool, update_children: bool) -> Cleanup:
        self._check_published_children(task, force=change.force)
        released = self._models.release_outputs_of(
            task, force=change.force, delete=delete_models, task_is_gone=update_children
        )
        artifacts = (task.get("execution") or {}).get("artifacts", [])
        return Cleanup(
            updated_children=self._tasks.orphan_children(task["id"]) if update_children else 0,
            models=released,
            artifact_urls={a["uri"] for a in artifacts if a.get("mode") == "output" and a.get("uri")},
        )

    def _check_published_children(self, task: Document, *, force: bool) -> None:
        if force:
            return
        children = self._tasks.count(Sql("t.parent = ? AND t.status = ?", (task["id"], status.PUBLISHED)))
        if children:
            raise ApiError(
                errors.TASK_CANNOT_BE_DELETED, "has children, use force=True", task=task["id"], children=children
            )

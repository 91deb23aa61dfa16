"""Tasks on a ClearML server."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any, Unpack

from automl_shared.errors import NotEnqueued, NotFound, ServerRefused
from automl_shared.tracker.answers import rows
from automl_shared.tracker.base import (
    STOPPABLE,
    STOPPING_MESSAGE,
    NewTask,
    TaskChanges,
    TaskFilter,
    TaskSnapshot,
    TaskStatus,
)
from automl_shared.tracker.clearml_calls import change
from automl_shared.tracker.clearml_queues import ClearMLQueues
from automl_shared.tracker.clearml_rows import FIELDS, LIGHT_FIELDS, snapshots
from automl_shared.tracker.clearml_server import PAGE
from automl_shared.words import T_

log = logging.getLogger("automl.clearml")

INVALID_QUEUE = 701
"""A ClearML server's subcode for a queue that does not exist."""


class ClearMLTasks(ClearMLQueues):
    """Tasks, from their making to their end."""

    def __init__(self, session: Any, patience_seconds: float) -> None:
        super().__init__(session, patience_seconds)
        self._projects: dict[str, str] = {}
        self._tells_changes = True

    def create(self, new: NewTask) -> str:
        answer = self._in_project(
            new.project,
            new.system_tags,
            lambda project: self._call(
                "tasks", "create", type=new.type, script=_script(new.module), **_stated(new, project)
            ),
        )
        return str(answer["id"])

    def clone(self, template_id: str, new: NewTask) -> str:
        answer = self._in_project(
            new.project,
            new.system_tags,
            lambda project: self._call(
                "tasks",
                "clone",
                task=template_id,
                new_task_configuration={},
                **{f"new_task_{name}": value for name, value in _stated(new, project).items()},
            ),
        )
        return str(answer["id"])

    def task(self, task_id: str) -> TaskSnapshot:
        found = self.tasks(ids=[task_id])
        if not found:
            raise NotFound(T_("no task has this id"), value=task_id, fix="automl runs list")
        return found[0]

    def tasks(self, **asked: Unpack[TaskFilter]) -> list[TaskSnapshot]:
        ids = asked.get("ids")
        if ids is not None and not ids:
            return []
        query = _query(asked)
        found: list[TaskSnapshot] = []
        for page in range(1_000_000):
            answer = self._call("tasks", "get_all", page=page, **query)
            found += snapshots(answer)
            if len(rows(answer.get("tasks"))) < PAGE:
                break
        return found

    def task_url(self, task_id: str, *, project_id: str | None = None) -> str:
        project = project_id or self._project_id(task_id)
        return f"{self.urls()['web_url']}/projects/{project or '*'}/experiments/{task_id}/output/log"

    def _project_id(self, task_id: str) -> str | None:
        rows = self._call("tasks", "get_all", id=[task_id], only_fields=["project"], search_hidden=True)["tasks"]
        return rows[0].get("project") if rows else None

    def wait_for_changes(self, cursor: str | None, *, seconds: float) -> str | None:
        if not self._tells_changes:
            return None
        try:
            return str(self._call("tasks", "wait_for_changes", cursor=cursor, timeout_seconds=seconds)["cursor"])
        except (NotFound, ServerRefused):
            self._tells_changes = False
            return None

    def edit(self, task_id: str, **changes: Unpack[TaskChanges]) -> None:
        sections, name = changes.pop("sections", None), changes.pop("project", None)
        given = {key: value for key, value in changes.items() if value is not None}
        if name:
            self._in_project(name, (), lambda project: self._change("edit", task_id, project=project, **given))
        elif given:
            self._change("edit", task_id, **given)
        if sections:
            self._change(
                "edit_hyper_params",
                task_id,
                replace_hyperparams="none",
                hyperparams=[item for values in _hyperparams(sections).values() for item in values.values()],
            )

    def _change(self, action: str, task_id: str, **changes: Any) -> dict[str, Any]:
        return change(self._call, action, task_id, force=True, **changes)

    def set_runtime(self, task_id: str, values: Mapping[str, str]) -> None:
        try:
            self._change("edit_runtime", task_id, add_or_update=dict(values))
        except (NotFound, ServerRefused):  # the task neither runs nor is new, or the server does not know the call
            merged = {**self.task(task_id).runtime, **values}
            self._change("edit", task_id, runtime=merged)

    def set_configuration(self, task_id: str, name: str, document: Any) -> None:
        item = {"name": name, "type": "json", "value": json.dumps(document, ensure_ascii=False)}
        self._change("edit_configuration", task_id, configuration=[item], replace_configuration=False)

    def enqueue(self, task_ids: Sequence[str], queue: str) -> None:
        if task_ids:
            answer = self._in_queue(queue, lambda queue_id: self._enqueued(task_ids, queue_id))
            for refused in answer.get("failed") or []:
                problem = refused.get("error") or {}
                raise NotEnqueued(str(problem.get("msg")), queue=queue, task_id=str(refused.get("id")))

    def _enqueued(self, task_ids: Sequence[str], queue_id: str) -> dict[str, Any]:
        """Raises NotFound for a queue that does not exist: a server may say so task by task."""
        answer = self._call("tasks", "enqueue_many", ids=list(task_ids), queue=queue_id)
        problems = [refused.get("error") or {} for refused in answer.get("failed") or []]
        if any(problem.get("codes", [0, 0])[1] == INVALID_QUEUE for problem in problems):
            raise NotFound(T_("the queue does not exist"), value=queue_id)
        return answer

    def stop(self, task_ids: Sequence[str], reason: str) -> None:
        for start in range(0, len(task_ids), PAGE):
            ids = self._stoppable(task_ids[start : start + PAGE])
            answer = self._call("tasks", "stop_many", ids=ids, status_reason=reason) if ids else {}
            for refused in answer.get("failed") or []:
                log.info("task %s was not stopped: %s", refused.get("id"), refused.get("error", {}).get("msg"))

    def _stoppable(self, task_ids: Sequence[str]) -> list[str]:
        """Those that wait or run, in their order: a server calls a failed task stopped when it is asked to stop it."""
        query = {"id": list(task_ids), "status": [status.value for status in STOPPABLE], "only_fields": ["id"]}
        rows = self._call("tasks", "get_all", page=0, page_size=PAGE, search_hidden=True, **query)["tasks"]
        stoppable = {row["id"] for row in rows}
        return [task_id for task_id in task_ids if task_id in stoppable]

    def mark(self, task_id: str, status: TaskStatus, *, reason: str = "", message: str = "") -> None:
        action = {
            TaskStatus.IN_PROGRESS: "started",
            TaskStatus.COMPLETED: "completed",
            TaskStatus.FAILED: "failed",
            TaskStatus.STOPPED: "stopped",
        }[status]
        self._change(action, task_id, status_reason=reason, status_message=message)

    def mark_stopping(self, task_id: str) -> None:
        self.mark(task_id, TaskStatus.IN_PROGRESS, message=STOPPING_MESSAGE)

    def ping(self, task_id: str) -> None:
        self._call("tasks", "ping", task=task_id)

    def console(self, task_id: str, lines: int) -> list[str]:
        answer = self._call(
            "events", "get_task_log", task=task_id, batch_size=lines, navigate_earlier=True, order="desc"
        )
        return [str(event.get("msg", "")) for event in reversed(answer["events"])]

    def _in_project(
        self, name: str, system_tags: Sequence[str], call: Callable[[str], dict[str, Any]]
    ) -> dict[str, Any]:
        """A call that needs a project's id; a project that was deleted meanwhile is made again."""
        known = self._projects.get(name)
        try:
            return call(self._project(name, system_tags))
        except (NotFound, ServerRefused):  # a server may name anything else that the call needs in the same way
            if known is None:
                raise
            del self._projects[name]
            project = self._project(name, system_tags)
            if project == known:
                raise
        log.warning("the project %r was deleted: it is made again", name)
        return call(project)

    def _project(self, name: str, system_tags: Sequence[str] = ()) -> str:
        if name not in self._projects:
            found = self._call(
                "projects", "get_all", name=f"^{re.escape(name)}$", only_fields=["id", "name"], search_hidden=True
            )["projects"]
            kept = [tag for tag in system_tags if tag in ("pipeline", "hidden")]
            self._projects[name] = str(
                found[0]["id"]
                if found
                else self._call(
                    "projects", "create", name=name, description="", system_tags=[*kept, "hidden"] if kept else []
                )["id"]
            )
        return self._projects[name]


def _query(asked: TaskFilter) -> dict[str, Any]:
    """The body of `tasks.get_all` for the conditions."""
    query: dict[str, Any] = {
        "only_fields": FIELDS if asked.get("with_sections", True) else LIGHT_FIELDS,
        "order_by": ["created", "id"],
        "search_hidden": True,
        "page_size": PAGE,
    }
    if (ids := asked.get("ids")) is not None:
        query["id"] = list(ids)
    if (parent := asked.get("parent")) is not None:
        query["parent"] = parent if isinstance(parent, str) else list(parent)
    if tags := asked.get("tags"):
        query["tags"] = ["__$all", *tags]
    if statuses := asked.get("statuses"):
        query["status"] = [status.value for status in statuses]
    if since := asked.get("changed_since"):
        query["status_changed"] = [f">={since.astimezone(UTC).replace(tzinfo=None).isoformat()}"]
    return query


def _script(module: str | None) -> dict[str, str] | None:
    if module is None:
        return None
    return {
        "binary": "python3",
        "entry_point": f"-m {module}",
        "repository": "",
        "working_dir": ".",
        "branch": "",
        "diff": "",
    }


def _stated(new: NewTask, project: str) -> dict[str, Any]:
    """What is said of a task whether it is made or cloned."""
    return {
        "name": new.name,
        "comment": new.comment,
        "project": project,
        "tags": list(new.tags),
        "system_tags": list(new.system_tags),
        "parent": new.parent,
        "hyperparams": _hyperparams(new.sections),
    }


def _hyperparams(sections: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        section: {key: {"section": section, "name": key, "value": text} for key, text in values.items()}
        for section, values in sections.items()
        if values
    }

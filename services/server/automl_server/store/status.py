"""The task status machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_server import errors
from automl_server.errors import ApiError

CREATED = "created"
QUEUED = "queued"
IN_PROGRESS = "in_progress"
STOPPED = "stopped"
CLOSED = "closed"
FAILED = "failed"
COMPLETED = "completed"
PUBLISHING = "publishing"
PUBLISHED = "published"
UNKNOWN = "unknown"

STATUSES = (CREATED, QUEUED, IN_PROGRESS, STOPPED, PUBLISHING, PUBLISHED, CLOSED, FAILED, COMPLETED, UNKNOWN)

TRANSITIONS: Mapping[str, frozenset[str]] = {
    CREATED: frozenset({QUEUED, IN_PROGRESS}),
    QUEUED: frozenset({CREATED, IN_PROGRESS, STOPPED}),
    IN_PROGRESS: frozenset({STOPPED, FAILED, CREATED, COMPLETED}),
    STOPPED: frozenset({CLOSED, CREATED, FAILED, QUEUED, IN_PROGRESS, PUBLISHED, PUBLISHING, COMPLETED}),
    CLOSED: frozenset({CREATED, FAILED, PUBLISHED, PUBLISHING, STOPPED}),
    FAILED: frozenset({CREATED, STOPPED, PUBLISHED, QUEUED}),
    PUBLISHING: frozenset({PUBLISHED}),
    PUBLISHED: frozenset(),
    COMPLETED: frozenset({PUBLISHED, IN_PROGRESS, CREATED}),
    UNKNOWN: frozenset(),
}


def check_transition(current: str, new: str, *, force: bool = False, same_allowed: bool = True) -> None:
    """Raise unless a task may go from one status to the other."""
    if force:
        return
    if new == current:
        if same_allowed:
            return
        raise ApiError(
            errors.INVALID_TASK_STATUS,
            "Task already in requested status",
            current_status=current,
            new_status=new,
        )
    if new not in TRANSITIONS[current]:
        raise ApiError(errors.INVALID_TASK_STATUS, "Invalid status change", current_status=current, new_status=new)


def check_deletable(task: Mapping[str, Any], *, force: bool) -> None:
    """Raise unless a task, read with its id, status and system tags, is a draft or out of sight."""
    if task["status"] != CREATED and "archived" not in task.get("system_tags", []) and not force:
        raise ApiError(
            errors.TASK_CANNOT_BE_DELETED,
            "due to status, use force=True",
            task=task["id"],
            expected=CREATED,
            current=task["status"],
        )

"""The same done to many runs at once, and how it is undone."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Literal

from automl_shared.errors import AutoMLError
from automl_shared.frozen import Frozen
from automl_shared.resuming import ask_to_resume, can_resume
from automl_shared.tracker import TaskSnapshot, Tracker, Viewer
from automl_web.run_lines import run_status

Deed = Literal["cancel", "resume", "archive", "unarchive", "tag", "untag"]
ASKED: tuple[Deed, ...] = ("cancel", "resume", "archive", "unarchive", "tag")
"""What people ask for; the others undo it."""
UNDONE_BY: dict[Deed, Deed] = {"archive": "unarchive", "unarchive": "archive", "tag": "untag", "untag": "tag"}
"""What is not here cannot be undone, or not at once: a run that was cancelled is resumed when it has ended."""
MOST_RUNS = 300
LIFE_SECONDS = 3600.0


class Done(Frozen):
    """What was done to which runs' tasks; ``refused``: how many of those that were meant stayed as they were."""

    deed: Deed
    task_ids: Sequence[str]
    tag: str = ""
    refused: int = 0
    made: float = field(default_factory=time.time)


def can_do(deed: Deed, task: TaskSnapshot) -> bool:
    """Whether it makes sense for a run as it is now."""
    archived = "archived" in task.system_tags
    if deed == "cancel":
        return run_status(task) == "running"
    if deed == "resume":
        return can_resume(task)
    if deed == "archive":
        return run_status(task) != "running" and not archived
    return archived if deed == "unarchive" else True


def do(tracker: Tracker, viewer: Viewer, deed: Deed, tasks: Sequence[TaskSnapshot], tag: str = "") -> Done:
    """To all that it makes sense for. ``tag``: that is put on or taken off."""
    fit = [task for task in tasks if can_do(deed, task)]
    ids = [task.id for task in fit]
    done = fit
    if deed == "cancel" and ids:
        tracker.stop(ids, "cancelled on the pages")
    elif deed in ("archive", "unarchive") and ids:
        viewer.archive(ids, back=deed == "unarchive")
    elif deed == "resume":
        done = [task for task in fit if _goes(ask_to_resume, tracker, task)]
    elif deed in ("tag", "untag"):
        for task in fit:
            others = [one for one in task.tags if one != tag]
            tracker.edit(task.id, tags=[*others, tag] if deed == "tag" else others)
    return Done(deed=deed, task_ids=[task.id for task in done], tag=tag, refused=len(tasks) - len(done))


def _goes(ask: Callable[[Tracker, TaskSnapshot], None], tracker: Tracker, task: TaskSnapshot) -> bool:
    try:
        ask(tracker, task)
    except AutoMLError:
        return False
    return True


class Deeds:
    """What was done in the last hour in this process, by a key that the list's address carries."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._done: dict[str, Done] = {}

    def keep(self, done: Done) -> str:
        now = self._now()
        self._done = {key: one for key, one in self._done.items() if one.made > now - LIFE_SECONDS}
        key = secrets.token_urlsafe(9)
        self._done[key] = done
        return key

    def get(self, key: str) -> Done | None:
        return self._done.get(key)

    def take(self, key: str) -> Done | None:
        """Once."""
        return self._done.pop(key, None)

"""An ended run goes on: whoever asks for it puts it back into the controller's queue, the controller does the rest."""

from __future__ import annotations

from datetime import datetime

from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ConfigError
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.naming import Naming, Phase
from automl_shared.sections import read
from automl_shared.tracker import Tasks, TaskSnapshot, TaskStatus
from automl_shared.words import T_

STATUS_KEY = "automl_status"
"""Runtime key of a finished run's task: ClearML knows no `completed_with_failures`."""
RESUME_KEY = "automl_resume"
"""Runtime key of a run that was asked to go on: what has no result is to be done again."""
RESUMED_KEY = "automl_resumed"
"""Runtime key of a run that was ever asked to go on: how long it took is told from its last start alone."""
STARTED_KEY = "automl_started"
"""Runtime key of a run whose task was opened once more at its end: its first start, for a server sets that again."""
LEFT_OUT_KEY = "automl_left_out"
"""Runtime key of a finished run: how many of its candidates the time budget left out."""
RESUMABLE = ("aborted", "failed", "completed_with_failures")


def can_resume(task: TaskSnapshot) -> bool:
    """Whether a run has ended with something that may still be done."""
    kept = task.runtime
    return task.status.ended and (kept.get(STATUS_KEY) in RESUMABLE or bool(kept.get(LEFT_OUT_KEY)))


def first_started(task: TaskSnapshot) -> datetime | None:
    """When its work began, whatever was done to the task since."""
    try:
        return datetime.fromisoformat(task.runtime[STARTED_KEY])
    except (KeyError, ValueError):  # anybody may edit what a task keeps
        return task.started


def ask_to_resume(tracker: Tasks, task: TaskSnapshot) -> None:
    """Puts a run back into the controller's queue. Raises ConfigError for one that goes on or is done."""
    kept = task.runtime.get(STATUS_KEY)
    if task.status.ended != bool(kept):  # the one is written a moment after the other
        raise ConfigError(T_("this run is still ending"), value=task.run_id, fix=f"automl runs resume {task.run_id}")
    if not can_resume(task):
        raise ConfigError(
            T_("this run cannot be resumed"),
            value=f"{task.run_id}: {kept or 'running'}",
            allowed=", ".join(RESUMABLE),
            fix=f"automl runs show {task.run_id}",
        )
    tracker.set_runtime(
        task.id,
        {
            **dict.fromkeys((STATUS_KEY, CAUSE_KEY, REMEDY_KEY, STARTED_KEY, LEFT_OUT_KEY), ""),
            **dict.fromkeys((RESUME_KEY, RESUMED_KEY), "1"),
        },
    )
    if task.status is not TaskStatus.STOPPED:
        tracker.mark(task.id, TaskStatus.STOPPED, reason="resumed")
    tracker.enqueue([task.id], Naming(read(ClearMLSettings, task.sections)).queue(Phase.RUN))

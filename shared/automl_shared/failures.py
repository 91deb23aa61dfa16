"""Why a task has no result: cause and remedy, said the same way wherever it is shown."""

from __future__ import annotations

import re
from datetime import timedelta

from automl_shared.codec import decode
from automl_shared.phase_io import ARTIFACT, Failure
from automl_shared.sections import RunSection
from automl_shared.tracker import TaskSnapshot, TaskStatus

CAUSE_KEY = "automl_cause"
REMEDY_KEY = "automl_remedy"
"""Runtime keys of a task that failed: what happened and what to do, written by whoever knows it."""

KILLED_MARK = "exit code -9"
"""What the agent writes as the reason when the kernel killed the task's process."""

CONNECTION_LOST = 75
"""Exit code of a task that gave up because the server stayed away (EX_TEMPFAIL of sysexits.h)."""

OUT_OF_TIME = 124
"""Exit code of a candidate that took longer than it may (the one of timeout(1))."""

OUT_OF_MEMORY = 122
"""Exit code of a candidate that used more memory than it may."""

SEE_CONSOLE = "see the task's console"
SUBMIT_AGAIN = "submit again if that was not meant"
MORE_TIME = "--set run.candidate_time_limit_minutes=<more>, fewer rows, or leave this model out"
MORE_MEMORY = (
    "--set run.candidate_memory_gib=<more> where the machine has it, fewer training workers, fewer rows or columns, "
    "or leave this model out"
)
_COMPLETED = (TaskStatus.COMPLETED, TaskStatus.PUBLISHED, TaskStatus.CLOSED)


def has_result(task: TaskSnapshot) -> bool:
    """Completed, with its phase output in place."""
    return task.status in _COMPLETED and ARTIFACT in task.artifacts


def ran_out_of_memory(task: TaskSnapshot) -> bool:
    """Whether the task's process was killed by the kernel, which here means memory."""
    return task.status is TaskStatus.FAILED and KILLED_MARK in _said(task)


def lost_its_connection(task: TaskSnapshot) -> bool:
    """Whether the task ended because the server stayed away, which says nothing about its work."""
    return _ended_with(task, CONNECTION_LOST)


def too_slow(minutes: float) -> str:
    """The cause of a candidate that took longer than it may."""
    return f"it took longer than the {minutes:g} minutes a candidate may take"


def failure_of(task: TaskSnapshot) -> Failure | None:
    """Cause and remedy of a task without a result that counts; None for one that has a result or still runs."""
    if not task.superseded and (has_result(task) or not task.status.ended):
        return None
    return failure(task, *_cause_and_remedy(task))


def failure(task: TaskSnapshot, cause: str, remedy: str) -> Failure:
    """A task's failure for a reason found elsewhere, named by its candidate."""
    unit = task.unit
    name = unit.candidate or unit.preproc_id or unit.phase.value if unit else task.name
    return Failure(candidate=name, task_id=task.id, cause=cause, remedy=remedy)


def _cause_and_remedy(task: TaskSnapshot) -> tuple[str, str]:
    if task.superseded:
        return "a newer attempt took its place", "nothing: the newer attempt counts"
    if CAUSE_KEY in task.runtime:
        return task.runtime[CAUSE_KEY], task.runtime.get(REMEDY_KEY) or SEE_CONSOLE
    if _ended_with(task, OUT_OF_MEMORY):
        return "it used more memory than a candidate may use", MORE_MEMORY
    if _ended_with(task, OUT_OF_TIME) or _overran(task):
        return too_slow(_minutes_allowed(task) or 0), MORE_TIME
    if ran_out_of_memory(task):
        return "killed by the system, probably out of memory", "a worker with more memory, or fewer rows or columns"
    if task.status is TaskStatus.STOPPED:
        return _said(task) or "stopped by a person", SUBMIT_AGAIN
    if task.status in _COMPLETED:
        return "ended without a phase output", SEE_CONSOLE
    return _said(task) or task.status.value, SEE_CONSOLE


def _ended_with(task: TaskSnapshot, code: int) -> bool:
    return task.status is TaskStatus.FAILED and re.search(rf"exit code {code}\b", _said(task)) is not None


def _overran(task: TaskSnapshot) -> bool:
    """Whether it failed past its time limit without a word: the guard ends a process whose threads are all stuck."""
    minutes = _minutes_allowed(task)
    if minutes is None or task.started is None or task.ended is None:
        return False
    return _ended_with(task, 1) and task.ended - task.started >= timedelta(minutes=minutes)


def _minutes_allowed(task: TaskSnapshot) -> float | None:
    value = decode(task.sections.get(RunSection.section, {}).get("candidate_time_limit_minutes", ""))
    return float(value) if isinstance(value, int | float) else None


def _said(task: TaskSnapshot) -> str:
    return " ".join(part for part in (task.status_reason, task.status_message) if part)

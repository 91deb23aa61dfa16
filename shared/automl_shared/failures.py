"""Why a task has no result: cause and remedy, said the same way wherever it is shown."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from datetime import timedelta

from automl_shared.codec import decode
from automl_shared.config.models import Language, OutputSettings
from automl_shared.errors import LOST_INPUT_KEY
from automl_shared.exit_codes import (
    CONNECTION_LOST,
    ENDED_FROM_OUTSIDE,
    FOLDER_LOST,
    KILLED,
    NO_ROOM,
    NO_THREADS,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
)
from automl_shared.naming import SET_ASIDE_TAG
from automl_shared.phase_io import ARTIFACT, Failure
from automl_shared.sections import RunSection
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.words import LANGUAGES, N_, Words, say_in

CAUSE_KEY = "automl_cause"
REMEDY_KEY = "automl_remedy"
"""Runtime keys of a task that failed: what happened and what to do, written by whoever knows it."""

MOST_ATTEMPTS = 3
"""How often a task that is lost is tried."""

AGENT_INTERRUPTED = "user abort"
"""The agent's reason for stopping its task when the agent itself was ended; of a task that a person stopped it says
that ``tasks.stop`` was called."""

AGENT_WAS_ASKED = "task was stopped by tasks.stop"
"""The agent's reason for a task that it was asked to end, in place of the reason that whoever asked gave."""

ENDED_FOR_SILENCE = "Forced stop (non-responsive)"
"""A ClearML server's reason for stopping a task of which it has heard nothing for long."""

WORDS: Words = {
    "out_of_time": N_("the run's time budget leaves too little time for it"),
    "see_console": N_("see the task's console"),
    "submit_again": N_("run it again if that was not meant"),
    "more_time": N_(
        "automl submit --set run.candidate_time_limit_minutes=MINUTES (more than now), or fewer rows, or without this "
        "model"
    ),
    "more_memory": N_(
        "automl submit --set run.candidate_memory_gib=GIB (more than now) where the machine has it, or fewer training "
        "workers, rows or columns, or without this model"
    ),
    "too_slow": N_("it took longer than the {minutes:g} minutes a candidate may take"),
    "too_large": N_("it used {used:.2f} GiB of memory; a candidate may use {most:.2f} GiB"),
    "over_memory": N_("it used more memory than a candidate may use"),
    "killed": N_("killed from outside: by the system when memory ran out, or by a person"),
    "larger_worker": N_("a worker with more memory, or fewer rows or columns"),
    "no_memory": N_("not enough memory: {error}"),
    "larger_machine": N_("use a machine with more memory, or fewer rows or columns"),
    "see_traceback": N_("see the traceback in the task's console"),
    "no_room": N_("the worker's disk was full, at every attempt"),
    "make_room": N_("make room on the worker's disk (TMPDIR), then run it again"),
    "no_threads": N_("the worker's machine could start no more threads, at every attempt"),
    "more_processes": N_(
        "raise the machine's limit of processes (`ulimit -u`, a container's `pids`) or run fewer workers, then run it "
        "again"
    ),
    "folder_lost": N_("its folder for temporary files was deleted, at every attempt"),
    "keep_folder": N_(
        "make sure nothing deletes the worker's temporary files (TMPDIR) while it works, then run it again"
    ),
    "no_connection": N_("it lost the server, or the process that had started it, at every attempt"),
    "interrupted": N_("its process was ended from outside, at every attempt"),
    "superseded": N_("a newer attempt took its place"),
    "superseded_do": N_("nothing: the newer attempt counts"),
    "stopped": N_("stopped by a person"),
    "stopped_at_work": N_("stopped before it was done"),
    "no_output": N_("ended without a phase output"),
    "ended_by_signal": N_("its process was ended by a signal ({signal})"),
    "ended_with_code": N_("its process ended with exit code {code} without saying why"),
}
_OF_THE_MACHINE = {
    NO_ROOM: ("no_room", "make_room"),
    NO_THREADS: ("no_threads", "more_processes"),
    FOLDER_LOST: ("folder_lost", "keep_folder"),
    CONNECTION_LOST: ("no_connection", "see_console"),
}
"""Exit codes that say nothing about the work, and the keys of what is said after the last attempt."""
_COMPLETED = (TaskStatus.COMPLETED, TaskStatus.PUBLISHED, TaskStatus.CLOSED)


def tries(attempts: Sequence[TaskSnapshot]) -> list[TaskSnapshot]:
    """Of a unit's attempts, those since its run was last resumed: whoever resumes it gives it all tries again."""
    before = max((attempt.attempt for attempt in attempts if SET_ASIDE_TAG in attempt.tags), default=0)
    return [attempt for attempt in attempts if attempt.attempt > before]


def has_result(task: TaskSnapshot) -> bool:
    """Completed, with its phase output in place."""
    return task.status in _COMPLETED and ARTIFACT in task.artifacts


def ran_out_of_memory(task: TaskSnapshot) -> bool:
    """Whether the task's process was killed by the kernel, which here means memory."""
    return task.exit_code == KILLED


def lost_inputs(task: TaskSnapshot) -> frozenset[str]:
    """Ids of the tasks whose missing results made this one fail."""
    return frozenset(task.runtime.get(LOST_INPUT_KEY, "").split()) if task.status is TaskStatus.FAILED else frozenset()


def was_ended_from_outside(task: TaskSnapshot) -> bool:
    """Whether somebody ended the task's process, or its agent, which says nothing about its work."""
    if task.status is TaskStatus.STOPPED:
        return task.status_reason.startswith(AGENT_INTERRUPTED) or was_ended_for_silence(task)
    return task.exit_code in ENDED_FROM_OUTSIDE


def was_ended_for_silence(task: TaskSnapshot) -> bool:
    """Whether the server stopped it because nobody reported for it: nobody wanted that."""
    return task.status is TaskStatus.STOPPED and task.status_reason.startswith(ENDED_FOR_SILENCE)


def stopped_by_a_person(task: TaskSnapshot) -> dict[str, str]:
    """What to write into its runtime before it is stopped: the agent that ends it gives a reason of its own."""
    language = language_of(task)
    return {CAUSE_KEY: say_in(WORDS, "stopped", language), REMEDY_KEY: say_in(WORDS, "submit_again", language)}


def failure_of(task: TaskSnapshot) -> Failure | None:
    """Cause and remedy of a task without a result that counts; None for one that has a result or still runs."""
    if not task.superseded and (has_result(task) or not task.status.ended):
        return None
    return failure(task, *_cause_and_remedy(task))


def failure(task: TaskSnapshot, cause: str, remedy: str) -> Failure:
    """A task's failure for a reason found elsewhere, named by its candidate."""
    unit = task.unit
    name = unit.candidate or unit.preproc_id or unit.phase.value if unit else task.name
    left_out = cause.startswith(out_of_time(language_of(task)))  # an agent keeps the words of whoever stopped its task
    return Failure(candidate=name, task_id=task.id, cause=cause, remedy=remedy, left_out=left_out)


def out_of_time(language: Language) -> str:
    """What a cause begins with where the run's time budget is all that kept a candidate from a result."""
    return say_in(WORDS, "out_of_time", language)


def language_of(task: TaskSnapshot) -> Language:
    """What the readers of the task's run read."""
    found = decode(task.sections.get(OutputSettings.section, {}).get("language", ""))
    return next((language for language in LANGUAGES if language == found), "en")


def _cause_and_remedy(task: TaskSnapshot) -> tuple[str, str]:
    language = language_of(task)
    console = say_in(WORDS, "see_console", language)
    if CAUSE_KEY in task.runtime and not task.superseded:
        return task.runtime[CAUSE_KEY], task.runtime.get(REMEDY_KEY) or console
    if known := _known(task):
        cause, remedy = known
        told = {"minutes": minutes_allowed(task) or 0, "code": task.exit_code, "signal": _signal_of(task)}
        return say_in(WORDS, cause, language, **told), say_in(WORDS, remedy, language)
    if task.status is TaskStatus.STOPPED:
        said = task.status_reason or task.said  # the message only names the user whose keys stopped it
        return said or say_in(WORDS, "stopped", language), say_in(WORDS, "submit_again", language)
    return task.said or task.status.value, console


def _known(task: TaskSnapshot) -> tuple[str, str] | None:
    """Keys of cause and remedy, as far as the way it ended tells them."""
    if task.superseded:
        return "superseded", "superseded_do"
    if task.exit_code == OUT_OF_MEMORY:
        return "over_memory", "more_memory"
    if task.exit_code == OUT_OF_TIME or _overran(task):
        return "too_slow", "more_time"
    if task.exit_code in _OF_THE_MACHINE:
        return _OF_THE_MACHINE[task.exit_code]
    if was_ended_from_outside(task) and task.exit_code is None:
        return "interrupted", "see_console"
    if ran_out_of_memory(task):
        return "killed", "larger_worker"
    if task.status is TaskStatus.STOPPED and task.status_reason.startswith(AGENT_WAS_ASKED):
        return "stopped_at_work", "submit_again"
    if task.status in _COMPLETED:
        return "no_output", "see_console"
    if task.exit_code is None:
        return None
    return "ended_by_signal" if task.exit_code < 0 else "ended_with_code", "see_console"


def _signal_of(task: TaskSnapshot) -> str:
    """The name of the signal that ended its process; empty for one that ended otherwise."""
    number = -(task.exit_code or 0)
    return signal.Signals(number).name if number in {*signal.Signals} else ""


def _overran(task: TaskSnapshot) -> bool:
    """Whether it failed past its time limit without a word: the guard ends a process whose threads are all stuck."""
    minutes = minutes_allowed(task)
    if minutes is None or task.started is None or task.ended is None:
        return False
    return task.exit_code == 1 and task.ended - task.started >= timedelta(minutes=minutes)


def minutes_allowed(task: TaskSnapshot) -> float | None:
    """Its run's limit for one candidate; None without one."""
    value = decode(task.sections.get(RunSection.section, {}).get("candidate_time_limit_minutes", ""))
    return float(value) if isinstance(value, int | float) else None

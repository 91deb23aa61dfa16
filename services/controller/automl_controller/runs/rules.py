"""The rules: what to do next, from what the server shows. Pure; the same state always gives the same actions."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from automl_controller.runs.failed import failures_of_tasks, remedy_of
from automl_controller.runs.order import longest_first
from automl_controller.runs.state import RunState, expected_seconds, more_time, would_take
from automl_controller.runs.timing import most_at_once
from automl_controller.runs.words import say, word
from automl_shared.errors import WRONG_QUEUE_KEY, NotEnqueued
from automl_shared.exit_codes import CONNECTION_LOST, FOLDER_LOST, NO_ROOM, NO_THREADS
from automl_shared.failures import (
    MOST_ATTEMPTS,
    WORDS,
    failure_of,
    has_result,
    language_of,
    lost_inputs,
    minutes_allowed,
    out_of_time,
    ran_out_of_memory,
    was_ended_for_silence,
    was_ended_from_outside,
)
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT
from automl_shared.plugins.model import baseline
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.words import say_in

FINAL_PHASES = (Phase.TRAINING_SUMMARY, Phase.COMPARISON)


class Limits(Frozen):
    """How long and how often before something counts as lost."""

    silence_seconds: float = 45.0
    """A running task without a sign of life whose worker is gone."""
    dropped_seconds: float = 15.0
    """A running task without a sign of life whose worker is there and does not report it."""
    overdue_seconds: float = 120.0
    """What a training has beyond its own time limit to end itself: one whose process stands still never does."""
    vanished_seconds: float = 60.0
    """A queued task that is in no queue."""
    attempts: int = MOST_ATTEMPTS
    reserve_seconds: float = 30.0
    """Share of the time budget kept for comparing (at most a sixth of it)."""
    storing_share: float = 1 / 3
    """Of that, what a training may take to store what it has fitted in time."""
    extra_margin: float = 1.5
    """How many times the seconds it is expected to take must be left for a training beyond the plan."""
    ending_seconds: float = 20.0
    """How long an ending run waits for its children to stop."""


class Sight(Frozen):
    """What the controller sees beside the run: the clock, the queues and the workers."""

    now: datetime
    """By the server's clock as it was when the run was taken up: nothing sets it."""
    server_now: datetime
    """By the server's clock as it is: what signs of life are compared with."""
    workers: Mapping[str, str | None]
    """The living workers by id, and the task each of them reports."""
    vanished_since: Mapping[str, datetime]
    """Queued tasks in no queue, and when that was first seen."""
    settled: bool = True
    """False for a while after a lost connection: nobody is declared lost before workers could report again."""


class Start(Frozen):
    """New attempts of units of one phase."""

    phase: Phase
    units: tuple[Unit, ...]
    inputs: Mapping[Phase, tuple[str, ...]]
    attempt: int = 1


class Resume(Frozen):
    """Enqueue a task that was made and not enqueued."""

    task: TaskSnapshot


LossCause = Literal[
    "vanished",
    "worker_gone",
    "output_lost",
    "wrong_queue",
    "input_is_back",
    "connection_lost",
    "disk_full",
    "no_threads",
    "folder_lost",
    "ended_from_outside",
    "out_of_memory",
    "not_enqueued",
    "overdue",
    "newer_output",
]
"""Why an attempt does not count, as monitoring names it."""

_OF_THE_MACHINE: Mapping[int | None, LossCause] = {
    CONNECTION_LOST: "connection_lost",
    NO_ROOM: "disk_full",
    NO_THREADS: "no_threads",
    FOLDER_LOST: "folder_lost",
}
"""By the exit code of its process."""


class Retry(Frozen):
    """Give an attempt up as lost and start the next one."""

    task: TaskSnapshot
    why: LossCause
    reason: str
    """In words."""


class Accept(Frozen):
    """Its worker is gone, but the work is done and stored: mark it completed."""

    task: TaskSnapshot


class GiveUp(Frozen):
    """Lost too often: mark it failed."""

    task: TaskSnapshot
    why: LossCause
    cause: str
    remedy: str


class Stop(Frozen):
    """Stop children."""

    tasks: tuple[TaskSnapshot, ...]
    """In this order."""
    reason: str
    remedy: str = ""
    """Empty where nobody is told, because the tasks do not count."""
    at_once: bool = False
    """Whether they count as stopped from now on, whether or not their workers ever say so."""


class Drop(Frozen):
    """Give up a task that does not count, because there is another one of the same attempt."""

    task: TaskSnapshot


class Finish(Frozen):
    """The run is over. Before that all of its children are."""

    status: Literal["completed", "completed_with_failures", "failed", "aborted"]
    cause: str = ""
    remedy: str = ""


Tending = Resume | Retry | Accept | GiveUp | Stop | Drop | Finish
Action = Start | Tending


def decide(state: RunState, sight: Sight, limits: Limits) -> list[Action]:
    """Everything to do now, in order. Empty: wait."""
    over = is_over_budget(state, sight.now, limits)
    if over:
        needed = needed_for_an_answer(state)
        active = [
            task
            for task in _active(state)
            if _in_budget(task)
            and not task.stop_requested
            and task.unit not in needed
            and not _may_end_itself(state, task, sight.now, limits)
        ]
        if active:
            return [Stop(tasks=tuple(active), reason=out_of_time(state.language), remedy=more_time(state))]
    tended = [action for task in state.record.values() if (action := _tend(state, task, sight, limits, over=over))]
    return [*_ends_of_what_does_not_count(state), *(tended or _steps(state, sight, limits, over=over))]


def _ends_of_what_does_not_count(state: RunState) -> Iterator[Action]:
    """Of superseded attempts, and of second tasks of the same attempt.

    One that waits was being superseded when the server went away. One that runs was called started late by its agent:
    it stops at once, because nobody may be there any more to end it, and an agent that is does so when it sees it.
    """
    yield from (Drop(task=task) for task in state.doubles)
    superseded = [task for task in state.children if task.superseded and not task.status.ended]
    running = tuple(task for task in superseded if task.status is TaskStatus.IN_PROGRESS)
    waiting = tuple(task for task in superseded if task.status is not TaskStatus.IN_PROGRESS)
    if running:
        yield Stop(tasks=running, reason=say(state, "started_late"), at_once=True)
    if waiting:
        yield Stop(tasks=waiting, reason=say_in(WORDS, "superseded", state.language))


def wind_down(state: RunState, finish: Finish, *, waited: timedelta, limits: Limits) -> list[Action]:
    """What an ending run still needs: its children stopped, then its end. Empty: wait until they have stopped."""
    active = _active(state)
    if not active:
        return [finish]
    reason = finish.cause or say(state, "aborted")
    if waited >= timedelta(seconds=limits.ending_seconds):
        return [Stop(tasks=tuple(active), reason=reason, at_once=True), finish]
    to_stop = tuple(task for task in active if not task.stop_requested)
    remedy = finish.remedy or say_in(WORDS, "submit_again", state.language)
    return [Stop(tasks=to_stop, reason=reason, remedy=remedy)] if to_stop else []


def _active(state: RunState) -> list[TaskSnapshot]:
    """Children that have not ended, those that wait before those that run: a worker that is freed takes none of them.

    Superseded attempts too: an ended run leaves nothing behind.
    """
    order = (TaskStatus.CREATED, TaskStatus.QUEUED, TaskStatus.IN_PROGRESS)
    active = [task for task in state.children if not task.status.ended]
    return sorted(active, key=lambda task: order.index(task.status) if task.status in order else len(order))


def is_aborted(task: TaskSnapshot) -> bool:
    """Whether a person stopped the run."""
    return task.stop_requested or (task.status is TaskStatus.STOPPED and not was_ended_for_silence(task))


def training_ends(state: RunState, limits: Limits) -> datetime | None:
    """When the time for preprocessing and training is used up; None without a time budget."""
    ends, minutes = budget_ends(state), state.plan.config.run.time_budget_minutes
    return ends - _reserve(minutes, limits) if ends and minutes is not None else None


def budget_ends(state: RunState) -> datetime | None:
    """When the run is to have its answer; None without a time budget."""
    minutes = state.plan.config.run.time_budget_minutes
    started = state.task.started or state.task.created
    return started + timedelta(minutes=minutes) if minutes is not None and started else None


def is_over_budget(state: RunState, now: datetime, limits: Limits) -> bool:
    """Whether the time for preprocessing and training is used up."""
    ends = training_ends(state, limits)
    return ends is not None and now >= ends


def needed_for_an_answer(state: RunState) -> set[Unit]:
    """What goes on when the time budget is over, because the run would end without a model: the first preparation,
    and on it guessing and the first model, which is a portfolio's simplest. Empty once a model has a result, and
    without a budget.
    """
    if state.plan.config.run.time_budget_minutes is None:
        return set()
    models = [unit for unit in state.wanted_trainings if unit.model != baseline()]
    if any(has_result(state.record[unit]) for unit in models if unit in state.record):
        return set()
    prepared = next((unit for unit in state.plan.preprocessing_units() if not _has_failed(state, unit)), None)
    if prepared is None:
        return set()
    guess = Unit(phase=Phase.TRAINING, preproc_id=prepared.preproc_id, model=baseline())
    return {prepared, guess, *[unit for unit in models if unit.preproc_id == prepared.preproc_id][:1]}


def _has_failed(state: RunState, unit: Unit) -> bool:
    return unit in state.record and failure_of(state.record[unit]) is not None


def _may_end_itself(state: RunState, task: TaskSnapshot, now: datetime, limits: Limits) -> bool:
    """Whether a training at work has a little time beyond the end of training.

    It fits what it does into the time there is, so what still runs is storing what it has.
    """
    ends, minutes = training_ends(state, limits), state.plan.config.run.time_budget_minutes
    if ends is None or minutes is None or task.status is not TaskStatus.IN_PROGRESS:
        return False
    training = task.unit is not None and task.unit.phase is Phase.TRAINING
    return training and now < ends + limits.storing_share * _reserve(minutes, limits)


def _reserve(minutes: float, limits: Limits) -> timedelta:
    return timedelta(seconds=min(limits.reserve_seconds, minutes * 10))


def _in_budget(task: TaskSnapshot) -> bool:
    return task.unit is not None and task.unit.phase not in FINAL_PHASES


def _tend(state: RunState, task: TaskSnapshot, sight: Sight, limits: Limits, *, over: bool) -> Action | None:
    """What one child needs."""
    if task.status is TaskStatus.CREATED:
        return Resume(task=task)
    if task.status is TaskStatus.QUEUED:
        since = sight.vanished_since.get(task.id)
        if since and sight.settled and sight.now - since >= timedelta(seconds=limits.vanished_seconds):
            return _again(state, task, "vanished", limits)
    if task.status is TaskStatus.IN_PROGRESS and sight.settled and is_silent(task, sight, limits):
        if ARTIFACT in task.artifacts:
            return Accept(task=task)
        return _again(state, task, "worker_gone", limits)
    if task.status is TaskStatus.IN_PROGRESS and sight.settled and _is_overdue(task, sight, limits):
        cause, remedy = say(state, "overdue"), say_in(WORDS, "more_time", state.language)
        return GiveUp(task=task, why="overdue", cause=cause, remedy=remedy)
    if task.id in state.newer_outputs and task.status is not TaskStatus.FAILED:
        cause, remedy = (say(state, key) for key in ("newer_output", "same_version"))
        return GiveUp(task=task, why="newer_output", cause=cause, remedy=remedy)
    if task.id in state.lost_outputs:
        return _again(state, task, "output_lost", limits)
    retry = _retry(state, task, over=over)
    return retry if retry and len(state.tries(task)) < limits.attempts else None


def _retry(state: RunState, task: TaskSnapshot, *, over: bool) -> Retry | None:
    """The next try of a task that ended for a reason which says nothing about its work."""
    why = _no_fault_of_its_work(state, task, over=over)
    return Retry(task=task, why=why, reason=say(state, why)) if why else None


def _no_fault_of_its_work(state: RunState, task: TaskSnapshot, *, over: bool) -> LossCause | None:
    if task.runtime.get(WRONG_QUEUE_KEY) and task.status is TaskStatus.FAILED:
        return "wrong_queue"
    if _input_is_back(state, task, over=over):
        return "input_is_back"
    if task.exit_code in _OF_THE_MACHINE:
        return _OF_THE_MACHINE[task.exit_code]
    if was_ended_from_outside(task):
        return "ended_from_outside"
    if ran_out_of_memory(task) and sum(map(ran_out_of_memory, state.tries(task))) < 2:
        return "out_of_memory"
    return None


def _input_is_back(state: RunState, task: TaskSnapshot, *, over: bool) -> bool:
    """Whether it failed for lack of results that have been replaced by now.

    A comparison makes do without a candidate that could not be trained again, a training with nothing else.
    """
    lost = lost_inputs(task)
    if not lost or task.unit is None:
        return False
    wanted = [one for unit, one in state.record.items() if _is_read_by(task.unit, unit)]
    if not wanted or any(not one.status.ended or (one.id in lost and has_result(one)) for one in wanted):
        return False
    return any(has_result(one) for one in wanted) and (over or not any(_to_be_made(state)))


def _is_read_by(reader: Unit, unit: Unit) -> bool:
    if reader.phase is Phase.TRAINING:
        return unit == Unit(phase=Phase.PREPROCESSING, preproc_id=reader.preproc_id)
    return unit.phase in (Phase.PREPROCESSING, Phase.TRAINING)


def inputs_of(state: RunState, unit: Unit) -> dict[Phase, tuple[str, ...]] | None:
    """Ids of the tasks whose results a unit's next attempt reads; None while there are none to read."""
    if unit.phase is Phase.PREPROCESSING:
        return {}
    if unit.phase is Phase.TRAINING:
        prepared = state.record.get(Unit(phase=Phase.PREPROCESSING, preproc_id=unit.preproc_id))
        if prepared is None or prepared.id not in state.preprocessing:
            return None
        return {Phase.PREPROCESSING: (prepared.id,)}
    trained = [task.id for one, task in state.record.items() if one.phase is Phase.TRAINING]
    return {Phase.TRAINING: tuple(trained), Phase.PREPROCESSING: tuple(state.preprocessing)}


def is_silent(task: TaskSnapshot, sight: Sight, limits: Limits) -> bool:
    """Whether nobody works on a running task: no worker reports it, and it gives no sign of life.

    One that seems to be heard of later than now was so before the server's clock was set back, and not since."""
    if task.id in sight.workers.values():
        return False
    seconds = timedelta(seconds=limits.dropped_seconds if task.worker in sight.workers else limits.silence_seconds)
    heard = max((moment for moment in (task.last_update, task.started) if moment), default=sight.server_now)
    silent_for = sight.server_now - heard
    return not -seconds < silent_for < seconds


def _is_overdue(task: TaskSnapshot, sight: Sight, limits: Limits) -> bool:
    """By both clocks: neither a night's sleep of the machine nor a clock that was set makes a training slow."""
    minutes = minutes_allowed(task)
    if minutes is None or task.started is None or task.unit is None or task.unit.phase is not Phase.TRAINING:
        return False
    ran = min(sight.now, sight.server_now) - task.started
    return ran > timedelta(minutes=minutes, seconds=limits.overdue_seconds)


def _again(state: RunState, task: TaskSnapshot, why: LossCause, limits: Limits) -> Action:
    """``why``: a key of the words, too."""
    language = language_of(task)
    reason = word(why, language)
    tries = len(state.tries(task))
    if tries < limits.attempts:
        return Retry(task=task, why=why, reason=reason)
    cause = word("lost", language, n=tries, reason=reason)
    return GiveUp(task=task, why=why, cause=cause, remedy=word("look_at_worker", language))


def not_enqueued(state: RunState, task: TaskSnapshot, error: NotEnqueued) -> GiveUp:
    """What becomes of a task that its queue does not take."""
    run_id = state.plan.context.run_id
    cause = say(state, "not_enqueued", queue=error.queue, reason=error.reason)
    return GiveUp(
        task=task,
        why="not_enqueued",
        cause=cause,
        remedy=say(state, "not_enqueued_do", queue=error.queue, run_id=run_id),
    )


def _steps(state: RunState, sight: Sight, limits: Limits, *, over: bool) -> Iterator[Action]:
    """The next phases, as far as the ones before have ended."""
    starts = _only(needed_for_an_answer(state), _to_be_made(state)) if over else list(_to_be_made(state))
    starts = starts or ([] if over else _while_there_is_time(state, sight.now, limits))
    yield from starts
    if not starts and all(task.status.ended for task in state.preprocessing_record.values()):
        yield from _ending(state, over=over)


def _while_there_is_time(state: RunState, now: datetime, limits: Limits) -> list[Start]:
    """One more training beyond the plan, where a worker would have nothing to do and the time left has room for it."""
    ends = training_ends(state, limits)
    trainings = [task for unit, task in state.record.items() if unit.phase is Phase.TRAINING]
    is_decided = any(unit.phase in FINAL_PHASES for unit in state.record)
    is_busy = sum(not task.status.ended for task in trainings) >= most_at_once(trainings)
    if ends is None or is_decided or is_busy:
        return []
    left = (ends - now).total_seconds()
    for unit in state.possible_extras:
        seconds, inputs = expected_seconds(state, unit), inputs_of(state, unit)
        if inputs and seconds is not None and limits.extra_margin * seconds <= left:
            return [Start(phase=Phase.TRAINING, units=(unit,), inputs=inputs)]
    return []


def _only(units: Container[Unit], starts: Iterable[Start]) -> list[Start]:
    """Of what is to be started, these units."""
    kept = (replace(start, units=tuple(unit for unit in start.units if unit in units)) for start in starts)
    return [start for start in kept if start.units]


def _to_be_made(state: RunState) -> Iterator[Start]:
    """What is planned, has no task, and can have one."""
    missing = tuple(unit for unit in state.plan.preprocessing_units() if unit not in state.record)
    if missing:
        yield Start(phase=Phase.PREPROCESSING, units=missing, inputs={})
    else:
        yield from _trainings(state)


def _trainings(state: RunState) -> Iterator[Start]:
    """The trainings of every variant whose preprocessing, and that of all before it, has ended.

    Only then is it known which of them an earlier variant has already.
    """
    ready: dict[str | None, str] = {}
    for unit in state.plan.preprocessing_units():
        task = state.record.get(unit)
        if task is None or not task.status.ended:
            break
        if task.id in state.preprocessing:
            ready[unit.preproc_id] = task.id
    missing = [
        training for training in state.wanted_trainings if training.preproc_id in ready and training not in state.record
    ]
    cut_at_the_end = state.plan.config.run.time_budget_minutes is not None
    if missing and not cut_at_the_end:
        missing = longest_first(missing, state.known_seconds)
    for preproc_id, units in groupby(missing, key=lambda one: one.preproc_id):
        yield Start(phase=Phase.TRAINING, units=tuple(units), inputs={Phase.PREPROCESSING: (ready[preproc_id],)})


def _ending(state: RunState, *, over: bool) -> Iterator[Action]:
    """Compare what there is, then finish."""
    trained = [task for unit, task in state.record.items() if unit.phase is Phase.TRAINING]
    if any(not task.status.ended for task in trained):
        return
    if not any(has_result(task) for task in trained):
        yield _nothing_trained(state, trained, over=over)
        return
    finals = [Unit(phase=phase) for phase in FINAL_PHASES]
    starts = [
        Start(phase=unit.phase, units=(unit,), inputs=inputs)
        for unit in finals
        if unit not in state.record and (inputs := inputs_of(state, unit)) is not None
    ]
    if starts:
        yield from starts
    elif all(state.record[unit].status.ended for unit in finals):
        yield _finished(state)


def _nothing_trained(state: RunState, trained: list[TaskSnapshot], *, over: bool) -> Finish:
    failures = [failure for task in (*trained, *state.preprocessing_record.values()) if (failure := failure_of(task))]
    if over:
        return Finish(
            status="failed",
            cause=_before_any(state),
            remedy=more_time(state),
        )
    if not failures:
        cause = say(state, "nothing_left")
        return Finish(status="failed", cause=cause, remedy=f"automl runs show {state.plan.context.run_id}")
    cause = say(state, "nothing_left_after", cause=failures[0].cause)
    return Finish(status="failed", cause=cause, remedy=remedy_of(state, failures[0]))


def _before_any(state: RunState) -> str:
    """Why there is no model, and how long it would take to get one."""
    expected = would_take(state)
    if expected is None:
        return say(state, "budget_before_any")
    low, high = (math.ceil(end) for end in expected)
    return say(state, "budget_before_any_of", n=len(state.planned_trainings), low=low, high=high)


def _finished(state: RunState) -> Finish:
    comparison = state.record[Unit(phase=Phase.COMPARISON)]
    failure = failure_of(comparison)
    if failure:
        cause = say(state, "comparison_failed", cause=failure.cause)
        return Finish(status="failed", cause=cause, remedy=failure.remedy)
    failed = any(not failure.left_out for failure in failures_of_tasks(state, state.comparison))
    has_budget = state.plan.config.run.time_budget_minutes is not None
    lost = not has_budget and any(unit not in state.record for unit in state.wanted_trainings)
    return Finish(status="completed_with_failures" if failed or lost else "completed")

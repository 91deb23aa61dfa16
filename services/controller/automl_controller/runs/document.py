"""The run's JSON document: what the command prints and the finished run keeps."""

from __future__ import annotations

from typing import get_args

from automl_controller.runs.failed import failures_of_tasks, remedy_of
from automl_controller.runs.rules import is_aborted
from automl_controller.runs.state import RunState, no_time_for
from automl_controller.runs.uncompared import Trained, uncompared
from automl_controller.runs.words import say
from automl_shared.errors import ContractError, NotFound
from automl_shared.failures import (
    CAUSE_KEY,
    REMEDY_KEY,
    failure,
    failure_of,
    has_result,
    out_of_time,
    was_ended_for_silence,
)
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import (
    ComparisonInfo,
    DatasetDocument,
    Failure,
    RunDocument,
    RunStatus,
    TaskDocument,
    output_of,
)
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import ArtifactReader, DatasetReader, RunRecords, TaskSnapshot, TaskStatus

Reason = tuple[str, str]
"""Cause and remedy."""


def run_status(task: TaskSnapshot) -> RunStatus:
    """The run's status, from its task alone."""
    kept = task.runtime.get(STATUS_KEY)
    if kept in get_args(RunStatus) and task.status.ended:
        return kept  # type: ignore[return-value]
    if is_aborted(task):
        return "aborted"
    if task.status is TaskStatus.FAILED:
        return "failed"
    return "completed" if task.status.ended and not was_ended_for_silence(task) else "running"


def comparison_of(tracker: ArtifactReader, state: RunState) -> ComparisonInfo | None:
    """The run's decision, once there is one."""
    task = state.record.get(Unit(phase=Phase.COMPARISON))
    if task is None or not has_result(task):
        return None
    return output_of(ComparisonInfo, tracker, task.id, run_id=state.plan.context.run_id)


def run_document(
    tracker: RunRecords,
    state: RunState,
    *,
    status: RunStatus | None = None,
    cause: tuple[str, str] | None = None,
    trained: Trained | None = None,
) -> RunDocument:
    """The document of a run, finished or not. ``status``, ``cause`` and what it has read so far are given by whoever is
    finishing it.

    Of a run that has ended it holds every planned candidate once: in the leaderboard, or among the failures.
    """
    own = cause or (state.task.runtime.get(CAUSE_KEY, ""), state.task.runtime.get(REMEDY_KEY, ""))
    decision, unread = readable_decision(tracker, state)
    ended = bool(status) or state.task.status.ended or decision is not None
    leaderboard = decision.leaderboard if decision else uncompared(tracker, state, trained) if ended else []
    failures = [*_of_the_run(state, own), *unread, *failures_of_tasks(state, decision)]
    if ended and not state.impossible:
        told = {row.candidate for row in leaderboard} | {failure.candidate for failure in failures}
        failures += [failure for failure in _unaccounted(state, decision, own) if failure.candidate not in told]
    return RunDocument(
        run_id=state.plan.context.run_id,
        status=status or run_status(state.task),
        controller_task_id=state.task.id,
        url=tracker.task_url(state.task.id),
        dataset=dataset_document(tracker, state),
        tasks=[_task_document(task) for task in (state.task, *state.children)],
        recommendation=decision.recommendation if decision else None,
        leaderboard=leaderboard,
        failures=failures,
    )


def readable_decision(tracker: ArtifactReader, state: RunState) -> tuple[ComparisonInfo | None, list[Failure]]:
    """The run's decision, and why it cannot be read where there should be one."""
    try:
        return comparison_of(tracker, state), []
    except (NotFound, ContractError) as error:
        task, language = state.record[Unit(phase=Phase.COMPARISON)], state.language
        return None, [failure(task, error.cause_in(language), error.remedy_in(language))]


def dataset_document(tracker: DatasetReader, state: RunState) -> DatasetDocument | None:
    """The run's dataset; None when the run names none or it was deleted."""
    dataset_id = state.plan.config.data.dataset_id
    if dataset_id is None:
        return None
    try:
        facts = tracker.dataset(dataset_id).facts
    except NotFound:
        return None
    return DatasetDocument(
        id=dataset_id,
        key=state.plan.context.dataset_key,
        rows=int(facts.get("rows", 0)),
        columns=int(facts.get("columns", 0)),
        hash=facts.get("hash", ""),
    )


def _of_the_run(state: RunState, own: Reason) -> list[Failure]:
    return [Failure(candidate="run", task_id=state.task.id, cause=own[0], remedy=own[1])] if own[0] else []


def _unaccounted(state: RunState, decision: ComparisonInfo | None, own: Reason) -> list[Failure]:
    """What became of the planned candidates that have no score and no failure, if the run has ended by now."""
    tasks = [task for unit in state.planned_trainings if (task := state.record.get(unit))]
    unread = [task for task in tasks if has_result(task)] if decision is None else []
    return [
        *(failure(task, say(state, "still_running"), _again(state)) for task in tasks if not task.status.ended),
        *(failure(task, say(state, "no_score"), _again(state)) for task in unread),
        *(_skipped(state, candidate, *why) for candidate, why in never_started(state, own).items()),
    ]


def _skipped(state: RunState, candidate: str, cause: str, remedy: str) -> Failure:
    left_out = cause.startswith(out_of_time(state.language))
    told = say(state, "not_started", cause=cause)
    return Failure(candidate=candidate, task_id="", cause=told, remedy=remedy, left_out=left_out)


def never_started(state: RunState, own: Reason = ("", "")) -> dict[str, Reason]:
    """Planned candidates without a task: cause and remedy of each, once nothing more is started.

    ``own``: cause and remedy of the run's own failure, empty without one.
    """
    return {
        unit.candidate or unit.phase: _why_not_tried(state, unit, own)
        for unit in state.planned_trainings
        if unit not in state.record
    }


def _why_not_tried(state: RunState, unit: Unit, own: Reason) -> Reason:
    if is_aborted(state.task):
        return say(state, "aborted"), _again(state)
    prepared = state.record.get(Unit(phase=Phase.PREPROCESSING, preproc_id=unit.preproc_id))
    failed = failure_of(prepared) if prepared else None
    if failed and not failed.left_out:
        return say(state, "not_prepared", cause=failed.cause), remedy_of(state, failed)
    if state.plan.config.run.time_budget_minutes is not None:
        return no_time_for(state, unit)
    if own[0]:
        return say(state, "run_ended", cause=own[0]), own[1] or _again(state)
    return say(state, "task_gone"), _again(state)


def _again(state: RunState) -> str:
    return state.plan.context.again(state.task.id)


def _task_document(task: TaskSnapshot) -> TaskDocument:
    unit = task.unit
    failure = failure_of(task)
    queued = (task.started - task.created).total_seconds() if task.started and task.created else None
    ran = (task.ended - task.started).total_seconds() if task.started and task.ended else None
    return TaskDocument(
        task_id=task.id,
        phase=str(unit.phase) if unit else "",
        name=task.name,
        status="superseded" if task.superseded else task.status,
        attempt=task.attempt,
        worker=task.worker,
        preprocess=unit.preproc_id if unit else None,
        model=unit.model if unit else None,
        queued_seconds=queued,
        run_seconds=ran,
        error=failure.cause if failure else None,
    )

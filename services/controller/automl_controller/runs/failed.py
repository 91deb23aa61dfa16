"""What the tasks of a run say that gave no result, and which candidates depend on them."""

from __future__ import annotations

from automl_controller.runs.state import RunState, more_time, no_time_for
from automl_controller.runs.words import few, say
from automl_shared.failures import failure_of, out_of_time
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ComparisonInfo, Failure
from automl_shared.tracker import TaskStatus

MOST_NAMED = 12
"""Candidates named in one cause."""


def failed_tasks(state: RunState) -> list[Failure]:
    """Of the tasks on record; a preprocessing names the candidates that are not trained because of it, and what a time
    budget has stopped says how long it would take."""
    found = {unit: failure for unit, task in state.record.items() if (failure := failure_of(task))}
    return [_in_the_run(state, unit, failure) for unit, failure in found.items()]


def failures_of_tasks(state: RunState, decision: ComparisonInfo | None) -> list[Failure]:
    """What the tasks themselves say, and what the comparison could not use."""
    children = failed_tasks(state)
    known = {failure.task_id for failure in children}
    refused = decision.failures if decision else []
    return [*children, *(failure for failure in refused if failure.task_id not in known)]


def remedy_of(state: RunState, failure: Failure) -> str:
    """A remedy, said where something else than its task is told about; a command stays ready for a shell."""
    if failure.remedy.startswith("automl "):
        return failure.remedy
    return say(state, "remedy_of", name=failure.candidate, remedy=failure.remedy)


def _in_the_run(state: RunState, unit: Unit, failure: Failure) -> Failure:
    says_its_minutes = state.record[unit].status is TaskStatus.FAILED and failure.cause != out_of_time(state.language)
    if failure.left_out and not says_its_minutes:
        is_training = unit.phase is Phase.TRAINING
        cause, remedy = no_time_for(state, unit) if is_training else (failure.cause, more_time(state))
        failure = failure.model_copy(update={"cause": cause, "remedy": remedy})
    if unit.phase is not Phase.PREPROCESSING:
        return failure
    names = [
        str(training.candidate)
        for training in state.planned_trainings
        if training.preproc_id == unit.preproc_id and training not in state.record
    ]
    if not names:
        return failure
    candidates = few(names, MOST_NAMED, state.language)
    cause = say(state, "not_trained", cause=failure.cause, candidates=candidates)
    return failure.model_copy(update={"cause": cause})

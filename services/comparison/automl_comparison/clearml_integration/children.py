"""What the run's other tasks left: their outputs, and of those without one that counts, why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from automl_comparison.admission import Result
from automl_comparison.words.refusals import WORDS
from automl_shared.config.models import OutputSettings
from automl_shared.errors import ContractError, LostInput
from automl_shared.failures import failure, failure_of
from automl_shared.naming import Phase
from automl_shared.phase import PhaseRun
from automl_shared.phase_io import Failure, PhaseOutput, PreprocessingInfo, TrainingInfo
from automl_shared.tracker import TaskSnapshot
from automl_shared.words import say_in

O = TypeVar("O", bound=PhaseOutput)


@dataclass(kw_only=True)
class Children:
    """What the run's children left: the outputs that could be read, and why the others could not."""

    preprocessings: dict[str, PreprocessingInfo] = field(default_factory=dict)
    """By task id."""
    results: list[Result] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def read_children(run: PhaseRun) -> Children:
    """The outputs of every task named in ``Run/inputs``; one without an output that counts is a failure."""
    wanted: list[tuple[str, type[PreprocessingInfo] | type[TrainingInfo]]] = [
        *((task_id, PreprocessingInfo) for task_id in run.inputs(Phase.PREPROCESSING)),
        *((task_id, TrainingInfo) for task_id in run.inputs(Phase.TRAINING)),
    ]
    tasks = {task.id: task for task in run.tracker.tasks(ids=[task_id for task_id, _ in wanted])}
    children = Children()
    for task_id, kind in dict.fromkeys(wanted):
        task = tasks.get(task_id)
        found = _output(run, kind, task) if task else _deleted(run, task_id)
        if isinstance(found, Failure):
            children.failures.append(found)
        elif isinstance(found, PreprocessingInfo):
            children.preprocessings[task_id] = found
        else:
            children.results.append(Result(info=found, attempt=task.attempt if task else 1))
    return children


def _output(run: PhaseRun, kind: type[O], task: TaskSnapshot) -> O | Failure:
    refusal = _refusal(run, task)
    if refusal:
        return refusal
    try:
        info = run.output_of(kind, task.id)
    except LostInput as error:
        if run.is_tried_again:
            raise
        return failure(task, error.cause, error.remedy)
    except ContractError as error:
        return failure(task, error.cause, error.remedy)
    if info.task_id != task.id:
        return failure(task, _say(run, "other_task", task_id=info.task_id), _say(run, "again"))
    return info


def _refusal(run: PhaseRun, task: TaskSnapshot) -> Failure | None:
    """Why a task has no result that counts; None for one that has."""
    if not (task.status.ended or task.superseded):
        return failure(task, _say(run, "not_ended", status=task.status), _say(run, "not_ended_do"))
    return failure_of(task)


def _deleted(run: PhaseRun, task_id: str) -> Failure:
    return Failure(candidate=task_id, task_id=task_id, cause=_say(run, "deleted"), remedy=_say(run, "again"))


def _say(run: PhaseRun, key: str, **values: object) -> str:
    return say_in(WORDS, key, run.section(OutputSettings).language, **values)

"""What the run's other tasks left: their outputs, and of those without one that counts, why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from automl_comparison.admission import Result
from automl_comparison.words.refusals import WORDS
from automl_shared.config.models import OutputSettings
from automl_shared.errors import AutoMLError, ContractError, LostInput, NotFound
from automl_shared.failures import failure, failure_of
from automl_shared.naming import Phase
from automl_shared.phase_io import Failure, PhaseOutput, PreprocessingInfo, TrainingInfo
from automl_shared.phase_run import PhaseRun
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
    """The outputs of every task named in ``Run/inputs``; one without an output that counts is a failure.

    Raises LostInput, of all that is missing at once, where it is made again.
    """
    wanted: list[tuple[str, type[PreprocessingInfo] | type[TrainingInfo]]] = [
        *((task_id, PreprocessingInfo) for task_id in run.inputs(Phase.PREPROCESSING)),
        *((task_id, TrainingInfo) for task_id in run.inputs(Phase.TRAINING)),
    ]
    tasks = {task.id: task for task in run.tracker.tasks(ids=[task_id for task_id, _ in wanted])}
    children, lost = Children(), list[LostInput]()
    for task_id, kind in dict.fromkeys(wanted):
        task = tasks.get(task_id)
        found = _output(run, kind, task_id, task)
        if isinstance(found, LostInput):
            lost.append(found)
        elif isinstance(found, Failure):
            children.failures.append(found)
        elif isinstance(found, PreprocessingInfo):
            children.preprocessings[task_id] = found
        else:
            children.results.append(Result(info=found, attempt=task.attempt if task else 1))
    if lost:
        raise LostInput(lost[0], *(task_id for one in lost for task_id in one.task_ids))
    return children


def _output(run: PhaseRun, kind: type[O], task_id: str, task: TaskSnapshot | None) -> O | Failure | LostInput:
    if task is None:
        return _missing(
            run, Failure(candidate=task_id, task_id=task_id, cause=_say(run, "deleted"), remedy=_again(run))
        )
    if not task.status.ended:
        return _missing(run, failure(task, _say(run, "not_ended", status=task.status), _say(run, "not_ended_do")))
    if failed := failure_of(task):
        return _missing(run, failed) if task.superseded else failed
    try:
        info = run.output_of(kind, task.id)
    except LostInput as error:
        return _missing(run, _failed_to_read(run, task, error))
    except ContractError as error:
        return _failed_to_read(run, task, error)
    if info.task_id != task.id:
        return failure(task, _say(run, "other_task", task_id=info.task_id), _again(run))
    return info


def _missing(run: PhaseRun, found: Failure) -> Failure | LostInput:
    """What has no result now: lost where a controller sees to it and tries this task once more, else a failure."""
    if not run.is_tried_again:
        return found
    return LostInput(NotFound(found.cause, fix=found.remedy), found.task_id)


def _again(run: PhaseRun) -> str:
    return _say(run, "again")


def _failed_to_read(run: PhaseRun, task: TaskSnapshot, error: AutoMLError) -> Failure:
    language = run.section(OutputSettings).language
    return failure(task, error.cause_in(language), error.remedy_in(language))


def _say(run: PhaseRun, key: str, **values: object) -> str:
    return say_in(WORDS, key, run.section(OutputSettings).language, **values)

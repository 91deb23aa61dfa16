"""How far a run has come: candidates done, the best so far, and about how long the rest takes."""

from __future__ import annotations

from datetime import datetime

from automl_controller.runs.state import RunState
from automl_shared.errors import ContractError, NotFound
from automl_shared.failures import failure_of, has_result
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, Unit, label_of
from automl_shared.phase_io import TrainingInfo, output_of
from automl_shared.plugins import METRICS
from automl_shared.plugins.model import baseline
from automl_shared.tracker import ArtifactReader, TaskSnapshot

MOST_READ = 20
"""Results read in one look, so that no look takes long."""


class Best(Frozen):
    """The candidate that leads, by its mean over the folds."""

    candidate: str
    """Its title, where its training says one."""
    metric: str
    score: float


class Standing(Frozen):
    """Every planned candidate is done, failed, left out for the time budget, running or waiting."""

    done: int
    failed: int
    total: int
    best: Best | None = None
    seconds_left: float | None = None
    """None while nothing tells it."""


class Scores:
    """The scores of a run's candidates, each read once."""

    def __init__(self, tracker: ArtifactReader) -> None:
        self._tracker = tracker
        self._read: dict[str, Best | None] = {}

    def best(self, state: RunState) -> Best | None:
        """The leader among the candidates with a result; results that cannot be read do not take part."""
        trained = [task for unit, task in state.record.items() if unit.phase is Phase.TRAINING and has_result(task)]
        for task in [task for task in trained if task.id not in self._read][:MOST_READ]:
            self._read[task.id] = self._score(state, task)
        scores = [found for task in trained if (found := self._read.get(task.id))]
        if not scores:
            return None
        sign = 1 if METRICS.get(scores[0].metric).greater_is_better else -1
        return max(scores, key=lambda one: sign * one.score)

    def _score(self, state: RunState, task: TaskSnapshot) -> Best | None:
        try:
            info = output_of(TrainingInfo, self._tracker, task.id, run_id=state.plan.context.run_id)
        except (NotFound, ContractError):  # the comparison will tell why
            return None
        metric = info.primary_metric
        return Best(candidate=info.title or info.candidate, metric=metric, score=info.cv_mean[metric])


def standing(state: RunState, now: datetime, best: Best | None = None) -> Standing:
    """Where the run stands."""
    tasks = [state.record.get(unit) for unit in state.planned_trainings]
    return Standing(
        done=sum(task is not None and has_result(task) for task in tasks),
        failed=sum(task is not None and _has_failed(task) for task in tasks),
        total=len(tasks),
        best=best,
        seconds_left=_seconds_left(state, now),
    )


def _has_failed(task: TaskSnapshot) -> bool:
    found = failure_of(task)
    return found is not None and not found.left_out


def _seconds_left(state: RunState, now: datetime) -> float | None:
    """What the candidates still to come take on as many workers as are at work now.

    A candidate takes what its model took on other variants, else what the mean of all did; guessing tells nothing.
    """
    known = {name: took for name, took in state.known_seconds.items() if label_of(name) != baseline()}
    units = [unit for unit in state.planned_trainings if not _has_ended(state, unit)]
    if not known or not units:
        return None
    mean = sum(known.values()) / len(known)
    running = [task for unit in units if (task := state.record.get(unit)) and task.started]
    elapsed = {task.unit: (now - task.started).total_seconds() for task in running if task.started}
    took = {unit: known.get(unit.candidate or "", known.get(unit.model or "", mean)) for unit in units}
    return sum(max(0.0, took[unit] - elapsed.get(unit, 0.0)) for unit in units) / max(1, len(running))


def _has_ended(state: RunState, unit: Unit) -> bool:
    task = state.record.get(unit)
    return task is not None and task.status.ended

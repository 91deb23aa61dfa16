"""A run brought to a point, and what is seen of it."""

from __future__ import annotations

from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskSnapshot

from ..conftest import World

OTHER = "controller:other"
PREPROCESSING = Unit(phase=Phase.PREPROCESSING, preproc_id="standard-onehot")
COMPARISON = Unit(phase=Phase.COMPARISON)


def status(world: World, run: str) -> str | None:
    return world.tracker.task(run).runtime.get(STATUS_KEY)


def attempts(world: World, run: str, unit: Unit) -> list[TaskSnapshot]:
    return [task for task in world.tracker.tasks(parent=run) if task.unit == unit]


def to_trainings(world: World) -> str:
    return world.to_trainings(models=["logistic", "knn", "naive_bayes"])


def delete_output(world: World, task_id: str) -> None:
    world.tracker.file(task_id, ARTIFACT).unlink()

"""Which model is meant: a file, a run's recommendation, a task's or a registered one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from automl_controller.runs.earlier import comparison_task
from automl_controller.runs.lookup import find_run
from automl_data.bundle import ENDING, Bundle, Predictor, load_bundle
from automl_shared.errors import NotFound
from automl_shared.failures import has_result
from automl_shared.naming import Phase
from automl_shared.phase_io import ComparisonInfo, TrainingInfo, output_of
from automl_shared.tracker import ArtifactReader, Models, Records, TaskReader, TaskSnapshot
from automl_shared.tracker.base import phase_of
from automl_shared.words import T_, TN_

SHA256 = "sha256"
_ID = re.compile("[0-9a-f]{32}")


class ModelRecords(Records, Models, Protocol):
    """What it takes to find a model: what is on record of runs, and the registered models."""


def fetched(name: str, open_tracker: Callable[[], ModelRecords], *, sha256: str | None = None) -> Bundle[Predictor]:
    """The bundle that `located` finds. Raises what it raises, and what `load_bundle` does."""
    file, known = located(name, open_tracker, sha256=sha256)
    return load_bundle(file, expected_sha256=known)


def located(
    name: str, open_tracker: Callable[[], ModelRecords], *, sha256: str | None = None
) -> tuple[Path, str | None]:
    """The bundle's file: one that is named, or the one in a folder, or of a run, a training task or a registered model,
    in this order; with the sha256 it must have, where it is known.

    A model from the server is held against the sha256 it was registered with. ``sha256``: of a file, where it is known.
    Raises NotFound where nothing is called so, or a run recommends nothing.
    """
    file = Path(name)
    if file.is_dir():  # of a run that was made in a process of its own, named by its id
        file = _only_bundle(file)
    if file.is_file():
        return file, sha256
    if file.name.endswith(ENDING):
        raise NotFound(
            T_("the model's file does not exist"), value=name, fix=T_("name a run, a model's id or another file")
        )
    tracker = open_tracker()
    run = _run(tracker, name)
    model_id = recommended_model(tracker, run) if run else _model_id(tracker, name)
    try:
        registered = tracker.model_metadata(model_id).get(SHA256)
        return tracker.model_file(model_id), sha256 or registered
    except NotFound as error:
        if run is None:
            raise
        raise NotFound(
            T_("the model that run {run_id} recommends was deleted", run_id=run.run_id),
            value=error.value,
            fix=(f"automl clone --task-id {run.id}", T_("automl predict TASK_ID FILE, with the task of a candidate")),
        ) from error


def _only_bundle(folder: Path) -> Path:
    found = sorted(folder.glob(f"*{ENDING}"))
    if len(found) != 1:
        raise NotFound(
            TN_("the folder holds one model", "the folder holds {n} models", n=len(found)),
            value=folder,
            allowed=T_("one"),
            fix=T_("name the file"),
        )
    return found[0]


def _model_id(tracker: Records, name: str) -> str:
    found = tracker.tasks(ids=[name])
    return _trained(tracker, found[0]) if found else name


def _run(tracker: TaskReader, name: str) -> TaskSnapshot | None:
    """Raises NotFound for a name that is no run's and cannot be an id either."""
    try:
        return find_run(tracker, name)
    except NotFound:
        if not _ID.fullmatch(name):
            raise
        return None


def recommended_model(tracker: Records, run: TaskSnapshot) -> str:
    """The id of the model a run recommends. Raises NotFound where it recommends none."""
    task = comparison_task(tracker, run)
    info = output_of(ComparisonInfo, tracker, task.id) if task else None
    if info is None or info.recommendation is None:
        listing = f"automl runs results {run.run_id} --csv"
        raise NotFound(
            T_("run {run_id} recommends no model", run_id=run.run_id),
            value=info.sentence if info else run.status,
            fix=T_("automl predict TASK_ID FILE, with the task of a candidate: {command}", command=listing),
        )
    return _registered(info.recommendation.model_id, info.recommendation.candidate)


def _trained(tracker: ArtifactReader, task: TaskSnapshot) -> str:
    if phase_of(task) is not Phase.TRAINING or not has_result(task):
        raise NotFound(
            T_("the task has no model"),
            value=f"{task.name}: {task.status}",
            allowed=T_("a run, a completed training task, a model's id or a file"),
            fix="automl runs list",
        )
    info = output_of(TrainingInfo, tracker, task.id)
    return _registered(info.model_id, info.candidate)


def _registered(model_id: str | None, candidate: str) -> str:
    if model_id is None:
        raise NotFound(T_("the model was not registered"), value=candidate, fix=T_("run it again"))
    return model_id

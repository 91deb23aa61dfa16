"""What ClearML's Pipelines view shows of a run: one step per unit, trainings grouped in one stage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from automl_controller.runs.rules import FINAL_PHASES
from automl_controller.runs.state import RunState
from automl_shared.naming import Phase, Unit, tag_value
from automl_shared.tracker import TaskSnapshot, TaskStatus

CONFIGURATION = "Pipeline"
HASH_KEY = "_pipeline_hash"
"""Runtime key; the view shows all steps as pending while it is empty."""

_STATUS = {
    TaskStatus.CREATED: "pending",
    TaskStatus.QUEUED: "queued",
    TaskStatus.IN_PROGRESS: "running",
    TaskStatus.COMPLETED: "completed",
    TaskStatus.PUBLISHED: "completed",
    TaskStatus.CLOSED: "completed",
    TaskStatus.FAILED: "failed",
    TaskStatus.STOPPED: "aborted",
}
_BEFORE = {
    Phase.TRAINING: Phase.PREPROCESSING,
    Phase.TRAINING_SUMMARY: Phase.TRAINING,
    Phase.COMPARISON: Phase.TRAINING,
}

_LEFT_OUT: Mapping[str, Any] = {
    "parents": [],
    "status": "skipped",
    "job_id": None,
    "job_type": Phase.TRAINING.value,
    "job_started": None,
    "job_ended": None,
    "stage": Phase.TRAINING.value,
    "queue": "",
    "base_task_id": "",
}
"""A candidate that is not trained; the run task's comment says why."""


def pipeline(state: RunState, *, ended: bool = False) -> dict[str, dict[str, Any]]:
    """The steps by name, in the form the Pipelines view reads.

    Beside the tasks on record: attempts a newer one took the place of, what is still to come (``ended``: what was
    never started), and what is left out.
    """
    steps: dict[str, dict[str, Any]] = {}
    before = _Before(state)
    for task in state.children:
        unit = task.unit
        if unit is not None and task.superseded:
            steps[f"{_name(unit)} (try {task.attempt}, superseded)"] = _step(state, before, unit, task)
    steps |= {_name(unit): _step(state, before, unit, task) for unit, task in state.record.items()}
    for unit in _missing(state):
        steps[_name(unit)] = {**_planned(state, before, unit), "status": "skipped" if ended else "pending"}
    left_out = {} if state.impossible else state.skipped_models
    steps |= {f"{Phase.TRAINING} {name}": dict(_LEFT_OUT) for name in left_out}
    return steps


def pipeline_hash(steps: dict[str, dict[str, Any]]) -> str:
    """Short hash of the steps; changes whenever the view should."""
    return hashlib.sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()[:16]


def _name(unit: Unit) -> str:
    return " ".join(part for part in (unit.phase.value, unit.candidate or unit.preproc_id) if part)


def _missing(state: RunState) -> list[Unit]:
    """Units of the run without a task, as far as they are known."""
    trainings = [] if state.impossible else state.wanted_trainings
    finals = [Unit(phase=phase) for phase in FINAL_PHASES]
    return [unit for unit in (*state.plan.preprocessing_units(), *trainings, *finals) if unit not in state.record]


class _Before:
    """The steps before a step: for a training that of its own variant, for what follows all of the phase before."""

    def __init__(self, state: RunState) -> None:
        self._names: dict[tuple[Phase, str | None], list[str]] = {}
        for unit in state.record:
            for preproc_id in {unit.preproc_id, None}:
                self._names.setdefault((unit.phase, preproc_id), []).append(_name(unit))

    def of(self, unit: Unit) -> list[str]:
        phase = _BEFORE.get(unit.phase)
        own = unit.preproc_id if unit.phase is Phase.TRAINING else None
        return list(self._names.get((phase, own), ())) if phase else []


def _planned(state: RunState, before: _Before, unit: Unit) -> dict[str, Any]:
    return {
        "parents": before.of(unit),
        "status": "pending",
        "job_id": None,
        "job_type": unit.phase.value,
        "job_started": None,
        "job_ended": None,
        "stage": unit.phase.value,
        "queue": state.plan.naming.queue(unit.phase),
        "base_task_id": "",
    }


def _step(state: RunState, before: _Before, unit: Unit, task: TaskSnapshot) -> dict[str, Any]:
    return {
        **_planned(state, before, unit),
        "status": _STATUS.get(task.status, "pending"),
        "job_id": task.id,
        "job_started": _seconds(task.started),
        "job_ended": _seconds(task.ended),
        "base_task_id": tag_value(task.tags, "cloned_from") or "",
    }


def _seconds(moment: datetime | None) -> float | None:
    """Since the epoch, as the view wants it."""
    return moment.timestamp() if moment else None

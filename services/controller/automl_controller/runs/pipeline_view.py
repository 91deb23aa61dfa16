"""What ClearML's Pipelines view shows of a run: one step per unit, trainings grouped in one stage."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from automl_controller.runs.state import RunState
from automl_shared.naming import Phase, tag_value
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


def pipeline(state: RunState) -> dict[str, dict[str, Any]]:
    """The steps by name, in the form the Pipelines view reads."""
    return {_name(task): _step(state, task) for task in state.record.values()}


def pipeline_hash(steps: dict[str, dict[str, Any]]) -> str:
    """Short hash of the steps; changes whenever the view should."""
    return hashlib.sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()[:16]


def _name(task: TaskSnapshot) -> str:
    unit = task.unit
    assert unit is not None, "only tasks with a unit are on record"
    return " ".join(part for part in (unit.phase.value, unit.candidate or unit.preproc_id) if part)


def _step(state: RunState, task: TaskSnapshot) -> dict[str, Any]:
    unit = task.unit
    assert unit is not None, "only tasks with a unit are on record"
    before = _BEFORE.get(unit.phase)
    parents = [
        _name(one)
        for other, one in state.record.items()
        if other.phase is before and (unit.phase is not Phase.TRAINING or other.preproc_id == unit.preproc_id)
    ]
    return {
        "parents": parents,
        "status": _STATUS.get(task.status, "pending"),
        "job_id": task.id,
        "job_type": unit.phase.value,
        "job_started": _milliseconds(task.started),
        "job_ended": _milliseconds(task.ended),
        "stage": unit.phase.value,
        "queue": state.plan.naming.queue(unit.phase),
        "base_task_id": tag_value(task.tags, "cloned_from") or "",
    }


def _milliseconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment else None

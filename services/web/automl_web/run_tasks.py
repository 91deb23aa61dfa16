"""The tasks of a run as lines of a table."""

from __future__ import annotations

from datetime import UTC, datetime

from automl_shared.failures import failure_of
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import Failure
from automl_shared.tracker import TaskSnapshot
from automl_web.run_lines import elapsed


class TaskRow(Frozen):
    """A task of a run in a table."""

    id: str
    unit: Unit | None
    phase: str
    name: str
    status: str
    attempt: int
    worker: str
    waited_seconds: float | None
    worked_seconds: float | None
    created: datetime | None
    started: datetime | None
    ended: datetime | None
    failure: Failure | None


def told_status(task: TaskSnapshot) -> str:
    """Which words say how it is: more than its status where a newer attempt counts, or its end was asked for."""
    if task.superseded:
        return "superseded"
    return "stopping" if task.stop_requested else task.status.value


def task_row(task: TaskSnapshot) -> TaskRow:
    unit = task.unit
    waited = (task.started or (None if task.status.ended else datetime.now(UTC))) if task.created else None
    return TaskRow(
        id=task.id,
        unit=unit,
        phase=unit.phase.value if unit else "",
        name=(unit.candidate or unit.preproc_id or unit.phase.value) if unit else task.name,
        status=told_status(task),
        attempt=task.attempt,
        worker=task.worker or "",
        waited_seconds=(waited - task.created).total_seconds() if waited and task.created else None,
        worked_seconds=elapsed(task),
        created=task.created,
        started=task.started,
        ended=task.ended,
        failure=failure_of(task) if unit and unit.phase is not Phase.RUN else None,
    )

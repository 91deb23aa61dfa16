"""``automl runs resume``: an aborted or failed run goes on, and does nothing again that is done."""

from __future__ import annotations

from automl_controller.runs.document import STATUS_KEY, run_status
from automl_controller.runs.reading import read_state
from automl_controller.runs.rules import FINAL_PHASES
from automl_controller.runs.state import RunState
from automl_shared.errors import ConfigError
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY, has_result
from automl_shared.naming import SUPERSEDED_TAG, Naming, Phase
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker

RESUMABLE = ("aborted", "failed", "completed_with_failures")


def resume(tracker: Tracker, task: TaskSnapshot) -> int:
    """Puts a run back into the controller's queue; how many of its tasks are done and stay as they are.

    Raises ConfigError for a run that goes on or has nothing left to do.
    """
    status = run_status(task)
    if status not in RESUMABLE or not task.status.ended:
        raise ConfigError(
            "this run cannot be resumed",
            value=f"{task.run_id}: {status}",
            allowed=", ".join(RESUMABLE),
            fix=f"automl runs show {task.run_id}",
        )
    if not task.runtime.get(STATUS_KEY):
        raise ConfigError("this run is still ending", value=task.run_id, fix=f"automl runs resume {task.run_id}")
    state = read_state(tracker, task)
    for child in _to_do_again(state):
        tracker.edit(child.id, tags=[*child.tags, SUPERSEDED_TAG])
    tracker.set_runtime(task.id, dict.fromkeys((STATUS_KEY, CAUSE_KEY, REMEDY_KEY), ""))
    if task.status is not TaskStatus.STOPPED:
        tracker.mark(task.id, TaskStatus.STOPPED, reason="resumed")
    tracker.enqueue([task.id], Naming(state.plan.config.clearml).queue(Phase.RUN))
    return sum(map(has_result, state.record.values()))


def _to_do_again(state: RunState) -> list[TaskSnapshot]:
    """What has no result, and what was made of the results there were. A child that still runs is left to end."""
    return [
        child
        for unit, child in state.record.items()
        if child.status.ended
        and (not has_result(child) or child.id in state.lost_outputs or unit.phase in FINAL_PHASES)
    ]

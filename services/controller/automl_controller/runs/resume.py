"""``automl runs resume``: an aborted or failed run goes on, and does nothing again that is done."""

from __future__ import annotations

from automl_controller.runs.reading import read_state
from automl_controller.runs.rules import FINAL_PHASES
from automl_controller.runs.state import RunState
from automl_shared.failures import has_result
from automl_shared.naming import SET_ASIDE_TAG, SUPERSEDED_TAG
from automl_shared.resuming import RESUME_KEY, ask_to_resume
from automl_shared.tracker import RunTracker, TaskSnapshot


def resume(tracker: RunTracker, task: TaskSnapshot) -> int:
    """Puts a run back into the controller's queue; how many of its tasks are done and stay as they are.

    Raises ConfigError for a run that goes on or has nothing left to do.
    """
    done = sum(map(has_result, read_state(tracker, task).record.values()))
    ask_to_resume(tracker, task)
    return done


def set_aside(tracker: RunTracker, task: TaskSnapshot) -> None:
    """Of a run that was asked to go on: what is to be done again counts no more. Doing it twice changes nothing."""
    if not task.runtime.get(RESUME_KEY):
        return
    for child in _to_do_again(read_state(tracker, task)):
        tracker.edit(child.id, tags=[*child.tags, SUPERSEDED_TAG, SET_ASIDE_TAG])
    tracker.set_runtime(task.id, {RESUME_KEY: ""})


def _to_do_again(state: RunState) -> list[TaskSnapshot]:
    """What has no result, and what was made of the results there were. A child that still runs is left to end."""
    return [
        child
        for unit, child in state.record.items()
        if child.status.ended
        and (not has_result(child) or child.id in state.lost_outputs or unit.phase in FINAL_PHASES)
    ]

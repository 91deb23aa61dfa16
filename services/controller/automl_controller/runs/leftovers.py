"""Children of ended runs that have not ended: a server carried out late what was asked of it before the run's end.

An agent takes a task out of its queue first and says so afterwards, and a server takes that whatever became of the task
meanwhile; it may make a task, or enqueue one, after whoever asked for it has given that up. No controller looks at the
children of an ended run any more, so one of them looks at all that run, and at what waits in runs that have just ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from automl_controller.runs.rules import Limits, Sight, is_silent
from automl_controller.runs.state import is_own_child
from automl_controller.runs.words import word
from automl_shared.errors import NotFound, ServerRefused
from automl_shared.failures import CAUSE_KEY, language_of
from automl_shared.naming import Phase, tag
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import Tasks, TaskSnapshot, TaskStatus

LATE = timedelta(seconds=60)
"""So long after a run's end its children's starts are late ones. Later, a person has started them again."""

RECENTLY = 3 * LATE
"""Before that a run has not ended just now: what waits in it was looked at twice since."""

_OF_RUNS = frozenset({Phase.PREPROCESSING, Phase.TRAINING, Phase.TRAINING_SUMMARY, Phase.COMPARISON})


def stop_leftovers(
    tracker: Tasks, look_around: Callable[[], Sight], limits: Limits, now: datetime
) -> Iterator[TaskSnapshot]:
    """Ends those that nobody works on, and those that started late or wait because of a late call; what was stopped.

    ``look_around``: asked only where a child of an ended run has not ended, which is hardly ever.
    Raises NotFound or ServerRefused where one could not be stopped, after all others were.
    """
    left = [*_running(tracker), *_waiting(tracker, now)]
    if not left:
        return
    runs = {task.id: run for task, run in left}
    own = [task for task in tracker.tasks(ids=list(runs)) if _is_child(task, runs[task.id])]
    sight = look_around()
    refused: list[NotFound | ServerRefused] = []
    for task in own:
        try:
            if _is_stopped(tracker, task, runs[task.id], sight, limits):
                yield task
        except (NotFound, ServerRefused) as error:
            refused.append(error)
    if refused:
        raise refused[0]


def _is_stopped(tracker: Tasks, task: TaskSnapshot, run: TaskSnapshot, sight: Sight, limits: Limits) -> bool:
    """Stops it, unless a person has started it or it stops already; says whether it did."""
    reason = word("left_over", language_of(task))
    if task.status is TaskStatus.QUEUED:
        tracker.stop([task.id], reason)
    elif task.status is TaskStatus.CREATED or (sight.settled and is_silent(task, sight, limits)):
        tracker.mark(task.id, TaskStatus.STOPPED, reason=reason)
    elif _started_late(task, run) and not task.stop_requested:
        tracker.set_runtime(task.id, {CAUSE_KEY: reason, **task.runtime})  # the agent gives a reason of its own
        tracker.stop([task.id], reason)
    else:
        return False
    return True


def _running(tracker: Tasks) -> Iterator[tuple[TaskSnapshot, TaskSnapshot]]:
    """Children that are shown as running, and their runs, which have ended."""
    running = tracker.tasks(statuses=[TaskStatus.IN_PROGRESS], with_sections=False)
    children = [task for task in running if task.parent and task.unit and task.unit.phase in _OF_RUNS]
    if not children:
        return
    parents = sorted({task.parent or "" for task in children})
    runs = {run.id: run for run in tracker.tasks(ids=parents, with_sections=False)}
    for task in children:
        if (run := runs.get(task.parent or "")) and _has_ended(run):
            yield task, run


def _waiting(tracker: Tasks, now: datetime) -> Iterator[tuple[TaskSnapshot, TaskSnapshot]]:
    """Children that wait, or were only made, and their runs, which have just ended."""
    ended = [status for status in TaskStatus if status.ended]
    runs = {
        run.id: run
        for run in tracker.tasks(
            tags=[tag("phase", Phase.RUN)], statuses=ended, changed_since=now - RECENTLY, with_sections=False
        )
        if _has_ended(run)
    }
    if not runs:
        return
    waits = [TaskStatus.CREATED, TaskStatus.QUEUED]
    for task in tracker.tasks(parent=list(runs), statuses=waits, with_sections=False):
        run = runs[task.parent or ""]
        if task.last_update and run.ended and task.last_update <= run.ended + LATE:
            yield task, run


def _has_ended(run: TaskSnapshot) -> bool:
    """Whether a controller has ended it. One that was ended from outside while none was there is taken up first."""
    return run.status.ended and bool(run.runtime.get(STATUS_KEY))


def _is_child(task: TaskSnapshot, run: TaskSnapshot) -> bool:
    return run.run_id is not None and is_own_child(task, run.run_id)


def _started_late(task: TaskSnapshot, run: TaskSnapshot) -> bool:
    if task.superseded:
        return True
    return task.started is not None and run.ended is not None and task.started <= run.ended + LATE

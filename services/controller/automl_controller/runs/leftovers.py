"""Children of ended runs that are shown as running: their agents' call that they had started came through late.

An agent takes a task out of its queue first and says so afterwards, and a server takes that whatever became of the task
meanwhile. No controller looks at the children of an ended run any more, so one of them looks at all that run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from automl_controller.runs.rules import Limits, Sight, is_silent
from automl_controller.runs.state import is_own_child
from automl_controller.runs.words import word
from automl_shared.errors import NotFound, ServerRefused
from automl_shared.failures import language_of
from automl_shared.naming import Phase
from automl_shared.tracker import Tasks, TaskSnapshot, TaskStatus

LATE = timedelta(seconds=60)
"""So long after a run's end its children's starts are late ones. Later, a person has started them again."""

_OF_RUNS = frozenset({Phase.PREPROCESSING, Phase.TRAINING, Phase.TRAINING_SUMMARY, Phase.COMPARISON})


def stop_leftovers(tracker: Tasks, look_around: Callable[[], Sight], limits: Limits) -> Iterator[TaskSnapshot]:
    """Ends those that nobody works on, and has workers end those that they started late; what was stopped.

    ``look_around``: asked only where a child of an ended run is shown as running, which is hardly ever.
    Raises NotFound or ServerRefused where one could not be stopped, after all others were.
    """
    running = tracker.tasks(statuses=[TaskStatus.IN_PROGRESS], with_sections=False)
    children = [task for task in running if task.parent and task.unit and task.unit.phase in _OF_RUNS]
    if not children:
        return
    parents = sorted({task.parent or "" for task in children})
    runs = {run.id: run for run in tracker.tasks(ids=parents, with_sections=False)}
    left = [task for task in children if (run := runs.get(task.parent or "")) and run.status.ended]
    if not left:
        return
    own = [task for task in tracker.tasks(ids=[task.id for task in left]) if _is_child(task, runs[task.parent or ""])]
    sight = look_around()
    refused: list[NotFound | ServerRefused] = []
    for task in own:
        reason = word("left_over", language_of(task))
        try:
            if sight.settled and is_silent(task, sight, limits):
                tracker.mark(task.id, TaskStatus.STOPPED, reason=reason)
            elif _started_late(task, runs[task.parent or ""]) and not task.stop_requested:
                tracker.stop([task.id], reason)
            else:
                continue
        except (NotFound, ServerRefused) as error:
            refused.append(error)
            continue
        yield task
    if refused:
        raise refused[0]


def _is_child(task: TaskSnapshot, run: TaskSnapshot) -> bool:
    return run.run_id is not None and is_own_child(task, run.run_id)


def _started_late(task: TaskSnapshot, run: TaskSnapshot) -> bool:
    if task.superseded:
        return True
    return task.started is not None and run.ended is not None and task.started <= run.ended + LATE

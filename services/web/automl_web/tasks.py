"""One task as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from automl_shared.errors import NotFound
from automl_shared.failures import CAUSE_KEY, stopped_by_a_person
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, tag_value
from automl_shared.sections import Payload
from automl_shared.tracker import TaskReader, Tasks, TaskSnapshot, Viewer
from automl_shared.tracker.base import STOPPABLE
from automl_shared.tracker.viewing import LogLine, TaskDetails
from automl_web.run_lines import elapsed
from automl_web.run_tasks import TaskRow, task_row, told_status

SEARCH_PIECES = 1000
MOST_SEARCHED = 20_000
MOST_FOUND = 300


class Setting(Frozen):
    """A parameter, and its template's value where that is another one."""

    key: str
    value: str
    template_value: str | None

    @property
    def changed(self) -> bool:
        return self.template_value is not None and self.template_value != self.value


class TaskView(Frozen):
    """What every tab of the page knows. ``parent``: None for a task that is part of nothing."""

    task: TaskSnapshot
    details: TaskDetails
    parent: TaskSnapshot | None

    @property
    def run_id(self) -> str | None:
        return self.task.run_id

    @property
    def phase(self) -> str:
        """Empty for a task that is not of the product."""
        return self.task.unit.phase.value if self.task.unit else ""

    @property
    def subject(self) -> str:
        """What of a run it works on: a candidate, a preparation; empty where that is all of it."""
        unit = self.task.unit
        return (unit.candidate or unit.preproc_id or "") if unit else ""

    @property
    def status(self) -> str:
        """Which words say how it is."""
        return told_status(self.task)

    @property
    def can_stop(self) -> bool:
        """Whether its end can still be asked for."""
        return self.task.status in STOPPABLE and not self.task.stop_requested

    @property
    def seconds(self) -> float | None:
        """How long it has worked."""
        return elapsed(self.task)


def task_view(tracker: TaskReader, viewer: Viewer, task_id: str) -> TaskView:
    """Raises NotFound."""
    task = tracker.task(task_id)
    return TaskView(task=task, details=viewer.details(task_id), parent=_found(tracker, task.parent))


def stop_task(tracker: Tasks, task_id: str) -> None:
    """Asks for the end of a task that waits or works, and keeps that a person did. Raises NotFound."""
    task = tracker.task(task_id)
    if task.status not in STOPPABLE:
        return
    cause = stopped_by_a_person(task)
    tracker.set_runtime(task_id, cause)
    tracker.stop([task_id], cause[CAUSE_KEY])


def relatives(tracker: TaskReader, task: TaskSnapshot) -> tuple[TaskRow, ...]:
    """The other tasks of the same run, those of the same step first; of a run's task all that are part of it."""
    if task.run_id is None:
        return ()
    is_run = task.unit is not None and task.unit.phase is Phase.RUN
    found = (
        tracker.tasks(parent=task.id if is_run else task.parent, with_sections=False) if is_run or task.parent else []
    )
    rows = [task_row(one) for one in found if one.run_id == task.run_id and one.id != task.id]
    own = task_row(task).phase
    return tuple(sorted(rows, key=lambda row: row.phase != own))


def settings_of(tracker: TaskReader, task: TaskSnapshot) -> dict[str, list[Setting]]:
    """Sections with their keys in order; compared with the template that the task was cloned from, if it is there."""
    template = _found(tracker, tag_value(task.tags, "cloned_from"))
    known = template.sections if template else {}
    return {name: _compared(values, known, name) for name, values in sorted(task.sections.items())}


def _compared(values: Mapping[str, str], template: Payload, section: str) -> list[Setting]:
    known = template.get(section) if template else None
    return [
        Setting(key=key, value=value, template_value=None if known is None else known.get(key, ""))
        for key, value in sorted(values.items())
    ]


def _found(tracker: TaskReader, task_id: str | None) -> TaskSnapshot | None:
    try:
        return tracker.task(task_id) if task_id else None
    except NotFound:
        return None


def log_pages(viewer: Viewer, task_id: str, most: int = MOST_SEARCHED) -> Iterator[Sequence[LogLine]]:
    """A console from its end to its beginning."""
    before, seen = None, 0
    while seen < most:
        page = viewer.log(task_id, before=before, most=SEARCH_PIECES)
        if not page or (before is not None and page[0].stamp >= before):
            return
        yield page
        before, seen = page[0].stamp, seen + len(page)


def searched(viewer: Viewer, task_id: str, text: str) -> list[str]:
    """The last lines of a console that hold a text, whatever the case, oldest first."""
    found: list[str] = []
    for page in log_pages(viewer, task_id):
        lines = [line for piece in page for line in piece.text.splitlines() if text.casefold() in line.casefold()]
        found = [*lines, *found]
        if len(found) >= MOST_FOUND:
            break
    return found[-MOST_FOUND:]

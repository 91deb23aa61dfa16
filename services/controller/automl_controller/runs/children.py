"""A run's children as the server has them, read again only as far as they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from automl_controller.runs.state import is_own_child
from automl_shared.tracker import TaskReader, TaskSnapshot, TaskStatus

OVERLAP = timedelta(seconds=5)
"""Changes so much older than the newest moment seen are read again: a slow write shows up after a quick one."""


class Children:
    """The tasks the controller made for one run. Whatever may be unknown is read as a whole."""

    def __init__(
        self,
        tracker: TaskReader,
        run_task_id: str,
        run_id: str,
        on_end: Callable[[TaskSnapshot], None] = lambda _: None,
    ) -> None:
        """``on_end``: called once for each child that was known to go on and has ended."""
        self._tracker, self._run_task_id, self._run_id, self._on_end = tracker, run_task_id, run_id, on_end
        self._known: dict[str, TaskSnapshot] = {}
        self._foreign: set[str] = set()
        self._doubtful: set[str] = set()
        self.complete = False
        """False where tasks may be unknown: everything has to be read."""

    @property
    def tasks(self) -> tuple[TaskSnapshot, ...]:
        """As last read, oldest first."""
        return tuple(self._known.values())

    def read_all(self) -> None:
        """Reads every child again; their sections only once, because nobody changes them after the start."""
        whole = not self._known
        rows = self._tracker.tasks(parent=self._run_task_id, with_sections=whole)
        self._keep(rows, whole=whole)
        self._known = {row.id: self._known[row.id] for row in rows if row.id in self._known}
        self._doubtful.clear()
        self.complete = True

    def take_in(self, rows: Sequence[TaskSnapshot]) -> bool:
        """Rows whose status changed lately, without their sections; whether any of them shows something new.

        What was just changed from here is read as well.
        """
        missed = self._doubtful - {row.id for row in rows}
        if missed:
            rows = [*rows, *self._tracker.tasks(ids=sorted(missed), with_sections=False)]
        changed = any(self._is_news(row) for row in rows)
        self._doubtful.clear()
        self._keep(rows, whole=False)
        return changed

    def hear(self, running: Iterable[TaskSnapshot]) -> bool:
        """Takes in the signs of life of those that run; whether there were any."""
        heard = [row for row in running if row.id in self._known]
        for row in heard:
            self._known[row.id] = replace(row, sections=self._known[row.id].sections)
        return bool(heard)

    def add(self, made: Iterable[TaskSnapshot]) -> None:
        """Tasks that were just made, read back and enqueued."""
        for task in made:
            self._known[task.id] = replace(task, status=TaskStatus.QUEUED)

    def doubt(self, task_id: str) -> None:
        """A child was just changed: the next look reads it again."""
        self._doubtful.add(task_id)

    def doubt_all(self) -> None:
        """Something was cut short, and may have made tasks: the next look reads everything."""
        self.complete = False

    def _is_news(self, row: TaskSnapshot) -> bool:
        known = self._known.get(row.id)
        if known is None:
            return row.id not in self._foreign
        return _shown(known) != _shown(row)

    def _keep(self, rows: Sequence[TaskSnapshot], *, whole: bool) -> None:
        """Puts rows in place of what was known. ``whole``: they have their sections."""
        strange = [row.id for row in rows if row.id not in self._known and row.id not in self._foreign]
        read = {task.id: task for task in (rows if whole else self._tracker.tasks(ids=strange) if strange else ())}
        for row in rows:
            known = self._known.get(row.id)
            if known is not None:
                self._known[row.id] = replace(row, sections=known.sections)
                if row.status.ended and not known.status.ended:
                    self._on_end(row)
            elif row.id in read:
                self._get_to_know(read[row.id])

    def _get_to_know(self, task: TaskSnapshot) -> None:
        if task.unit and is_own_child(task, self._run_id):
            self._known[task.id] = task
        else:
            self._foreign.add(task.id)


def _shown(task: TaskSnapshot) -> tuple[object, ...]:
    """What the rules may have to answer, when it is another one."""
    return task.status, task.stop_requested, task.artifacts, task.tags

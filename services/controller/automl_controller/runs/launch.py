"""Makes the tasks of a run: clone, give it its own id, read back what arrived, enqueue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from automl_controller.runs.templates import Templates
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ContractError, NotFound
from automl_shared.naming import Naming, Phase
from automl_shared.sections import RunSection, differences, read
from automl_shared.tracker import NewTask, Tasks, TaskSnapshot
from automl_shared.words import T_

FIRST_BATCH, BATCH = 4, 16
"""The first few are enqueued alone: workers begin with them while the others are still being made."""

MakeTask = Callable[[str | None], NewTask]
"""The task to make, given its template's id (None in execution mode ``new``)."""


class Launcher:
    """Makes tasks by cloning templates, or from code when ``clearml.execution_mode`` is ``new``."""

    def __init__(self, tracker: Tasks, settings: ClearMLSettings) -> None:
        self._tracker, self._settings = tracker, settings
        self._naming = Naming(settings)
        self._templates = Templates(tracker, settings)

    def make(self, phase: Phase, make_task: MakeTask) -> tuple[str, NewTask]:
        """A new task, not yet enqueued: its id, and what it should be."""
        if self._settings.execution_mode == "new":
            new = make_task(None)
            task_id = self._tracker.create(new)
        else:
            try:
                task_id, new = self._cloned(phase, make_task)
            except NotFound:  # deleted since it was found
                self._templates.forget(phase)
                task_id, new = self._cloned(phase, make_task)
        self.sign(task_id)
        return task_id, new

    def _cloned(self, phase: Phase, make_task: MakeTask) -> tuple[str, NewTask]:
        template_id = self._templates.id_of(phase)
        new = make_task(template_id)
        return self._tracker.clone(template_id, new), new

    def sign(self, task_id: str) -> None:
        """Writes the task's own id into it: a copy made by hand will carry another one's."""
        self._tracker.edit(task_id, sections={RunSection.section: {"task_id": task_id}})

    def launch(self, phase: Phase, tasks: Sequence[MakeTask]) -> Iterator[list[TaskSnapshot]]:
        """Makes tasks of one phase, checks that every override arrived, and enqueues them: batch by batch.

        Yields each batch as it was read back, once it is enqueued. Raises ContractError.
        """
        starts = [0, *range(FIRST_BATCH, len(tasks), BATCH)]
        for start, end in pairwise([*starts, len(tasks)]):
            if start < end:
                yield self._launch(phase, tasks[start:end])

    def _launch(self, phase: Phase, tasks: Sequence[MakeTask]) -> list[TaskSnapshot]:
        arrived = self.prepare(phase, tasks)
        self.enqueue(phase, [task.id for task in arrived])
        return arrived

    def prepare(self, phase: Phase, tasks: Sequence[MakeTask]) -> list[TaskSnapshot]:
        """Makes tasks and checks that every override arrived; enqueues none. Raises ContractError."""
        made = dict(self.make(phase, one) for one in tasks)
        arrived = {task.id: task for task in self._tracker.tasks(ids=list(made))}
        for task_id, new in made.items():
            self._check(arrived[task_id], new)
        return [arrived[task_id] for task_id in made]

    def enqueue(self, phase: Phase, ids: Sequence[str]) -> None:
        self._tracker.enqueue(ids, self._naming.queue(phase))

    def resume(self, task: TaskSnapshot, phase: Phase) -> None:
        """Enqueues a task that was made but not enqueued, because whoever made it ended in between."""
        if read(RunSection, task.sections).task_id is None:
            self.sign(task.id)
        self.enqueue(phase, [task.id])

    def _check(self, arrived: TaskSnapshot, meant: NewTask) -> None:
        sections = {name: dict(values) for name, values in meant.sections.items() if values}
        sections[RunSection.section]["task_id"] = arrived.id
        lost = differences(arrived.sections, sections)
        if lost:
            key, wanted, found = lost[0]
            raise ContractError(
                T_("the server did not keep the parameter {key} of task {task}", key=key, task=arrived.id),
                value=found,
                allowed=wanted,
                fix="automl doctor",
            )

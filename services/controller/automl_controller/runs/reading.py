"""Reads a run from the server: once as a whole, or again and again as far as it changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from automl_controller.runs.children import OVERLAP, Children
from automl_controller.runs.plan import Plan
from automl_controller.runs.state import RunState
from automl_shared.errors import ContractError, NewerOutput, NotFound
from automl_shared.failures import has_result, lost_inputs
from automl_shared.logs import about
from automl_shared.naming import Phase
from automl_shared.phase_io import ComparisonInfo, PhaseOutput, PreprocessingInfo, output_of
from automl_shared.sections import RunSection, config_from, read
from automl_shared.tracker import Records, TaskReader, TaskSnapshot, TaskStatus

_READ: Mapping[Phase, type[PhaseOutput]] = {Phase.PREPROCESSING: PreprocessingInfo, Phase.COMPARISON: ComparisonInfo}
"""The phases whose output the run cannot go on, or end, without."""

log = logging.getLogger("automl.controller")


class Depth(IntEnum):
    """How much of a run a look reads."""

    CHANGES = 1
    """Children whose status changed."""
    RUNNING = 2
    """And the signs of life of those that run."""
    ALL = 3
    """Every child, also those that were deleted."""


Seen = Sequence[TaskSnapshot]
"""What was seen of one run's children, without their sections."""


@dataclass(frozen=True)
class Glance:
    """What was seen of many runs' children at once. ``running`` is None where nobody looked at those that run."""

    changed: Mapping[str, Seen]
    running: Mapping[str, Seen] | None
    newest: datetime | None

    def of(self, run_task_id: str) -> tuple[Seen, Seen | None]:
        """Of one run: the children whose status changed, and those that run."""
        running = None if self.running is None else self.running.get(run_task_id, ())
        return self.changed.get(run_task_id, ()), running


class Changes:
    """Looks at the children of many runs with one call, again and again, as far as they changed."""

    def __init__(self, tracker: TaskReader) -> None:
        self._tracker = tracker
        self._newest: datetime | None = None

    def look(self, run_task_ids: Sequence[str], *, running: bool) -> Glance:
        """What changed since the last glance that was `taken_in`. Raises ServerUnreachable."""
        since = self._newest - OVERLAP if self._newest else None
        changed = self._tracker.tasks(parent=run_task_ids, changed_since=since, with_sections=False)
        heard = [row.last_update for row in changed if row.last_update]
        newest = max([*heard, *([self._newest] if self._newest else [])], default=None)
        alive = _by_parent(self._running(run_task_ids)) if running else None
        return Glance(changed=_by_parent(changed), running=alive, newest=newest)

    def taken_in(self, glance: Glance, now: datetime | None = None) -> None:
        """Every run has it; one that was cut short is shown again.

        ``now``: by the server's clock, where that is known. What was changed later than that was so before the clock
        was set back: changes since then would not be seen until it is there again.
        """
        self._newest = min(glance.newest, now) if glance.newest and now else glance.newest

    def _running(self, run_task_ids: Sequence[str]) -> Seen:
        return self._tracker.tasks(parent=run_task_ids, statuses=[TaskStatus.IN_PROGRESS], with_sections=False)


def _by_parent(rows: Iterable[TaskSnapshot]) -> dict[str, list[TaskSnapshot]]:
    found: dict[str, list[TaskSnapshot]] = {}
    for row in rows:
        found.setdefault(row.parent or "", []).append(row)
    return found


def plan_of(task: TaskSnapshot) -> Plan:
    """The plan a run task holds. Raises ConfigError."""
    return Plan(config_from(task.sections), read(RunSection, task.sections).context)


def read_state(tracker: Records, task: TaskSnapshot) -> RunState:
    """A run from the server, all of it. Raises ConfigError."""
    reader = RunReader(tracker, task)
    reader.look_at_all(task)
    return reader.state


class RunReader:
    """One run, looked at again and again. What it holds is the server's; preprocessing outputs never change."""

    def __init__(
        self, tracker: Records, task: TaskSnapshot, on_end: Callable[[TaskSnapshot], None] = lambda _: None
    ) -> None:
        """``task``: the run's, with its sections. ``on_end``: told of each child that ends. Raises ConfigError."""
        self._tracker = tracker
        self.plan = plan_of(task)
        self.children = Children(tracker, task.id, self.plan.context.run_id, on_end)
        self.state = RunState(plan=self.plan, task=task, children=())
        self._outputs: dict[str, PhaseOutput] = {}
        self.earlier_seconds: Mapping[str, float] = {}
        """As the state has it; whoever wants it known sets it."""

    def look_at_all(self, task: TaskSnapshot) -> None:
        """Reads every child. ``task``: the run's as it is now, its sections may be left out."""
        self.children.read_all()
        self.refresh(task)

    def take_in(self, task: TaskSnapshot, changed: Seen, running: Seen | None) -> bool:
        """Brings the state up to date with what a `Glance` saw of it; whether a status is another one than before."""
        before = self.state.task
        is_news = (before.status, before.status_message) != (task.status, task.status_message)
        if not self.children.complete:
            self.look_at_all(task)
            return True
        is_news = self.children.take_in(changed) or is_news
        is_heard = self.children.hear(running or ())
        if is_news or is_heard:
            self.refresh(task)
        return is_news

    def refresh(self, task: TaskSnapshot | None = None) -> None:
        """Puts the state together again from what was read. ``task``: the run's, if it was read again."""
        before = self.state
        task = replace(task, sections=before.task.sections) if task else before.task
        state = RunState(
            plan=self.plan,
            task=task,
            children=self.children.tasks,
            earlier_seconds=self.earlier_seconds,
        )
        outputs: dict[str, PreprocessingInfo] = {}
        lost: set[str] = set()
        newer: set[str] = set()
        decision: ComparisonInfo | None = None
        for child in state.record.values():
            if not has_result(child) or not child.unit or child.unit.phase not in _READ:
                continue
            try:
                output = self._output(child, child.unit.phase)
            except (NotFound, ContractError) as error:
                with about(task=child.id, phase=child.unit.phase):
                    log.warning("its output cannot be used: %s", error)
                (newer if isinstance(error, NewerOutput) else lost).add(child.id)
                continue
            if isinstance(output, PreprocessingInfo):
                outputs[child.id] = output
            elif isinstance(output, ComparisonInfo):
                decision = output
        missed = frozenset().union(*map(lost_inputs, state.record.values()))
        lost |= {child.id for child in state.record.values() if child.id in missed and has_result(child)}
        self.state = replace(
            state,
            preprocessing=outputs,
            comparison=decision,
            lost_outputs=frozenset(lost),
            newer_outputs=frozenset(newer),
        )

    def _output(self, task: TaskSnapshot, phase: Phase) -> PhaseOutput:
        """Read once: an output never changes."""
        if task.id not in self._outputs:
            run_id = self.plan.context.run_id
            self._outputs[task.id] = output_of(_READ[phase], self._tracker, task.id, run_id=run_id)
        return self._outputs[task.id]

"""Reads a run from the server: once as a whole, or again and again as far as it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum

from automl_controller.runs.children import Children
from automl_controller.runs.plan import Plan
from automl_controller.runs.state import RunState
from automl_shared.failures import has_result
from automl_shared.phase_io import ARTIFACT, PreprocessingInfo, read_output
from automl_shared.sections import RunSection, config_from, read
from automl_shared.tracker import TaskSnapshot, Tracker


class Depth(IntEnum):
    """How much of a run a look reads."""

    CHANGES = 1
    """Children whose status changed."""
    RUNNING = 2
    """And the signs of life of those that run."""
    ALL = 3
    """Every child, also those that were deleted."""


def plan_of(task: TaskSnapshot) -> Plan:
    """The plan a run task holds. Raises ConfigError."""
    return Plan(config_from(task.sections), read(RunSection, task.sections).context)


def read_state(tracker: Tracker, task: TaskSnapshot) -> RunState:
    """A run from the server, all of it. Raises ConfigError."""
    reader = RunReader(tracker, task)
    reader.look(task, Depth.ALL)
    return reader.state


class RunReader:
    """One run, looked at again and again. What it holds is the server's; preprocessing outputs never change."""

    def __init__(self, tracker: Tracker, task: TaskSnapshot) -> None:
        """``task``: the run's, with its sections. Raises ConfigError."""
        self._tracker = tracker
        self.plan = plan_of(task)
        self.children = Children(tracker, task.id, self.plan.context.run_id)
        self.state = RunState(plan=self.plan, task=task, children=())
        self.earlier_seconds: Mapping[str, float] = {}
        """As the state has it; whoever wants it known sets it."""

    def look(self, task: TaskSnapshot, depth: Depth) -> bool:
        """Brings the state up to date; whether a status is another one than at the last look.

        ``task``: the run's as it is now, its sections may be left out.
        """
        before = self.state.task
        changed = (before.status, before.status_message) != (task.status, task.status_message)
        if depth is Depth.ALL:
            self.children.read_all()
            changed = True
        else:
            changed = self.children.read_changes() or changed
            if depth is Depth.RUNNING:
                self.children.read_running()
        if changed or depth > Depth.CHANGES:
            self.refresh(task)
        return changed

    def refresh(self, task: TaskSnapshot | None = None) -> None:
        """Puts the state together anew from what was read. ``task``: the run's, if it was read again."""
        before = self.state
        task = replace(task, sections=before.task.sections) if task else before.task
        state = RunState(
            plan=self.plan,
            task=task,
            children=self.children.tasks,
            preprocessing=before.preprocessing,
            earlier_seconds=self.earlier_seconds,
        )
        outputs = {
            child.id: before.preprocessing.get(child.id) or self._preprocessing_output(child)
            for child in state.preprocessing_record.values()
            if has_result(child)
        }
        self.state = state if outputs == state.preprocessing else replace(state, preprocessing=outputs)

    def _preprocessing_output(self, task: TaskSnapshot) -> PreprocessingInfo:
        document = self._tracker.document(task.id, ARTIFACT)
        return read_output(PreprocessingInfo, document, run_id=self.plan.context.run_id, source=f"task {task.id}")

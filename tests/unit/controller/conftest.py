"""A run on a tracker in memory, with a clock that tests turn and workers that tests play."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.outputs import comparison_info, preprocessing_info

from automl_controller.runs.document import run_document
from automl_controller.runs.reading import read_state
from automl_controller.runs.submit import DataFile, check_data, submit
from automl_controller.runs.templates import sync
from automl_controller.service import Controller, ServiceSettings
from automl_shared.config import Config, parse_config
from automl_shared.failures import AGENT_WAS_ASKED
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT, PhaseOutput, RunDocument, TrainingSummaryInfo
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import RunSection, VariantSection, read
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.tracker.memory import MemoryTracker

AGENT_QUEUES = ("automl-preprocessing", "automl-training", "automl-comparison")


class Clock:
    """The time, turned by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


READ: dict[tuple[bytes, str], DataFile] = {}
"""What the same table is found to be for the same config: most tests submit the same."""


def checked(config: Config, table: Path) -> DataFile:
    """As ``check_data``, which reads a table of one content once."""
    settings = config.model_copy(update={"data": config.data.model_copy(update={"csv_path": None})})
    known_by = (table.read_bytes(), settings.model_dump_json())
    if known_by not in READ:
        READ[known_by] = check_data(config, table)
    return replace(READ[known_by], path=table)


class World:
    """A server in memory, one controller, and workers."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.tracker = MemoryTracker(folder / "tracker", self.clock)
        self.controller = self.new_controller()
        self.deaf: set[str] = set()
        """Workers that do not end what they are asked to end."""
        self.table = folder / "t.csv"
        self.table.write_text("a,b,y\n" + "".join(f"{i},{i % 3},{'uv'[i % 2]}\n" for i in range(60)))

    def new_controller(self, worker_id: str = "controller:test") -> Controller:
        return Controller(
            self.tracker,
            ServiceSettings(worker_id=worker_id, queue="automl-controller"),
            self.clock,
            sleep=self.clock.turn,
        )

    def submit(self, **sections: Mapping[str, Any] | list[Any] | str) -> str:
        """Submits a run of ridge-free defaults; the run task's id."""
        raw = {"models": ["logistic"], "preprocessing": {"scaling": ["standard"]}, **sections}
        raw["data"] = {"csv_path": str(self.table), "target_column": "y", **dict(raw.get("data", {}))}
        config = parse_config(raw)
        sync(self.tracker, config.clearml)
        return submit(self.tracker, config, checked(config, self.table)).task_id

    def to_trainings(self, **sections: Mapping[str, Any] | list[Any] | str) -> str:
        """A run whose preprocessing is done and whose trainings wait."""
        run = self.submit(**sections)
        self.tick()
        self.work()
        self.tick()
        return run

    def tick(self, seconds: float = 1.0) -> None:
        """The controller's turn, then that of the agents: they end what they are asked to end."""
        self.clock.turn(seconds)
        self.controller.tick()
        for task in list(self.tracker._tasks.values()):  # not `tasks`: tests count the controller's calls
            if task.stop_requested and is_child(task) and task.worker not in self.deaf:
                self.tracker.mark(task.id, TaskStatus.STOPPED, reason=AGENT_WAS_ASKED)

    def children(self, run: str) -> dict[Unit, TaskSnapshot]:
        """The newest attempt of every unit."""
        return {task.unit: task for task in self.tracker.tasks(parent=run) if task.unit}

    def take(self, queue: str, worker: str = "w1") -> str:
        """A worker takes the next task and starts it; nothing where none waits."""
        task_id = self.tracker.next_task(queue)
        if task_id:
            self.tracker.mark(task_id, TaskStatus.IN_PROGRESS)
            self.tracker.report_worker(worker, queue=queue, task_id=task_id)
        return task_id or ""

    def complete(self, task_id: str) -> None:
        """The task's worker is done with it."""
        self.store_output(self.tracker.task(task_id))
        self.tracker.mark(task_id, TaskStatus.COMPLETED)

    def work(self, fail: Callable[[TaskSnapshot], bool] = lambda _: False) -> int:
        """Workers finish everything that waits; how many tasks that was."""
        count = 0
        for queue in AGENT_QUEUES:
            while task_id := self.take(queue):
                count += 1
                if fail(self.tracker.task(task_id)):
                    self.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
                else:
                    self.complete(task_id)
        return count

    def store_output(self, task: TaskSnapshot) -> None:
        output = _output(task).sealed().model_dump(mode="json")
        self.tracker.reporter(task.id).document(ARTIFACT, output)

    def document(self, run: str) -> RunDocument:
        """What the run says of itself to machines."""
        return run_document(self.tracker, read_state(self.tracker, self.tracker.task(run)))

    def run_to_end(self, run: str, rounds: int = 20, **how: Any) -> TaskSnapshot:
        for _ in range(rounds):
            self.tick()
            self.work(**how)
            task = self.tracker.task(run)
            if task.status.ended:
                return task
        raise AssertionError(f"the run did not end: {task.status}, {self.children(run).keys()}")


def is_child(task: TaskSnapshot) -> bool:
    return task.unit is not None and task.unit.phase is not Phase.RUN


def _output(task: TaskSnapshot) -> PhaseOutput:
    """The least a phase's output can be."""
    run_id = read(RunSection, task.sections).context.run_id
    unit = task.unit
    head: dict[str, Any] = {"run_id": run_id, "task_id": task.id}
    if unit.phase is Phase.PREPROCESSING:
        import pandas as pd

        variant = read(VariantSection, task.sections)
        return preprocessing_info(
            pd.DataFrame({"row_id": range(60), "holdout": [place >= 48 for place in range(60)]}),
            **head,
            preproc_id=unit.preproc_id or "",
            problem_type="binary",
            classes=["u", "v"],
            recipe=Recipe.of(variant, Columns(numeric=["a", "b"]), task_type="classification"),
        )
    if unit.phase is Phase.COMPARISON:
        return comparison_info(**head, sentence="no model beats guessing")
    return TrainingSummaryInfo(**head, primary_metric="roc_auc_ovr", greater_is_better=True, children=[], best=None)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)

"""Controller and worker in turn, in one thread."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from automl_controller.in_process.folder import CONSOLE, FolderTracker
from automl_controller.runs.rules import FINAL_PHASES
from automl_controller.runs.submit import DataFile, context_of, submit
from automl_controller.runs.templates import sync
from automl_controller.runs.watch import Follower, Glance
from automl_controller.service import Controller, ServiceSettings
from automl_shared.config import Config
from automl_shared.installed import installed_phases
from automl_shared.naming import Naming, Phase
from automl_shared.phase import run_task
from automl_shared.tracker import TaskStatus

PHASES = (Phase.PREPROCESSING, Phase.TRAINING, *FINAL_PHASES)
WORKER = "in-process"
BREATH_SECONDS = 0.05
"""Between two rounds in which nobody has anything to do."""


class Engine:
    """Runs of one folder. ``verbose``: tasks write to the streams of this process, as a debugger needs it; their
    consoles are files otherwise."""

    def __init__(self, folder: Path, *, verbose: bool = False) -> None:
        """Raises ConfigError where a phase is not installed."""
        self._phases = installed_phases(PHASES)
        self.tracker = FolderTracker(folder)
        self._verbose = verbose

    def submit(self, config: Config, data: DataFile, *, command: str, model_file: str) -> str:
        """Makes the run; its task's id. Raises ConfigError.

        ``command``: what runs it again. ``model_file``: where its model will be.
        """
        sync(self.tracker, config.clearml)
        context = context_of(config).model_copy(update={"command": command, "model_file": model_file})
        return submit(self.tracker, config, data, context=context).task_id

    def advance(self, run_task_id: str, config: Config) -> Iterator[Glance]:
        """Works until the run has ended; a glance after every task."""
        queue = Naming(config.clearml).queue(Phase.RUN)
        controller = Controller(self.tracker, ServiceSettings(worker_id=f"controller:{WORKER}", queue=queue))
        follower = Follower(self.tracker, run_task_id)
        while True:
            controller.tick()
            glance = follower.glance()
            yield glance
            if glance.ended:
                return
            if not self._work(apart=queue) and not controller.busy:
                time.sleep(BREATH_SECONDS)

    def _work(self, apart: str) -> bool:
        """Works off the next task of any queue but the controller's; whether there was one."""
        for queue in self.tracker.queues():
            if queue.name != apart and (task_id := self.tracker.next_task(queue.name)):
                self._run(task_id, queue.name)
                return True
        return False

    def _run(self, task_id: str, queue: str) -> None:
        self.tracker.mark(task_id, TaskStatus.IN_PROGRESS)
        self.tracker.report_worker(WORKER, queue=queue, task_id=task_id)
        console = io.StringIO()
        with self._written_to(console):
            code = run_task(self._phases, self.tracker, task_id)
        self.tracker.consoles[task_id] = console.getvalue().splitlines()
        self.tracker.place(task_id, CONSOLE).write_text(console.getvalue(), encoding="utf-8")
        self.tracker.report_worker(WORKER, queue=queue, task_id=None)
        if not self.tracker.task(task_id).status.ended:
            ended = TaskStatus.FAILED if code else TaskStatus.COMPLETED
            self.tracker.mark(task_id, ended, reason=f"worker execution exit code {code}" if code else "")

    @contextlib.contextmanager
    def _written_to(self, console: TextIO) -> Iterator[None]:
        if self._verbose:
            yield
            return
        with contextlib.redirect_stdout(console), contextlib.redirect_stderr(console):
            yield

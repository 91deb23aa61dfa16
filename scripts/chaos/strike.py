"""A campaign's dice, and what they may hit."""

from __future__ import annotations

import contextlib
import random
import subprocess
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psutil
from stage import Stage

from automl_controller.runs.submit import DataFile, submit
from automl_shared.config.models import Config
from automl_shared.naming import Phase
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker

PROGRAMS = ("server", "controller", "warm", "training", "preprocessing", "comparison")


@dataclass
class Strike:
    """One campaign: its stack, its runs, and what was done to them."""

    seed: int
    chance: random.Random
    stage: Stage
    tracker: Tracker
    config: Config
    data: DataFile
    runs: list[str]
    frozen: list[psutil.Process] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    """Tasks that a person stopped: the product has to respect that."""
    broken: list[str] = field(default_factory=list)
    """What was seen not to hold while it struck."""

    def look_at(self, *done: subprocess.CompletedProcess[str]) -> None:
        """What a person was told by a command must be words."""
        for one in done:
            if "Traceback" in one.stdout + one.stderr:
                self.broken.append(f"a person saw a traceback of {' '.join(one.args[1:])}: {one.stderr[-300:]}")

    def submit(self, *, key: str | None = None) -> str:
        """One more run; its task id."""
        return submit(self.tracker, self.config, self.data, key=key).task_id

    def call(self, service: str, action: str, **body: Any) -> dict[str, Any]:
        """Any call of the API."""
        answer: dict[str, Any] = self.tracker._call(service, action, **body)  # type: ignore[attr-defined]
        return answer

    def children(self, *statuses: TaskStatus) -> list[TaskSnapshot]:
        """Of the runs that go on, in one of these statuses: what a person does to an ended one is left as it is."""
        going = [run.id for run in self.tracker.tasks(ids=self.runs, with_sections=False) if not run.status.ended]
        found = self.tracker.tasks(parent=going, statuses=statuses, with_sections=False) if going else []
        return [task for task in found if task.unit and not task.superseded]

    def child(self, *statuses: TaskStatus, phases: Collection[Phase] = tuple(Phase)) -> TaskSnapshot | None:
        """One of them, of these phases; None where there is none."""
        found = [task for task in self.children(*statuses) if task.unit and task.unit.phase in phases]
        return self.chance.choice(found) if found else None

    def program(self, *names: str) -> psutil.Process | None:
        """A running program of the stack whose name begins with one of these."""
        files = [file for file in sorted(self.stage.home.pids.glob("*.pid")) if file.stem.startswith(names)]
        for file in self.chance.sample(files, len(files)):
            with contextlib.suppress(psutil.Error, ValueError, FileNotFoundError):
                return psutil.Process(int(file.read_text()))
        return None

    def process(self) -> psutil.Process | None:
        """A program of the stack, or something that it has started."""
        root = self.program(self.chance.choice(PROGRAMS))
        if root is None:
            return None
        with contextlib.suppress(psutil.Error):
            return self.chance.choice([root, *root.children(recursive=True)])
        return root

    def files_of(self, task: TaskSnapshot, name: str) -> Path:
        """Where the embedded server keeps a task's artifact."""
        uri = self.tracker._artifact(task.id, name)["uri"]  # type: ignore[attr-defined]
        return self.stage.home.path / "files" / unquote(urlsplit(uri).path).lstrip("/")

    def thaw(self) -> None:
        """Lets everything that was frozen go on."""
        for process in self.frozen:
            with contextlib.suppress(psutil.Error):
                process.resume()
        self.frozen.clear()


def named(process: psutil.Process) -> str:
    """What a process is, and its id."""
    with contextlib.suppress(psutil.Error):
        words = process.cmdline()
        module = next((word for word in words if word.startswith(("automl", "clearml"))), words[0] if words else "?")
        return f"{module} ({process.pid})"
    return str(process.pid)

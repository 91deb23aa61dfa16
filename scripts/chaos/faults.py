"""What can go wrong, one function a kind. Each says what it hit; empty where there was nothing to hit."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psutil

from automl_controller.local.home import Home
from automl_shared.naming import TEMPLATE_TAG, Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus, Tracker


@dataclass
class Strike:
    """A campaign's dice, and what it may hit."""

    chance: random.Random
    tracker: Tracker
    home: Home
    runs: list[str]
    frozen: list[psutil.Process] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    """Tasks that a person stopped: the product has to respect that."""

    def children(self, *statuses: TaskStatus) -> list[TaskSnapshot]:
        """Of all runs, in one of these statuses."""
        found = self.tracker.tasks(parent=self.runs, statuses=statuses, with_sections=False)
        return [task for task in found if task.unit and not task.superseded]

    def child(self, *statuses: TaskStatus, phases: Collection[Phase] = tuple(Phase)) -> TaskSnapshot | None:
        """One of them, of these phases; None where there is none."""
        found = [task for task in self.children(*statuses) if task.unit and task.unit.phase in phases]
        return self.chance.choice(found) if found else None

    def program(self, *names: str) -> psutil.Process | None:
        """A running program of the stack whose name begins with one of these."""
        files = [file for file in sorted(self.home.pids.glob("*.pid")) if file.stem.startswith(names)]
        for file in self.chance.sample(files, len(files)):
            with contextlib.suppress(psutil.Error, ValueError, FileNotFoundError):
                return psutil.Process(int(file.read_text()))
        return None

    def thaw(self) -> None:
        """Lets everything that was frozen go on."""
        for process in self.frozen:
            with contextlib.suppress(psutil.Error):
                process.resume()
        self.frozen.clear()


PROGRAMS = ("server", "controller", "warm", "training", "preprocessing", "comparison")


def _any_process(strike: Strike) -> psutil.Process | None:
    """A program of the stack, or something that it has started."""
    root = strike.program(strike.chance.choice(PROGRAMS))
    if root is None:
        return None
    with contextlib.suppress(psutil.Error):
        return strike.chance.choice([root, *root.children(recursive=True)])
    return root


def _named(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        words = process.cmdline()
        module = next((word for word in words if word.startswith(("automl", "clearml"))), words[0] if words else "?")
        return f"{module} ({process.pid})"
    return str(process.pid)


def _signalled(strike: Strike, number: signal.Signals) -> str:
    process = _any_process(strike)
    if process is None:
        return ""
    name = _named(process)
    with contextlib.suppress(psutil.Error):
        process.send_signal(number)
    return name


def kill(strike: Strike) -> str:
    """kill -9."""
    return _signalled(strike, signal.SIGKILL)


def terminate(strike: Strike) -> str:
    """SIGTERM."""
    return _signalled(strike, signal.SIGTERM)


def freeze(strike: Strike) -> str:
    """Stopped for some seconds, or until the end of the campaign."""
    process = _any_process(strike)
    if process is None:
        return ""
    name = _named(process)
    with contextlib.suppress(psutil.Error):
        process.suspend()
        strike.frozen.append(process)
    time.sleep(strike.chance.uniform(1, 15))
    if strike.chance.random() < 0.7:
        strike.thaw()
    return name


def kill_the_server(strike: Strike) -> str:
    """The one everybody talks to."""
    process = strike.program("server")
    if process is None:
        return ""
    process.kill()
    return _named(process)


def stop_a_child(strike: Strike) -> str:
    """As a person in the UI does."""
    task = strike.child(TaskStatus.IN_PROGRESS, TaskStatus.QUEUED, phases=[Phase.TRAINING])
    if task is None:
        return ""
    strike.tracker.stop([task.id], "by a person")
    strike.touched.add(task.id)
    return task.name


def take_out_of_the_queue(strike: Strike) -> str:
    """A worker took it and vanished before it began."""
    queue = strike.chance.choice(["automl-training", "automl-preprocessing", "automl-controller"])
    return strike.tracker.next_task(queue) or ""


def fail_by_hand(strike: Strike) -> str:
    """Somebody marks a task that waits as failed."""
    task = strike.child(TaskStatus.QUEUED)
    if task is None:
        return ""
    strike.tracker.mark(task.id, TaskStatus.FAILED, reason="by a person")
    strike.touched.add(task.id)
    return task.name


def enqueue_again(strike: Strike) -> str:
    """A task that waits, or runs, is put into the trainings' queue once more."""
    task = strike.child(TaskStatus.QUEUED, TaskStatus.IN_PROGRESS)
    if task is None:
        return ""
    strike.tracker.enqueue([task.id], "automl-training")
    return task.name


def copy_by_hand(strike: Strike) -> str:
    """A clone of a child, enqueued: it is nobody's."""
    task = strike.child(TaskStatus.COMPLETED, TaskStatus.QUEUED)
    if task is None:
        return ""
    made = strike.tracker.clone(task.id, NewTask(name="by hand", project="by hand", tags=(), sections={}))
    strike.tracker.enqueue([made], "automl-training")
    return task.name


def delete_a_result(strike: Strike) -> str:
    """The file of a phase output; the task still names it."""
    task = strike.child(TaskStatus.COMPLETED, phases=[phase for phase in Phase if phase is not Phase.TRAINING])
    if task is None:
        return ""
    shutil.rmtree(_folder_of(strike, task), ignore_errors=True)
    return task.name


def _folder_of(strike: Strike, task: TaskSnapshot) -> Path:
    """Where the embedded server keeps a task's artifact."""
    uri = strike.tracker._artifact(task.id, ARTIFACT)["uri"]  # type: ignore[attr-defined]
    return (strike.home.path / "files" / unquote(urlsplit(uri).path).lstrip("/")).parent


def delete_a_queue(strike: Strike) -> str:
    """With whatever waits in it."""
    queue = strike.chance.choice([one for one in strike.tracker.queues() if one.name.startswith("automl-")])
    strike.tracker._call("queues", "delete", queue=queue.id, force=True)  # type: ignore[attr-defined]
    return f"{queue.name} with {len(queue.waiting)} tasks"


def delete_a_template(strike: Strike) -> str:
    """One that tasks are cloned from."""
    templates = strike.tracker.tasks(tags=[TEMPLATE_TAG], with_sections=False)
    if not templates:
        return ""
    template = strike.chance.choice(templates)
    strike.tracker._call("tasks", "delete", task=template.id, force=True)  # type: ignore[attr-defined]
    return template.name


FAULTS: dict[str, Callable[[Strike], str]] = {
    function.__name__.replace("_", " "): function
    for function in (
        kill,
        terminate,
        freeze,
        kill_the_server,
        stop_a_child,
        take_out_of_the_queue,
        fail_by_hand,
        enqueue_again,
        copy_by_hand,
        delete_a_result,
        delete_a_queue,
        delete_a_template,
    )
}

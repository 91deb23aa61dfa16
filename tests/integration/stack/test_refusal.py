"""Agents run the entry point of their service and nothing that a task brings along; a refused task says why."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.foreign_tasks import ForeignTask, Queue, enqueued, foreign_tasks
from tests.stacks import Stack, until

NAMES = (
    "inline-script",
    "module",
    "script-file",
    "bash",
    "bash-in-a-template's-clothes",
    "requirements",
    "repository",
    "uncommitted-changes",
    "container",
    "container-arguments",
    "environment",
)
QUEUES = ("automl-preprocessing", "automl-comparison", "automl-inference", "automl-controller")


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ForeignTask]:
    return {task.name: task for task in foreign_tasks(tmp_path_factory.mktemp("foreign"))}


@pytest.fixture(scope="module")
def trainings(stack: Stack, tasks: dict[str, ForeignTask]) -> Queue:
    """All of them on the training queue."""
    return enqueued(stack, "automl-training", list(tasks.values()))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_foreign_task_runs_and_it_says_why(
    trainings: Queue, tasks: dict[str, ForeignTask], name: str
) -> None:
    ended = trainings.ended(name)
    assert not tasks[name].mark.exists()
    assert ended["status"] == "failed", ended
    assert re.search(r"exit code 1\b", ended["reason"]), ended["reason"]
    assert ended["comment"].startswith("failed: ")
    assert "what to do: " in ended["comment"]
    cause = ended["comment"].removeprefix("failed: ").splitlines()[0].partition(" (")[0]
    assert cause in ended["console"]
    if not tasks[name].tags:
        assert "was not made from a template" in cause


@pytest.mark.parametrize("queue", QUEUES)
def test_the_same_on_every_queue(stack: Stack, tmp_path: Path, queue: str) -> None:
    task = next(task for task in foreign_tasks(tmp_path) if task.name == "inline-script")
    ended = enqueued(stack, queue, [task]).ended(task.name)
    assert not task.mark.exists()
    assert ended["status"] == "failed", ended
    assert "what to do: automl submit" in ended["comment"] or "enqueue a run task here" in ended["comment"]


def test_every_task_is_tried(tasks: dict[str, ForeignTask]) -> None:
    assert tuple(tasks) == NAMES


@pytest.fixture(scope="module")
def unguarded(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ForeignTask]]:
    """All of them again, after a stock agent that runs what it is asked for had them, one after the other."""
    folder, queue = tmp_path_factory.mktemp("unguarded"), "unguarded"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLEARML")}
    environment = {
        **kept,
        "HOME": str(folder),
        "CLEARML_CONFIG_FILE": str(stack.home / "clearml.conf"),
        "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "1",
        "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC": "0.25",
        "CLEARML_AGENT__agent__enable_task_env": "true",
        "CLEARML_AGENT__agent__disable_agent_update_check": "true",
        "CLEARML_WORKER_ID": "unguarded:1",
    }
    command = [sys.executable, "-m", "clearml_agent", "daemon", "--queue", queue, "--create-queue", "--foreground"]
    with (folder / "agent.log").open("wb") as log:
        daemon = subprocess.Popen([*command, "--cpu-only"], env=environment, cwd=folder, stdout=log, stderr=log)
    until(lambda: stack.call("queues.get_all", name=f"^{queue}$")["queues"], "the agent to make its queue")
    tasks = foreign_tasks(tmp_path_factory.mktemp("marks"))
    there = [task for task in tasks if not task.directly]
    enqueued(stack, queue, there).ended(there[0].name)
    yield {task.name: task for task in tasks}
    daemon.terminate()
    daemon.wait(20)


@pytest.mark.parametrize("name", NAMES)
def test_without_the_guard_each_of_them_leaves_its_mark(unguarded: dict[str, ForeignTask], name: str) -> None:
    """Else the absence of a mark would say nothing."""
    task = unguarded[name]
    if task.directly:
        assert not task.mark.exists()
        subprocess.run(task.directly, check=True, cwd=task.mark.parent)
    assert task.mark.exists()

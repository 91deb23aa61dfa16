"""Workers that leave while they work: nothing is cut, nothing is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests import waiting_models
from tests.stacks import PENGUINS, Stack, until

WORKERS = 4
CANDIDATES = 6


@pytest.fixture
def waiting_stack(tmp_path: Path) -> Any:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "waiting.py").write_text(waiting_models.plugin(str(tmp_path / "go"), CANDIDATES))
    own = Stack(tmp_path, plugins=plugins)
    own.up("--training", str(WORKERS))
    yield own
    own.ok("down", "--now")


def started(stack: Stack) -> tuple[str, set[str]]:
    """A run of waiting models, with every worker at one of them: those tasks."""
    config = stack.config(
        PENGUINS,
        "species",
        models=waiting_models.names(CANDIDATES),
        preprocessing={"scaling": ["standard"]},
        cross_validation={"n_folds": 2},
        interpretation={"compute_feature_importance": False},
    )
    run = str(stack.submit("--config", config)["run_id"])

    def all_at_work() -> set[str]:
        running = {*stack.tasks_of(run, "in_progress", "phase:training")}
        return running if len(running) == WORKERS else set()

    return run, until(all_at_work, "a task at every worker")


def trainings(stack: Stack, run: str) -> dict[str, dict[str, Any]]:
    return {task["task_id"]: task for task in stack.show(run)["tasks"] if task["phase"] == "training"}


def go(stack: Stack) -> None:
    """The models need not wait any more."""
    (stack.folder / "go").touch()


def while_they_leave(stack: Stack, count: int, *command: str) -> None:
    """A command that has so many training workers leave; their tasks go on once all of them were told to."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(stack.ok, *command)
        until(lambda: leaving(stack) == count, "the workers that were told to leave")
        go(stack)
        done.result()


def leaving(stack: Stack) -> int:
    logs = (stack.home / "logs").glob("training-*.log")
    return sum("leaving; a running task has" in log.read_text(encoding="utf-8") for log in logs)


def test_scaling_down_lets_the_tasks_that_run_finish(waiting_stack: Stack) -> None:
    run, running = started(waiting_stack)
    while_they_leave(waiting_stack, WORKERS - 1, "scale", "training=1")
    then = trainings(waiting_stack, run)
    assert sum(then[task]["status"] == "completed" for task in running) >= WORKERS - 1
    left = [one for one in waiting_stack.ok("status", "--json").document["workers"] if one["phase"] == "training"]
    assert len(left) == 1
    document = waiting_stack.ok("runs", "watch", run, "--json").document
    assert {task["attempt"] for task in trainings(waiting_stack, run).values()} == {1}
    assert Counter(task["status"] for task in document["tasks"] if task["phase"] == "training") == {
        "completed": CANDIDATES + 1
    }


def test_down_lets_them_finish_and_up_goes_on_with_the_rest(waiting_stack: Stack) -> None:
    run, running = started(waiting_stack)
    while_they_leave(waiting_stack, WORKERS, "down")
    waiting_stack.ok("up")
    document = waiting_stack.ok("runs", "watch", run, "--json").document
    every = trainings(waiting_stack, run)
    assert {every[task]["status"] for task in running} == {"completed"}
    assert Counter(task["attempt"] for task in every.values()) == {1: CANDIDATES + 1}
    assert document["recommendation"] is None or document["status"] == "completed"


def test_down_now_cuts_them_and_they_are_tried_again(waiting_stack: Stack) -> None:
    run, running = started(waiting_stack)
    waiting_stack.ok("down", "--now")
    go(waiting_stack)
    waiting_stack.ok("up")
    document = waiting_stack.ok("runs", "watch", run, "--json").document
    done = [task for task in trainings(waiting_stack, run).values() if task["status"] == "completed"]
    assert Counter(task["model"] for task in done) == dict.fromkeys(["dummy", *waiting_models.names(CANDIDATES)], 1)
    assert sum(task["attempt"] == 2 for task in done) >= len(running) - 1
    assert document["status"] == "completed"

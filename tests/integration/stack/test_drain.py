"""Workers that leave while they work: nothing is cut, nothing is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.stacks import PENGUINS, Stack, until

WORKERS = 4
CANDIDATES = 6
SLOW = """
import time

import numpy as np
from automl_shared.plugins import model
from sklearn.base import BaseEstimator

class Slow(BaseEstimator):
    def fit(self, X, y):
        time.sleep(3.0)
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])

    def predict_proba(self, X):
        return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))

def slow(name):
    @model(name, task_types=["classification"], complexity=1, summary="A model that takes its time.")
    def make(task_type, params, random_seed):
        return Slow()

for number in range(%d):
    slow(f"slow-{number}")
"""


@pytest.fixture
def slow_stack(tmp_path: Path) -> Any:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "slow.py").write_text(SLOW % CANDIDATES)
    own = Stack(tmp_path, plugins=plugins)
    own.up("--training", str(WORKERS))
    yield own
    own.ok("down", "--now")


def started(stack: Stack) -> tuple[str, set[str]]:
    """A run of slow models, with every worker at one of them: those tasks."""
    config = stack.config(
        PENGUINS,
        "species",
        models=[f"slow-{number}" for number in range(CANDIDATES)],
        preprocessing={"scaling": ["standard"]},
        cross_validation={"n_folds": 2},
        interpretation={"compute_feature_importance": False},
    )
    run = str(stack.submit("--config", config)["run_id"])
    running: set[str] = set()

    def all_at_work() -> bool:
        running.clear()
        running.update(working(stack))
        return len(running) == WORKERS

    until(all_at_work, "a task at every worker")
    return run, running


def working(stack: Stack) -> set[str]:
    """The tasks training workers report."""
    workers = stack.ok("status", "--json").document["workers"]
    return {worker["task_id"] for worker in workers if worker["phase"] == "training" and worker["task_id"]}


def trainings(stack: Stack, run: str) -> dict[str, dict[str, Any]]:
    return {task["task_id"]: task for task in stack.show(run)["tasks"] if task["phase"] == "training"}


def test_scaling_down_lets_the_tasks_that_run_finish(slow_stack: Stack) -> None:
    run, running = started(slow_stack)
    slow_stack.ok("scale", "training=1")
    then = trainings(slow_stack, run)
    assert sum(then[task]["status"] == "completed" for task in running) >= WORKERS - 1
    left = [one for one in slow_stack.ok("status", "--json").document["workers"] if one["phase"] == "training"]
    assert len(left) == 1
    document = slow_stack.ok("runs", "watch", run, "--json").document
    assert {task["attempt"] for task in trainings(slow_stack, run).values()} == {1}
    assert Counter(task["status"] for task in document["tasks"] if task["phase"] == "training") == {
        "completed": CANDIDATES + 1
    }


def test_down_lets_them_finish_and_up_goes_on_with_the_rest(slow_stack: Stack) -> None:
    run, running = started(slow_stack)
    slow_stack.ok("down")
    slow_stack.ok("up")
    document = slow_stack.ok("runs", "watch", run, "--json").document
    every = trainings(slow_stack, run)
    assert {every[task]["status"] for task in running} == {"completed"}
    assert Counter(task["attempt"] for task in every.values()) == {1: CANDIDATES + 1}
    assert document["recommendation"] is None or document["status"] == "completed"


def test_down_now_cuts_them_and_they_are_tried_again(slow_stack: Stack) -> None:
    run, running = started(slow_stack)
    slow_stack.ok("down", "--now")
    slow_stack.ok("up")
    document = slow_stack.ok("runs", "watch", run, "--json").document
    done = [task for task in trainings(slow_stack, run).values() if task["status"] == "completed"]
    assert Counter(task["model"] for task in done) == {"dummy": 1, **{f"slow-{one}": 1 for one in range(CANDIDATES)}}
    assert sum(task["attempt"] == 2 for task in done) >= len(running) - 1
    assert document["status"] == "completed"

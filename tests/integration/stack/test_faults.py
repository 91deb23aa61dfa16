"""Killed in mid-run: the run still ends with every candidate exactly once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import Any

import psutil
import pytest
from tests.stacks import PENGUINS, Stack, until

CANDIDATES = {
    "standard-onehot+dummy": 1,
    "standard-onehot+logistic": 1,
    "standard-onehot+naive_bayes": 1,
    "standard-onehot+random_forest": 1,
}


@pytest.mark.parametrize("program", ["controller", "server", "training-1", "warm"])
def test_killed_in_mid_run(own_stack: Stack, program: str) -> None:
    config = own_stack.config(
        PENGUINS,
        "species",
        models=["logistic", "naive_bayes", "random_forest"],
        preprocessing={"scaling": ["standard"]},
    )
    run = own_stack.submit("--config", config)["run_id"]

    until(lambda: own_stack.tasks_of(run, "in_progress", "phase:training"), "a training in progress")
    before = own_stack.pid(program)
    os.kill(before, signal.SIGKILL)
    done = own_stack.run("runs", "watch", run, "--json", timeout=280)
    document: dict[str, Any] = done.document
    assert done.code == 0, done.err
    singles = (row["candidate"] for row in document["leaderboard"] if row["preprocess"] != "ensemble")
    assert Counter(singles) == CANDIDATES
    assert own_stack.pid(program) != before
    counted = [task for task in document["tasks"] if task["phase"] == "training" and task["status"] == "completed"]
    assert Counter(task["model"] for task in counted) == {
        "dummy": 1,
        "logistic": 1,
        "naive_bayes": 1,
        "random_forest": 1,
    }


def test_what_a_killed_supervisor_leaves_ends_and_the_next_up_goes_on(own_stack: Stack) -> None:
    config = own_stack.config(PENGUINS, "species", models=["logistic"], preprocessing={"scaling": ["standard"]})
    run = own_stack.submit("--config", config)["run_id"]
    pids = [own_stack.pid(program) for program in ("server", "controller", "training-1")]
    os.kill(int((own_stack.home / "pids" / "supervisord.pid").read_text()), signal.SIGKILL)
    until(lambda: not any(map(psutil.pid_exists, pids)), "the end of the supervisor's programs", seconds=20)
    own_stack.ok("up")
    document = own_stack.ok("runs", "watch", run, "--json").document
    assert {row["model"] for row in document["leaderboard"]} == {"dummy", "logistic"}

"""Keys that change while a task runs: the old ones are refused at once, and nothing is tried again for it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import waiting_models
from tests.stacks import PENGUINS, Stack, until

(WAITING,) = waiting_models.names(1)
MODELS = ["logistic", WAITING]


@pytest.fixture(params=[True, False], ids=["warm", "cold"])
def waiting_stack(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "waiting.py").write_text(waiting_models.plugin(str(tmp_path / "go"), 1))
    own = Stack(tmp_path, plugins=plugins, warm=request.param)
    own.up()
    yield own
    own.ok("down", "--now")


def login(stack: Stack, pair: tuple[str, str]) -> httpx.Response:
    url = json.loads((stack.home / "stack.json").read_text())["api_port"]
    return httpx.post(f"http://127.0.0.1:{url}/auth.login", auth=pair)


def pair(stack: Stack) -> tuple[str, str]:
    stored = json.loads((stack.home / "credentials.json").read_text())
    return stored["access_key"], stored["secret_key"]


@pytest.mark.timeout(900)
def test_keys_and_tokens_change_under_a_running_task(waiting_stack: Stack) -> None:
    stack = waiting_stack
    config = stack.config(
        PENGUINS, "species", models=["logistic", *waiting_models.names(1)], preprocessing={"scaling": ["standard"]}
    )
    run = stack.submit("--config", config)["run_id"]
    until(lambda: stack.tasks_of(run, "in_progress", f"model:{WAITING}"), "the task that waits", seconds=250)
    before = pair(stack)
    pids = {program: stack.pid(program) for program in ("server", "controller", "training-1")}
    done = stack.ok("server", "keys", "rotate", "--json").document
    assert (done["replaced"], done["in_use"]) == (before[0], True)
    assert (login(stack, before).status_code, login(stack, pair(stack)).status_code) == (401, 200)
    stack.ok("server", "keys", "rotate-tokens")
    (stack.folder / "go").touch()
    ended = stack.run("runs", "watch", run, "--json", timeout=280)
    assert ended.code == 0, ended.document["failures"]
    trainings = [task for task in ended.document["tasks"] if task["phase"] == "training"]
    assert Counter(task["model"] for task in trainings) == {"dummy": 1, "logistic": 1, WAITING: 1}
    assert {task["status"] for task in trainings} == {"completed"}
    assert pids == {program: stack.pid(program) for program in pids}

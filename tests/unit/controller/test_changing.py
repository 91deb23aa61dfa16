"""One command at a time starts and ends the programs of a stack."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from automl_controller.local.home import Home
from automl_controller.local.stack import DRAINING


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_a_command_waits_for_another_one_and_says_for_which(home: Home) -> None:
    order, said = list[str](), threading.Event()
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        said.set()

    def second() -> None:
        with home.changing("automl down", tell):
            order.append("down")

    with home.changing("automl up", print):
        waiting = threading.Thread(target=second)
        waiting.start()
        assert said.wait(30)
        order.append("up")
    waiting.join(30)
    assert order == ["up", "down"]
    assert told == [f"automl up is changing the stack in {home.path}: waiting for it to end"]


@pytest.mark.parametrize("draining", DRAINING)
def test_whoever_ends_tasks_at_once_does_not_wait_for_one_that_lets_them_end(home: Home, draining: str) -> None:
    told: list[str] = []
    with home.changing(draining, print), home.changing("automl down", told.append, beside=DRAINING):
        pass
    assert told == []
    with home.changing("automl up", told.append):
        pass
    assert told == []

"""Which programs a stack consists of, and what of the caller's environment each of them gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_controller.announcing import URL_VARIABLE
from automl_controller.local.home import Home, StackSettings
from automl_controller.local.processes.programs import base_environment, programs
from automl_shared.agent.warm import SWITCH_VARIABLE

ONE_AGENT = {"training": 1}


@pytest.fixture(autouse=True)
def starts_warm_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH_VARIABLE, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (StackSettings(workers=ONE_AGENT), ["server", "web", "warm", "controller", "training-1"]),
        (StackSettings(workers=ONE_AGENT, remote=True), ["warm", "controller", "training-1"]),
        (StackSettings(workers=ONE_AGENT, controller=False), ["server", "web", "warm", "training-1"]),
        (StackSettings(workers={}), ["server", "web", "controller"]),
    ],
)
def test_a_stack_has_the_programs_that_its_settings_ask_for(
    tmp_path: Path, settings: StackSettings, names: list[str]
) -> None:
    assert [one.name for one in programs(Home(tmp_path), settings)] == names


def test_agents_start_cold_where_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH_VARIABLE, "0")
    assert "warm" not in [one.name for one in programs(Home(tmp_path), StackSettings(workers=ONE_AGENT))]


def test_the_secret_address_of_a_chat_reaches_the_controller_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL_VARIABLE, "https://chat.example/secret")
    made = programs(Home(tmp_path), StackSettings(workers=ONE_AGENT))
    assert [one.name for one in made if URL_VARIABLE in one.environment] == ["controller"]
    assert URL_VARIABLE not in base_environment()

"""What compose is told of a stack, without an engine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from automl_controller.local import stack
from automl_controller.local.containers import compose, engine
from automl_controller.local.containers.keys import copy_keys, write_keys
from automl_controller.local.home import Home, StackSettings
from automl_shared.errors import AutoMLError, ConfigError

SETTINGS = StackSettings(mode="docker", api_port=9008, files_port=9081, web_port=9080, drain_seconds=30)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_a_loopback_address_means_the_same_inside_and_outside(home: Home) -> None:
    told = compose.environment(home, SETTINGS)
    assert told["CLEARML_FILES_HOST"] == "http://127.0.0.1:9081"
    assert told["AUTOML_FORWARD"] == "9008:server:8008 9081:server:8081"
    assert told["AUTOML_BIND"] == "127.0.0.1"
    assert int(told["AUTOML_STOP_SECONDS"]) > int(told["AUTOML_DRAIN_SECONDS"]) == 30


@pytest.mark.parametrize(("address", "bind"), [("10.1.2.3", "10.1.2.3"), ("somewhere.example", "0.0.0.0")])
def test_an_address_for_other_machines_is_used_as_it_is(home: Home, address: str, bind: str) -> None:
    told = compose.environment(home, replace(SETTINGS, address=address))
    assert told["CLEARML_API_HOST"] == f"http://{address}:9008"
    assert (told["AUTOML_FORWARD"], told["AUTOML_BIND"]) == ("", bind)


def test_the_caller_s_secrets_do_not_reach_compose(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_SECRET_KEY", "hush")
    monkeypatch.setenv("AUTOML_TRAINING_MEMORY", "7g")
    told = compose.environment(home, SETTINGS)
    assert "hush" not in told.values()
    assert told["AUTOML_TRAINING_MEMORY"] == "7g"


def test_containers_cannot_join_a_server_on_this_machine_s_loopback() -> None:
    there = {"api_url": "http://10.0.0.5:8008", "files_url": "http://10.0.0.5:8081", "web_url": "http://10.0.0.5:8080"}
    assert compose.remote_addresses(there, "clearml.conf")["CLEARML_API_HOST"] == there["api_url"]
    with pytest.raises(ConfigError, match="loopback"):
        compose.remote_addresses({**there, "api_url": "http://localhost:8008"}, "clearml.conf")


def test_a_stack_without_a_controller_runs_just_its_workers() -> None:
    settings = replace(SETTINGS, remote=True, controller=False, workers={"training": 4})
    assert compose.services(settings) == ["training"]
    assert compose.scales(settings) == ["--scale", "training=4"]


def test_the_key_is_made_once_and_only_the_folder_keeps_others_out(home: Home) -> None:
    write_keys(home, SETTINGS)
    first = json.loads((home.keys / "credentials.json").read_text())
    write_keys(home, replace(SETTINGS, api_port=1234))
    assert json.loads((home.keys / "credentials.json").read_text()) == first
    assert home.keys.stat().st_mode & 0o777 == 0o700
    assert (home.keys / "clearml.conf").stat().st_mode & 0o777 == 0o644
    assert home.config_file.stat().st_mode & 0o777 == 0o600
    assert "1234" in home.config_file.read_text()
    assert {name: (home.keys / name).read_text() for name in first} == first, "each part alone, for Prometheus"


def test_a_stack_that_is_down_is_remembered(home: Home) -> None:
    home.keep(SETTINGS)
    home.forget()
    assert home.settings() is None
    assert home.last_settings() == SETTINGS


def test_plugins_that_the_containers_user_cannot_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text("")
    tmp_path.chmod(0o755)
    monkeypatch.setenv("AUTOML_PLUGINS", str(tmp_path))
    (tmp_path / "mine.py").chmod(0o644)
    compose.check_plugins()
    (tmp_path / "mine.py").chmod(0o600)
    with pytest.raises(ConfigError, match="chmod -R"):
        compose.check_plugins()


def test_another_server_s_key_is_copied_for_the_containers_to_read(home: Home, tmp_path: Path) -> None:
    config = tmp_path / "clearml.conf"
    config.write_text("api {}\n")
    config.chmod(0o600)
    copy_keys(home, replace(SETTINGS, remote=True, remote_config=str(config)))
    copied = home.keys / "clearml.conf"
    assert (copied.read_text(), copied.stat().st_mode & 0o777) == ("api {}\n", 0o644)


def test_a_new_home_stays_a_home_where_containers_are_tried_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "new")

    class Backend:
        def prepare(self) -> None:
            write_keys(home, StackSettings())

    monkeypatch.setattr(stack, "backend_of", lambda *_: Backend())
    assert stack.contained_if_possible(home, StackSettings(), print).mode == "docker"
    home.make()


@pytest.fixture
def never_in_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Docker and compose on a machine that is too busy to let any command end within its time."""

    def late(command: Sequence[str], *, timeout: float | None = None, **_: Any) -> subprocess.CompletedProcess[bytes]:
        if timeout is not None:
            raise subprocess.TimeoutExpired(command, timeout)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(engine.subprocess, "run", late)
    monkeypatch.setattr(engine.shutil, "which", lambda name: f"/usr/bin/{name}")
    engine.compose_command.cache_clear()
    yield
    engine.compose_command.cache_clear()


@pytest.mark.usefixtures("never_in_time")
def test_compose_which_asks_nobody_has_all_time_to_say_its_version() -> None:
    assert engine.compose_command() == ("docker", "compose")


@pytest.mark.usefixtures("never_in_time")
def test_an_engine_that_does_not_answer_in_time_is_told_in_words() -> None:
    assert not engine.answers()
    with pytest.raises(AutoMLError, match="docker image did not answer within 20 s") as told:
        engine.has_image("automl-server:0.1.0")
    assert "docker info" in str(told.value)

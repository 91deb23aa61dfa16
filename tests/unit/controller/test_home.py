"""The folder of a stack: what it cannot be is said, and one command at a time changes the stack."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
import threading
from pathlib import Path

import pytest

from automl_controller.local.home import Home, StackSettings
from automl_controller.local.stack import DRAINING
from automl_shared.errors import ConfigError


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


def test_its_supervisor_is_found_by_a_shell_with_another_folder_for_temporary_files(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = home.socket
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "other"))
    assert home.socket == before
    home.make()
    assert home.socket == before

    shutil.rmtree(before.parent)
    home.make()
    assert home.socket.is_relative_to(tmp_path / "other")
    assert home.socket.parent.is_dir()


def test_a_copied_home_is_a_stack_of_its_own(home: Home, tmp_path: Path) -> None:
    shutil.copytree(home.path, tmp_path / "copy", symlinks=True)
    copy = Home(tmp_path / "copy")
    assert copy.socket != home.socket
    copy.make()
    assert copy.socket != home.socket
    assert (copy.path / "sockets").readlink() == copy.socket.parent


@pytest.mark.parametrize("draining", DRAINING)
def test_whoever_ends_tasks_at_once_does_not_wait_for_one_that_lets_them_end(home: Home, draining: str) -> None:
    told: list[str] = []
    with home.changing(draining, print), home.changing("automl down", told.append, beside=DRAINING):
        pass
    assert told == []
    with home.changing("automl up", told.append):
        pass
    assert told == []


def test_a_home_that_is_a_file_or_cannot_be_written_is_said(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be written"):
        Home(tmp_path / "file").make()

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ConfigError, match="Read-only file system") as raised:
        home.make()
    assert raised.value.fix == "AUTOML_HOME=FOLDER automl up"


def test_settings_that_cannot_be_written_leave_those_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.keep(StackSettings(api_port=1234))

    def half(path: Path, text: str, **_: object) -> None:
        path.write_bytes(text.encode()[:10])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(ConfigError, match="No space left"):
        home.keep(StackSettings(api_port=4321))
    assert home.settings() == StackSettings(api_port=1234)


@pytest.mark.parametrize("text", ["", '{"mode": "pro', "[1]"])
def test_settings_that_cannot_be_read_are_said(home: Home, text: str) -> None:
    home.settings_file.write_text(text)
    with pytest.raises(ConfigError, match="settings cannot be read") as raised:
        home.last_settings()
    assert raised.value.fix == f"rm {home.settings_file}"


def test_settings_of_another_version_are_read_as_far_as_they_are_known(home: Home) -> None:
    home.settings_file.write_text(json.dumps({"api_port": 1234, "from_the_future": True}))
    assert home.settings() == StackSettings(api_port=1234)

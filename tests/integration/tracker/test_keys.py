"""Tokens and keys that an operator ends while a tracker uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from automl_server.operation import keys
from automl_shared.errors import ServerUnreachable
from automl_shared.keys import FILE_VARIABLE
from automl_shared.tracker import connect
from automl_shared.tracker.clearml_calls import LOGINS

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]


@pytest.fixture
def tracker(server: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    return connect()


def ending(tracker: Any, server: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> list[None]:
    """Has every new token end before it is used, so many times; as many items as tokens ended."""
    session, ended = tracker._session, []
    refresh = session.refresh_token

    def refreshed() -> None:
        refresh()
        if len(ended) < times:
            keys.tokens_ended(server.parent)
            ended.append(None)

    monkeypatch.setattr(session, "refresh_token", refreshed)
    keys.tokens_ended(server.parent)
    return ended


def test_a_token_that_ends_before_it_is_used_is_asked_for_again(
    tracker: Any, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = ending(tracker, server, monkeypatch, times=1)
    tracker.check()
    assert len(ended) == 1


def test_a_server_that_takes_no_token_counts_as_away(
    tracker: Any, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = ending(tracker, server, monkeypatch, times=99)
    with pytest.raises(ServerUnreachable, match="refuses the credentials"):
        tracker.check()
    assert LOGINS <= len(ended) <= LOGINS + 1, "the SDK may renew a token by itself before it sends"


def with_keys(server: Path, pair: dict[str, str], file: Path) -> Path:
    """The server's own client configuration with another pair of keys."""
    text = server.read_text()
    for name in ("access_key", "secret_key"):
        before = next(line.split('"')[-2] for line in text.splitlines() if name in line)
        text = text.replace(before, pair[name])
    file.write_text(text)
    return file


def test_keys_that_are_revoked_count_as_a_server_that_is_away(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = keys.made(server.parent, user=None, label="another")
    monkeypatch.setattr("automl_shared.keys.PATIENCE_SECONDS", 0.5)
    config = with_keys(server, made, tmp_path / "clearml.conf")
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(config))
    tracker: Any = connect()
    tracker.check()
    keys.revoked(server.parent, made["access_key"])
    with pytest.raises(ServerUnreachable, match="refuses the credentials"):
        tracker.check()


@pytest.fixture
def outdated(server: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a task whose copy of the configuration was written after the keys changed, with the old ones:
    its writer had read the file just before."""
    old = keys.made(server.parent, user=None, label="the old ones")
    keys.revoked(server.parent, old["access_key"])
    copy = with_keys(server, old, tmp_path / "copy.conf")
    assert copy.stat().st_mtime_ns > server.stat().st_mtime_ns
    return {**os.environ, FILE_VARIABLE: str(server), "CLEARML_CONFIG_FILE": str(copy)}


def test_a_task_takes_the_keys_of_the_file_when_those_of_its_copy_are_refused(outdated: dict[str, str]) -> None:
    """In a process of its own: the SDK reads its file once."""
    code = "from automl_shared.tracker import connect; connect().check()"
    done = subprocess.run([sys.executable, "-c", code], env=outdated, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_so_does_the_agent_that_starts_it(outdated: dict[str, str]) -> None:
    agent = [sys.executable, "-m", "automl_shared.agent.execute", "--config-file", outdated["CLEARML_CONFIG_FILE"]]
    done = subprocess.run([*agent, "execute", "--id", "0" * 32], env=outdated, capture_output=True, text=True)
    assert done.returncode != 0
    assert "Could not find task" in done.stdout, "it was let in, and asked for the task"

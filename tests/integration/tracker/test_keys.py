"""Tokens and keys that an operator ends while a tracker uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from automl_server.operation import keys
from automl_shared.errors import ServerUnreachable
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


def test_keys_that_are_revoked_count_as_a_server_that_is_away(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, own = keys.made(server.parent, user=None, label="another"), server.read_text()
    monkeypatch.setattr("automl_shared.keys.PATIENCE_SECONDS", 0.5)
    for name in ("access_key", "secret_key"):
        before = next(line.split('"')[-2] for line in own.splitlines() if name in line)
        own = own.replace(before, made[name])
    config = tmp_path / "clearml.conf"
    config.write_text(own)
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(config))
    tracker: Any = connect()
    tracker.check()
    keys.revoked(server.parent, made["access_key"])
    with pytest.raises(ServerUnreachable, match="refuses the credentials"):
        tracker.check()

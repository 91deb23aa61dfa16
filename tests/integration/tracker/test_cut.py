"""A network that is cut in the middle of a call: the answer never comes, and nobody says so."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from automl_shared.tracker import NewTask, Tracker, connect, connect_lightly
from automl_shared.tracker.clearml_server import ANSWER_TIMEOUT
from automl_shared.tracker.patience import KEEP_ALIVE

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]

OPTIONS = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY),
]


@pytest.mark.parametrize("connected", [connect, lambda: connect_lightly()[0]], ids=["sdk", "light"])
def test_the_system_asks_whether_the_other_machine_is_there_while_a_call_waits(
    server: Path, monkeypatch: pytest.MonkeyPatch, connected: Callable[[], Tracker]
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = connected()
    seen = []
    connect_to = HTTPConnection._new_conn

    def watched(self: HTTPConnection) -> socket.socket:
        made = connect_to(self)
        seen.append([made.getsockopt(*option) for option in OPTIONS])
        return made

    monkeypatch.setattr(HTTPConnection, "_new_conn", watched)
    requests.get(f"{tracker.urls()['api_url']}/debug.ping", timeout=60)
    assert seen == [[1, KEEP_ALIVE["TCP_KEEPIDLE"], KEEP_ALIVE["TCP_USER_TIMEOUT"], 1]]


@pytest.mark.parametrize("letters", [10, 100_000])
def test_no_call_waits_longer_than_another(server: Path, monkeypatch: pytest.MonkeyPatch, letters: int) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = connect()
    send, limits = HTTPAdapter.send, []

    def watched(adapter: HTTPAdapter, request: Any, **options: Any) -> Any:
        limits.append(options["timeout"])
        return send(adapter, request, **options)

    monkeypatch.setattr(HTTPAdapter, "send", watched)
    tracker.create(NewTask(name="large or not", project="cut", tags=[], sections={"Args": {"text": "x" * letters}}))
    assert limits
    assert set(limits) == {ANSWER_TIMEOUT}

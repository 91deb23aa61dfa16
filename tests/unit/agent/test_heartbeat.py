"""A worker counts as well while its server answers: whatever else answers there must not end it, nor its task."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from automl_shared.agent.__main__ import _options, server_answers


@contextmanager
def answering(said: bytes) -> Iterator[str]:
    """The address of somebody who says that to the first one who comes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("said", "is_well"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", True),
        (b"\x15\x03\x01\x00\x02\x02\x16\r\n", False),  # TLS
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", False),
        (b"HTTP/1.1 nonsense\r\n\r\n", False),
        (b"", False),
    ],
)
def test_any_answer_in_http_counts_and_no_other_ends_the_worker(said: bytes, is_well: bool) -> None:
    with answering(said) as url:
        assert server_answers(url) is is_well


def test_a_drain_time_that_is_none_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTOML_DRAIN_SECONDS", "2m")
    with pytest.raises(SystemExit):
        _options(["--module", "automl_training", "--queue", "q"])
    assert "--drain-seconds: invalid float value: '2m'" in capsys.readouterr().err

"""A record carries what its request is about, in either format, and never more than one line of a client's words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from automl_server import log
from automl_server.problem import OperationError


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, own = list(root.handlers), root.level, logging.getLogger("automl_server").level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("automl_server").setLevel(own)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_json_has_one_object_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(log.FORMAT_VARIABLE, "json")
    log.setup("info")
    with log.about(id="r1"):
        log.add(endpoint="tasks.get_all", task="t1")
        log.event(logging.INFO, "refused", code=400, reason="two\nlines")
    log.event(logging.WARNING, "stopped")
    first, second = map(json.loads, lines(capsys))
    assert {**first, "time": ""} == {
        "time": "",
        "level": "info",
        "message": "refused",
        "code": 400,
        "reason": "two\nlines",
        "id": "r1",
        "endpoint": "tasks.get_all",
        "task": "t1",
    }
    assert first["time"].endswith("+00:00")
    assert second.keys() == {"time", "level", "message"}


def test_text_is_the_default(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(log.FORMAT_VARIABLE, raising=False)
    log.setup("info")
    with log.about(id="r1", task="t1"):
        log.event(logging.INFO, "refused", code=400, reason='a "b"')
    (line,) = lines(capsys)
    assert line.partition(" ")[2] == r'INFO refused code=400 reason="a \"b\"" id=r1 task=t1'


def test_what_a_client_sends_reaches_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(log.FORMAT_VARIABLE, raising=False)
    log.setup("info")
    log.event(logging.INFO, "refused", reason="\x1b[2J\x9b2J\n2026 forged 日本")
    (line,) = lines(capsys)
    assert line.endswith(r'reason="\x1b[2J\x9b2J\n2026 forged 日本"')


def test_what_one_request_was_about_is_forgotten_at_the_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(log.FORMAT_VARIABLE, "json")
    log.setup("info")
    with log.about(id="r1"):
        log.add(task="t1")
    with log.about(id="r2"):
        log.event(logging.INFO, "refused")
    assert json.loads(lines(capsys)[0])["id"] == "r2"
    log.add(task="t2")
    log.event(logging.INFO, "stopped")
    assert "task" not in json.loads(lines(capsys)[0])


def test_a_traceback_stays_with_its_record(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(log.FORMAT_VARIABLE, "json")
    log.setup("info")
    log.event(logging.ERROR, "internal error", exc_info=ValueError("why"))
    assert "ValueError: why" in json.loads(lines(capsys)[0])["traceback"]


def test_an_unknown_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(log.FORMAT_VARIABLE, "xml")
    with pytest.raises(OperationError, match=r"got: +xml\n +allowed: text, json\n +fix: +AUTOML_LOG_FORMAT=json"):
        log.setup("info")

"""A record says which run and task it is about, in either format, on one line."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from automl_shared import logs
from automl_shared.errors import ConfigError


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    made = logging.getLogger("automl.test")
    made.setLevel(logging.INFO)
    made.propagate = False
    yield made
    made.handlers.clear()
    made.propagate = True


def written(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_json_names_run_task_and_phase_where_they_are_known(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(logs.FORMAT_VARIABLE, "json")
    log.addHandler(logs.handler())
    with logs.about(run="r1", task="t1"):
        with logs.about(task="t2", phase="training"):
            log.warning("lost: %s", "日本")
        log.info("goes on")
    log.info("nothing in hand")
    first, second, third = map(json.loads, written(capsys))
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "warning",
        "logger": "automl.test",
        "message": "lost: 日本",
        "run": "r1",
        "task": "t2",
        "phase": "training",
    }
    assert (second["task"], "phase" in second) == ("t1", False)
    assert third.keys() == {"time", "level", "logger", "message"}


def test_text_is_the_default_and_names_them_at_its_end(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(logs.FORMAT_VARIABLE, raising=False)
    log.addHandler(logs.handler())
    with logs.about(run="r1", task="t1"):
        log.info("advancing")
    (line,) = written(capsys)
    assert line.partition(" ")[2] == "INFO automl.test advancing run=r1 task=t1"


def test_an_error_of_several_lines_is_one_record_and_orders_no_terminal(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(logs.FORMAT_VARIABLE, raising=False)
    log.addHandler(logs.handler())
    log.warning("%s", ConfigError("no \x1b[2Jqueue", value="q", fix="automl doctor"))
    (line,) = written(capsys)
    assert line.endswith(r"WARNING automl.test no \x1b[2Jqueue | got:     q | fix:     automl doctor")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_stays_with_its_record(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.setenv(logs.FORMAT_VARIABLE, form)
    log.addHandler(logs.handler())
    try:
        raise ValueError("why")
    except ValueError:
        log.error("failed", exc_info=sys.exc_info())
    said = written(capsys)
    assert "ValueError: why" in (json.loads(said[0])["traceback"] if form == "json" else said[-1])


def test_an_unknown_format_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(logs.FORMAT_VARIABLE, "xml")
    with pytest.raises(ConfigError, match="names no format") as refused:
        logs.handler()
    assert str(refused.value).splitlines()[1:] == [
        "  got:     xml",
        "  allowed: text, json",
        "  fix:     AUTOML_LOG_FORMAT=json, or unset it",
    ]

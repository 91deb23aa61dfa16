"""`automl status --watch`: what is new is shown, the server may go and come, Ctrl-C is a clean end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from automl_controller.cli.status import AWAY, BACK, show_status, watch_status
from automl_controller.local.status import LOOK_AGAIN_SECONDS, follow_status, status_document
from automl_shared.errors import ServerUnreachable

from .conftest import World


def read(world: World) -> dict[str, Any]:
    return status_document(world.tracker, "process", "automl")


def until_interrupted(*documents: dict[str, Any] | None) -> Iterator[dict[str, Any] | None]:
    yield from documents
    raise KeyboardInterrupt


def test_each_change_is_a_document_on_a_line_of_its_own(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.tracker.report_worker("w", queue="automl-training", task_id=None)
    before = read(world)
    world.clock.turn(5)
    world.tracker.report_worker("w", queue="automl-training", task_id=None)
    only_seen_again = read(world)
    world.submit()
    after = read(world)
    assert only_seen_again != before
    watch_status(until_interrupted(before, only_seen_again, None, None, before, after), json_output=True)
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [before, after]
    assert err.splitlines() == [AWAY, BACK]


def test_people_see_the_tables_of_each_change(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = read(world)
    world.submit()
    watch_status(until_interrupted(before, before, read(world)), json_output=False)
    assert capsys.readouterr().out.count("Queues") == 2


def test_people_see_what_does_not_run_as_it_should(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    matter = {"name": "training-1", "what": "keeps ending", "log": "automl logs training-1"}
    show_status(status_document(world.tracker, "process", "automl", [matter]))
    assert "Not as it should be" in (shown := capsys.readouterr().out)
    assert "keeps ending" in shown
    show_status(read(world))
    assert "Not as it should be" not in capsys.readouterr().out


def test_it_looks_after_every_change_and_waits_for_a_server_that_is_away(world: World) -> None:
    answers: list[dict[str, Any] | None] = [{"n": 1}, {"n": 2}, None, {"n": 3}]

    def next_answer() -> dict[str, Any]:
        answer = answers.pop(0)
        if answer is None:
            raise ServerUnreachable("away")
        world.submit()  # something changes while nobody waits
        return answer

    slept: list[float] = []
    seen = follow_status(world.tracker, next_answer, slept.append)
    assert [next(seen) for _ in range(4)] == [{"n": 1}, {"n": 2}, None, {"n": 3}]
    assert sum(slept) < LOOK_AGAIN_SECONDS


def test_a_server_that_tells_no_changes_is_looked_at_every_few_seconds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.tracker, "wait_for_changes", lambda *_, **__: None)
    slept: list[float] = []
    seen = follow_status(world.tracker, lambda: read(world), slept.append)
    next(seen)
    next(seen)
    assert slept == [LOOK_AGAIN_SECONDS]

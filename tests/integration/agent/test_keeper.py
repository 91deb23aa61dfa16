"""A fork server that keeps ending costs less and less, and one that was well is there again at once."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from automl_shared.agent.warm import keeper
from automl_shared.agent.warm.keeper import LONGEST_PAUSE_SECONDS, STEADY_SECONDS, Keeper, Restarts


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that gets a letter for every start of a fork server that ends at once."""
    file = tmp_path / "started"
    program = [sys.executable, "-ISc", f"open({str(file)!r}, 'a').write('s'); raise SystemExit(3)"]
    monkeypatch.setattr(keeper, "command", lambda *_: program)
    return file


@pytest.fixture
def kept(clock: Clock, started: Path) -> Iterator[Keeper]:
    with Keeper(["automl_training"], {}, clock) as made:
        yield made


def look_once_ended(kept: Keeper) -> None:
    process: subprocess.Popen[bytes] | None = kept._process
    if process is not None:
        process.wait(timeout=20)
    kept.look()


def test_one_that_keeps_ending_is_started_after_longer_and_longer_pauses(
    kept: Keeper, clock: Clock, started: Path
) -> None:
    pauses = []
    for _ in range(6):
        before = clock.now
        look_once_ended(kept)
        while kept._process is None:
            clock.now += 0.5
            kept.look()
        pauses.append(clock.now - before)
    kept._process.wait(timeout=20)
    assert pauses == [0.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    assert started.read_text() == "s" * 7


def test_what_it_means_is_said_once_for_each_end(kept: Keeper, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        look_once_ended(kept)
        look_once_ended(kept)
        kept.look()
        kept.look()
    cold = "until it listens, tasks start cold, each of them some seconds later"
    assert [record.getMessage() for record in caplog.records] == [
        f"the fork server ended with exit code 3: starting it again now; {cold}",
        "the fork server ended with exit code 3: "
        f"starting it again in 2 s, because it has ended 2 times in a row; {cold}",
    ]


def test_the_pause_has_an_end_and_one_that_was_well_is_forgiven() -> None:
    restarts = Restarts()
    assert max(restarts.pause_after(1.0) for _ in range(50)) == LONGEST_PAUSE_SECONDS
    assert restarts.pause_after(STEADY_SECONDS) == 0.0
    assert restarts.pause_after(1.0) == 2.0


def test_a_worker_goes_on_where_no_process_can_be_forked(
    clock: Clock, started: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as full:
        full.setattr(subprocess, "Popen", _no_fork)
        kept = Keeper(["automl_training"], {}, clock)
        kept.look()
        clock.now += 2.0
    kept.look()
    look_once_ended(kept)
    kept.__exit__()
    assert started.read_text() == "s"
    assert "the fork server cannot be started ([Errno 11] no more processes): starting it again now" in caplog.text


def _no_fork(*_: object, **__: object) -> None:
    raise BlockingIOError(11, "no more processes")

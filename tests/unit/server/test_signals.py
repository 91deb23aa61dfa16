"""Who waits is told: each entry to one, each change to all, and nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from automl_server.db import Database
from automl_server.signals import Signals, Waiter


class Clock:
    """The time in seconds, turned by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def told(*waiters: Waiter) -> list[bool | None]:
    """What each of them was told; None: nothing yet."""
    return [waiter.told.result() if waiter.told.done() else None for waiter in waiters]


def test_an_entry_is_told_to_the_one_that_waited_longest() -> None:
    signals = Signals()
    waiters = [signals.wait_for_entry(["q"]) for _ in range(3)]
    signals.added("q")
    assert told(*waiters) == [True, None, None]
    signals.added("q")
    assert told(*waiters) == [True, True, None]


def test_who_waits_for_two_queues_takes_one_entry_only() -> None:
    signals = Signals()
    both, second = signals.wait_for_entry(["a", "b"]), signals.wait_for_entry(["b"])
    signals.added("a")
    signals.added("b")
    assert told(both, second) == [True, True]


def test_who_left_is_passed_over_and_who_is_gone_passes_on() -> None:
    signals = Signals()
    left, gone, there = (signals.wait_for_entry(["q"]) for _ in range(3))
    assert not signals.leave(left)
    signals.added("q")
    assert told(left, gone, there) == [False, True, None]
    assert signals.leave(gone)
    signals.pass_on(gone)
    assert told(there) == [True]


def test_an_entry_that_nobody_took_in_time_is_told_again() -> None:
    clock = Clock()
    signals = Signals(clock)
    first, second = signals.wait_for_entry(["q"]), signals.wait_for_entry(["q"])
    signals.added("q")
    signals.remind(lambda _: 1)
    assert told(first, second) == [True, None]
    clock.now += 1
    signals.remind(lambda _: 1)
    assert told(first, second) == [True, True]


def test_a_queue_that_was_emptied_is_asked_about_once() -> None:
    clock, asked = Clock(), list[str]()
    signals = Signals(clock)
    signals.added("q")
    for _ in range(3):
        clock.now += 1
        signals.remind(lambda queue: asked.append(queue) or 0)
    assert asked == ["q"]


def test_a_change_is_told_to_all_and_to_whoever_asks_with_an_older_cursor() -> None:
    signals = Signals()
    before = signals.cursor
    waiters = [signals.wait_for_change(before) for _ in range(2)]
    assert told(*waiters) == [None, None]
    signals.changed()
    assert told(*waiters, signals.wait_for_change(before)) == [True, True, True]
    assert told(signals.wait_for_change(signals.cursor)) == [None]


def test_a_cursor_of_another_process_is_behind() -> None:
    assert told(Signals().wait_for_change(Signals().cursor)) == [True]


def test_a_server_that_stops_sends_everybody_away() -> None:
    signals = Signals()
    waiters = [signals.wait_for_entry(["q"]), signals.wait_for_change(signals.cursor)]
    signals.close()
    later = [signals.wait_for_entry(["q"]), signals.wait_for_change(signals.cursor)]
    assert told(*waiters, *later) == [False] * 4


def test_a_step_is_done_after_the_outermost_commit_and_never_after_a_rollback(tmp_path: Path) -> None:
    db, done = Database(tmp_path / "test.sqlite"), list[str]()

    def fail_in(transaction: Callable[[], AbstractContextManager[None]]) -> None:
        with transaction():
            db.once_committed(lambda: done.append("rolled back"))
            raise KeyError

    with db.write():
        with db.write():
            db.once_committed(lambda: done.append("kept"))
        with pytest.raises(KeyError):
            fail_in(db.savepoint)
        assert done == []
    assert done == ["kept"]
    with pytest.raises(KeyError):
        fail_in(db.write)
    with db.write():
        pass
    assert done == ["kept"]
    db.close()

"""Silence means that somebody is gone, unless the server itself was away, or its clock is not what it was."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from automl_server import clock
from automl_server.config import Settings
from automl_server.store import Identity, Store
from automl_server.store.lifecycle import Change
from automl_server.store.workers import Choice
from automl_server.watchdog import Attention, look_round

HOUR = 3600.0
GRACE = 60.0


class Times:
    """A wall clock that can be set, and the time that passes."""

    def __init__(self) -> None:
        self.ahead, self.passed = 0.0, 1000.0
        self.attention = Attention(11.0, GRACE, lambda: 1e9 + self.passed + self.ahead, lambda: self.passed)

    def round(self, seconds: float = 11.0) -> bool:
        self.passed += seconds
        return self.attention.look()

    def settle(self) -> None:
        while not self.round():
            pass


def test_after_a_start_nobody_is_gone_until_everybody_had_time_to_report() -> None:
    times = Times()
    assert [times.round(11) for _ in range(6)] == [False] * 5 + [True]


@pytest.mark.parametrize("by", [-HOUR, -1, HOUR])
def test_after_the_clock_was_set_everybody_has_time_to_report(by: float) -> None:
    times = Times()
    times.settle()
    times.ahead = by - 11  # the machine slept, or somebody set it: no time passed here
    assert not times.round()
    assert not times.round(30)
    assert times.round(30)


def test_a_server_that_stood_still_leaves_everybody_time_to_report() -> None:
    times = Times()
    times.settle()
    assert not times.round(HOUR)
    assert not times.round(30)
    assert times.round(30)


def test_a_round_that_is_a_little_late_changes_nothing() -> None:
    times = Times()
    times.settle()
    assert times.round(30)


@pytest.fixture
def task(store: Store, admin: Identity) -> str:
    made = store.tasks.create({"name": "task", "type": "training"}, admin)
    store.lifecycle.started(made, Change(identity=admin))
    store.workers.register("w:1", admin, ip="")
    store.workers.report("w:1", {"task": made}, admin, "")
    return made


def set_clock(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + by)
    for module in ("workers", "tasks"):
        monkeypatch.setattr(f"automl_server.store.{module}.now", lambda: clock.from_epoch(real() + by))


def known(store: Store, admin: Identity) -> list[str]:
    return [worker["id"] for worker in store.workers.shown(admin, Choice())]


@pytest.mark.parametrize("settled", [True, False])
def test_a_task_and_its_worker_outlive_a_clock_that_is_set_ahead_until_all_is_settled(
    store: Store, admin: Identity, task: str, monkeypatch: pytest.MonkeyPatch, settled: bool
) -> None:
    set_clock(monkeypatch, HOUR)
    look_round(store, Settings(home=Path()), admin, settled=settled)
    assert store.tasks.require(task)["status"] == ("stopped" if settled else "in_progress")
    store.workers.report("w:1", {"task": task}, admin, "")
    assert known(store, admin) == ["w:1"]


def test_who_is_gone_is_missed_in_time_after_the_clock_was_set_back(
    store: Store, admin: Identity, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=Path())
    set_clock(monkeypatch, -HOUR)
    look_round(store, settings, admin)
    assert known(store, admin) == ["w:1"]
    (worker,) = store.workers.shown(admin, Choice())
    assert worker["last_activity_time"] <= clock.from_epoch(time.time())
    assert store.tasks.require(task)["last_update"] <= clock.from_epoch(time.time())
    set_clock(monkeypatch, settings.worker_timeout_seconds + 1)
    look_round(store, settings, admin)
    assert known(store, admin) == []
    assert store.tasks.require(task)["status"] == "in_progress"
    set_clock(monkeypatch, settings.watchdog_seconds)
    look_round(store, settings, admin)
    assert store.tasks.require(task)["status"] == "stopped"


def test_a_token_from_before_the_clock_was_set_back_is_good(
    store: Store, admin: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, HOUR)
    token = store.access.tokens.new(admin)
    monkeypatch.undo()
    assert store.access.tokens.read(token) == admin

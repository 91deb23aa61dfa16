"""The controller between two rounds: told at once, quick to end, and at rest otherwise."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from automl_controller.news import BREATH_SECONDS, Bell, News
from automl_controller.runs.watch import Follower, Glance, follow
from automl_controller.service import ServiceSettings, serve
from automl_shared.errors import ServerRefused, ServerUnreachable
from automl_shared.tracker import NewTask, TaskStatus
from automl_shared.tracker.memory import MemoryTracker

from .conftest import World

SOON_SECONDS = 1.5
"""Far from the five seconds and more that nobody should wait; a machine busy with other tests is not that slow."""


def until(condition: Callable[[], object], seconds: float = 5.0) -> float:
    """How long it took until the condition held."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.005)
    return time.monotonic() - started


class Served:
    """A controller that serves in a thread, on the real clock."""

    def __init__(self, tracker: MemoryTracker) -> None:
        self.bell = Bell()
        self.settings = ServiceSettings(worker_id="controller:test", queue="automl-controller")
        self.thread = threading.Thread(target=serve, args=(lambda: tracker, self.settings, self.bell))
        self.thread.start()

    def stop(self) -> None:
        self.bell.stop()
        self.thread.join(5)
        assert not self.thread.is_alive()


@pytest.fixture
def tracker(tmp_path: Path) -> MemoryTracker:
    return MemoryTracker(tmp_path)


def any_task(tracker: MemoryTracker) -> str:
    return tracker.create(NewTask(name="any", project="p", tags=["any"], sections={}))


def test_many_rings_are_one_and_a_round_has_time_to_breathe() -> None:
    bell = Bell()
    for _ in range(100):
        bell.ring()
    started = time.monotonic()
    bell.wait(5)
    assert BREATH_SECONDS <= time.monotonic() - started < SOON_SECONDS
    bell.wait(0.2)
    assert time.monotonic() - started >= BREATH_SECONDS + 0.2


def test_a_ring_ends_a_wait_and_a_stop_ends_it_without_a_breath() -> None:
    bell = Bell()
    threading.Timer(0.2, bell.ring).start()
    started = time.monotonic()
    bell.wait(5)
    assert time.monotonic() - started < 0.2 + SOON_SECONDS
    bell.stop()
    started = time.monotonic()
    bell.wait(5)
    assert time.monotonic() - started < SOON_SECONDS


def test_news_ring_the_bell_and_what_is_no_news_does_not(tracker: MemoryTracker) -> None:
    bell = Bell()
    news = News(tracker, bell, 0.1)
    bell.wait(1)
    started = time.monotonic()
    bell.wait(0.4)
    assert time.monotonic() - started >= 0.4
    task = any_task(tracker)
    bell.wait(1)
    threading.Timer(0.15, tracker.mark, (task, TaskStatus.COMPLETED)).start()
    started = time.monotonic()
    bell.wait(5)
    assert time.monotonic() - started < 0.15 + SOON_SECONDS
    assert news.coming
    bell.stop()


def test_a_server_that_tells_no_changes_is_asked_once(tracker: MemoryTracker, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(tracker, "wait_for_changes", lambda cursor, **_: asked.append(cursor))
    news = News(tracker, Bell(), 0.01)
    until(lambda: not news.coming)
    assert asked == [None]


def test_a_server_that_was_away_is_asked_again_and_what_came_meanwhile_is_news(
    tracker: MemoryTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[str | Exception] = ["1", ServerUnreachable("away"), "1", "1"]
    asked: list[str | None] = []

    def answer(cursor: str | None, **_: object) -> str | None:
        asked.append(cursor)
        following = answers.pop(0) if answers else None
        if isinstance(following, Exception):
            raise following
        return following

    monkeypatch.setattr(tracker, "wait_for_changes", answer)
    news = News(tracker, Bell(), 0.01)
    until(lambda: not news.coming)
    assert asked == [None, "1", None, "1", "1"]


def test_a_controller_outlives_a_server_that_refuses_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals, report = [ServerRefused("not allowed")], world.tracker.report_worker

    def refusing(*arguments: Any, **options: Any) -> None:
        if refusals:
            raise refusals.pop()
        report(*arguments, **options)

    monkeypatch.setattr(world.tracker, "report_worker", refusing)
    run = world.submit()
    served = Served(world.tracker)
    try:
        until(lambda: not refusals)
        until(lambda: world.children(run))
    finally:
        served.stop()


def test_a_child_that_ended_is_followed_by_the_next_phase_at_once(world: World) -> None:
    run = world.submit()
    served = Served(world.tracker)
    try:
        until(lambda: world.children(run))
        until(lambda: world.tracker.queues()[-1].waiting)
        time.sleep(2 * BREATH_SECONDS)
        world.work()
        assert until(lambda: len(world.children(run)) == 3) < SOON_SECONDS
    finally:
        served.stop()


def test_a_controller_without_runs_is_at_rest_and_ends_at_once(tracker: MemoryTracker) -> None:
    served = Served(tracker)
    try:
        until(lambda: tracker.workers())
        time.sleep(0.5)
        tracker.calls.clear()
        before = time.process_time()
        time.sleep(2)
        assert tracker.calls == []
        assert time.process_time() - before < 0.05
    finally:
        started = time.monotonic()
        served.stop()
    assert time.monotonic() - started < SOON_SECONDS


def test_whoever_follows_a_run_sees_its_end_at_once(world: World) -> None:
    run = world.submit()
    world.tick()
    seen: list[Glance] = []
    following = threading.Thread(target=lambda: seen.extend(follow(world.tracker, run)))
    following.start()
    until(lambda: any("tasks" in call for call in world.tracker.calls))
    time.sleep(1)
    world.run_to_end(run)
    ended = time.monotonic()
    following.join(5)
    assert time.monotonic() - ended < 2 * SOON_SECONDS
    assert seen[-1].ended
    last = seen[-1].state
    assert {task.unit: task.status for task in last.children} == {
        unit: task.status for unit, task in world.children(run).items()
    }


def test_whoever_follows_a_run_sees_its_tasks_as_they_are(world: World) -> None:
    run = world.submit()
    follower = Follower(world.tracker, run)
    follower.glance()
    for _ in range(4):
        world.tick()
        world.work()
        glance = follower.glance()
        there = {task.id: task.status for task in world.tracker.tasks(parent=run)}
        assert {task.id: task.status for task in glance.state.children} == there

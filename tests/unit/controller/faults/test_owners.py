"""Whose run it is: one controller advances it, and another takes it up when that one is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automl_controller.runs import lease
from automl_controller.runs.lease import OWNER_KEY
from automl_controller.runs.pulse import FRESH_SECONDS

from ..conftest import World
from .runs import OTHER, status, to_trainings


def test_a_controller_that_is_heard_of_keeps_its_run_however_long_its_work_takes(world: World) -> None:
    run = to_trainings(world)
    other = world.new_controller(OTHER)
    for _ in range(60):
        world.clock.turn(3)
        world.controller.pulse.beat()
        other.tick()
    assert other.run_ids == []
    assert world.controller.run_ids == [run]


def test_a_run_of_a_controller_that_is_gone_is_adopted_within_fifteen_seconds(world: World) -> None:
    run = to_trainings(world)
    other = world.new_controller(OTHER)
    seconds = 0
    while other.run_ids != [run]:
        world.clock.turn(1)
        other.tick()
        seconds += 1
        assert seconds <= 15


def test_clocks_that_differ_by_minutes_take_no_run_away(world: World) -> None:
    run = to_trainings(world)
    ahead = lambda: world.clock.now + timedelta(minutes=7)  # noqa: E731
    other = type(world.controller)(world.tracker, world.controller._settings, ahead, sleep=lambda _: None)
    other._settings = other._settings.__class__(worker_id=OTHER, queue="automl-controller")
    other.pulse._worker_id = OTHER
    for _ in range(20):
        world.tick(3)
        other.tick()
    assert (world.controller.run_ids, other.run_ids) == ([run], [])


def test_of_two_that_claim_a_free_run_at_the_same_time_one_gets_it(world: World) -> None:
    run = to_trainings(world)
    first, second = world.new_controller("controller:a"), world.new_controller("controller:b")
    world.clock.turn(60)
    first.pulse.beat()
    second.pulse.beat()
    seen_free = second._free_runs()
    second._free_runs = lambda: seen_free

    def while_the_first_waits(seconds: float) -> None:
        world.clock.turn(seconds / 2)
        second._sleep = world.clock.turn
        second._adopt()

    first._sleep = while_the_first_waits
    first._adopt()
    assert sorted([first.run_ids, second.run_ids]) == [[], [run]]
    assert world.tracker.task(run).runtime[OWNER_KEY] == "controller:b"


def test_whoever_claims_too_late_waits_until_the_one_before_has_noticed(world: World) -> None:
    run = to_trainings(world)
    late = world.new_controller(OTHER)
    world.clock.turn(60)
    late.pulse.beat()
    original = world.tracker.set_runtime

    def slow(task_id: str, values: dict[str, str]) -> None:
        world.clock.turn(lease.SETTLE_SECONDS + 1)
        original(task_id, values)

    world.tracker.set_runtime = slow
    late._adopt()
    world.tracker.set_runtime = original
    assert late.run_ids == []
    world.clock.turn(13)
    late.tick()
    assert late.run_ids == [run]


def test_a_controller_that_was_not_heard_of_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run = world.submit()
    world.tick()
    world.work()
    (advancer,) = world.controller._runs.values()
    made = len(world.tracker.tasks(parent=run))
    monkeypatch.setattr(world.controller.pulse, "beat_if_due", lambda: None)
    world.clock.turn(FRESH_SECONDS + 1)
    world.controller.tick()
    assert len(world.tracker.tasks(parent=run)) == made
    monkeypatch.undo()
    assert status(world, world.run_to_end(run).id) == "completed"
    assert advancer.finished == "completed"


def test_a_controller_that_stood_still_within_its_turn_looks_whose_its_run_is_before_it_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.submit()
    world.tick()
    world.work()
    made = len(world.tracker.tasks(parent=run))
    look = world.controller._changes.look

    def stand_still(*arguments: object, **options: object) -> object:
        glance = look(*arguments, **options)
        world.clock.turn(30)
        world.tracker.set_runtime(run, {OWNER_KEY: OTHER})
        world.controller.pulse.beat()  # the thread that does so is the first to go on
        return glance

    monkeypatch.setattr(world.controller._changes, "look", stand_still)
    world.tick()
    assert len(world.tracker.tasks(parent=run)) == made
    world.tick()
    assert world.controller.run_ids == []


def test_a_run_that_is_anothers_now_is_let_go_without_a_word(world: World) -> None:
    run = to_trainings(world)
    world.tracker.set_runtime(run, {OWNER_KEY: OTHER})
    before = world.tracker.task(run)
    world.tick()
    assert world.controller.run_ids == []
    assert world.tracker.task(run) == before

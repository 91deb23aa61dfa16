"""Whatever this machine's clock says, the controller goes by the server's, also where that is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from automl_controller.clock import ServerTime, server_clock
from automl_shared.naming import Phase, Unit
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskStatus
from automl_shared.tracker.memory import MemoryTracker

from .conftest import World

LONG_AGO = datetime(2001, 2, 3, tzinfo=UTC)
HOURS = [timedelta(hours=-1), timedelta(hours=1)]
COMPARISON = Unit(phase=Phase.COMPARISON)
KNN = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="knn")


def test_the_time_is_the_servers_and_goes_on_with_what_passes_here(tmp_path: Path) -> None:
    passed = [1000.0]
    clock = server_clock(MemoryTracker(tmp_path, lambda: LONG_AGO), "controller:1", "q", lambda: passed[0])
    assert clock() == LONG_AGO
    passed[0] += 90
    assert clock() == LONG_AGO + timedelta(seconds=90)


@pytest.mark.parametrize("off", [-3600, -6, 6, 3600])
def test_a_moment_of_the_server_says_that_its_clock_was_set(off: float) -> None:
    time = ServerTime(lambda: LONG_AGO)
    assert time.compare(LONG_AGO + timedelta(seconds=off), asked=LONG_AGO)
    assert time() == LONG_AGO + timedelta(seconds=off)
    assert not time.compare(LONG_AGO + timedelta(seconds=off), asked=LONG_AGO)


def test_what_passed_while_the_server_was_asked_is_no_sign_of_that() -> None:
    time = ServerTime(lambda: LONG_AGO)
    assert not time.compare(LONG_AGO - timedelta(seconds=50), asked=LONG_AGO - timedelta(seconds=55))
    assert time() == LONG_AGO


def set_the_servers_clock(world: World, by: timedelta) -> None:
    world.tracker.now = lambda: world.clock.now + by


def at_work(world: World) -> tuple[str, str, str]:
    """A run with two trainings at work, the first of whose workers never reports again: run, lost, alive."""
    run = world.to_trainings(models=["logistic", "knn", "naive_bayes"])
    lost, alive = world.take("automl-training", "dead"), world.take("automl-training", "alive")
    world.tick(5)
    assert lost
    assert alive
    return run, lost, alive


def report(world: World, task_id: str) -> None:
    world.tracker.report_worker("alive", queue="automl-training", task_id=task_id)


@pytest.mark.parametrize("by", HOURS, ids=str)
def test_when_the_servers_clock_is_set_who_works_keeps_its_task_and_who_is_gone_loses_it(
    world: World, by: timedelta
) -> None:
    run, lost, alive = at_work(world)
    set_the_servers_clock(world, by)
    world.tick(5)  # nobody but the controller has reported by the new time
    for _ in range(20):
        report(world, alive)
        world.tick(5)
    tasks = {task.id: task for task in world.tracker.tasks(parent=run)}
    assert tasks[lost].superseded
    assert not tasks[alive].superseded
    assert tasks[alive].status is TaskStatus.IN_PROGRESS


@pytest.mark.parametrize("by", HOURS, ids=str)
def test_what_ends_after_the_servers_clock_was_set_is_seen_at_once(world: World, by: timedelta) -> None:
    run, _, alive = at_work(world)
    set_the_servers_clock(world, by)
    world.tick(5)
    world.tick(1)
    world.work()
    for task_id in (alive, *(task.id for task in world.tracker.tasks(parent=run, statuses=[TaskStatus.IN_PROGRESS]))):
        world.complete(task_id)
    world.tick(1)
    world.tick(1)
    assert COMPARISON in world.children(run)


@pytest.mark.parametrize("by", HOURS, ids=str)
def test_a_run_that_is_being_stopped_ends_although_the_servers_clock_is_set(world: World, by: timedelta) -> None:
    run, _, _ = at_work(world)
    world.deaf |= {"dead", "alive"}
    world.tracker.stop([run], "by a person")
    world.tick(1)
    set_the_servers_clock(world, by)
    for _ in range(8):
        world.tick(5)
    assert world.tracker.task(run).runtime.get(STATUS_KEY) == "aborted"


@pytest.mark.parametrize("by", HOURS, ids=str)
def test_a_time_budget_is_as_long_as_before_when_the_servers_clock_is_set(world: World, by: timedelta) -> None:
    run = world.to_trainings(models=["logistic", "knn"], run={"time_budget_minutes": 10})
    world.take("automl-training", "alive")
    set_the_servers_clock(world, by)
    for _ in range(100):
        world.tick(5)
        for task in world.tracker.tasks(parent=run, statuses=[TaskStatus.IN_PROGRESS]):
            report(world, task.id)
    assert world.children(run)[KNN].status is TaskStatus.QUEUED
    world.tick(100)
    world.tick(5)
    assert world.children(run)[KNN].status is TaskStatus.STOPPED


@pytest.mark.parametrize("by", HOURS, ids=str)
def test_no_other_controller_takes_a_run_because_the_servers_clock_is_set(world: World, by: timedelta) -> None:
    run, _, _ = at_work(world)
    other = world.new_controller("controller:other")
    other.tick()
    world.tick(3)
    set_the_servers_clock(world, by)
    for _ in range(20):
        other.tick()  # the first time before the one that has the run has reported by the new time
        world.tick(3)
    assert (world.controller.run_ids, other.run_ids) == ([run], [])

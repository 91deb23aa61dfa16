"""An ended run that goes on does nothing again that is done."""

from __future__ import annotations

import pytest

from automl_controller.runs.reading import read_state
from automl_controller.runs.resume import resume
from automl_shared.errors import ConfigError, NotFound
from automl_shared.failures import MOST_ATTEMPTS
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskStatus

from ..conftest import World
from .runs import PREPROCESSING, attempts, delete_output, status, to_trainings


@pytest.mark.parametrize("how", ["aborted", "failed"])
def test_a_resumed_run_does_nothing_again_that_is_done(world: World, how: str) -> None:
    run = to_trainings(world)
    done = world.take("automl-training")
    world.complete(done)
    if how == "aborted":
        world.tracker.stop([run], "by a person")
    else:
        world.controller._runs[run].fail(NotFound("gone"), world.clock.now)
    for _ in range(4):
        world.tick()
    assert status(world, run) == how
    before = {task.id for task in world.tracker.tasks(parent=run) if task.status is TaskStatus.COMPLETED}
    assert resume(world.tracker, world.tracker.task(run)) == len(before) == 2
    ended = world.run_to_end(run)
    assert status(world, run) == "completed"
    assert not ended.runtime.get("automl_cause")
    state = read_state(world.tracker, ended)
    assert before <= {task.id for task in state.record.values()}
    assert all(task.attempt == 2 for task in state.record.values() if task.id not in before and task.unit.model)


def test_what_a_resumed_run_had_left_undone_is_no_lost_try(world: World) -> None:
    run = world.submit()
    world.tick()
    for _ in range(MOST_ATTEMPTS):
        world.tracker.stop([run], "by a person")
        while not status(world, run):
            world.tick()
        resume(world.tracker, world.tracker.task(run))
        world.tick()
    world.work()
    delete_output(world, attempts(world, run, PREPROCESSING)[-1].id)
    assert status(world, world.run_to_end(run).id) == "completed"
    assert len(attempts(world, run, PREPROCESSING)) == MOST_ATTEMPTS + 2


def test_a_run_in_the_moment_of_its_end_is_still_ending(world: World) -> None:
    run = to_trainings(world)
    world.tracker.set_runtime(run, {STATUS_KEY: "aborted"})
    with pytest.raises(ConfigError, match="still ending"):
        resume(world.tracker, world.tracker.task(run))


def test_a_run_that_goes_on_or_is_done_is_not_resumed(world: World) -> None:
    run = to_trainings(world)
    with pytest.raises(ConfigError, match="cannot be resumed"):
        resume(world.tracker, world.tracker.task(run))
    world.run_to_end(run)
    with pytest.raises(ConfigError, match="cannot be resumed"):
        resume(world.tracker, world.tracker.task(run))

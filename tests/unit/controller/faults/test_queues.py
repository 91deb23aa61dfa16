"""Queues that were renamed, and tasks that were put into the wrong one."""

from __future__ import annotations

from automl_shared.errors import WRONG_QUEUE_KEY
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.tracker import TaskStatus

from ..conftest import World
from .runs import status, to_trainings


def rename_queue(world: World, name: str) -> None:
    world.tracker._queues["mine"] = world.tracker._queues.pop(name)


def test_tasks_in_a_queue_that_was_renamed_are_tried_again_once_no_worker_serves_it(world: World) -> None:
    run = to_trainings(world)
    before = {task.id for task in world.tracker.tasks(parent=run)}
    rename_queue(world, "automl-training")
    for _ in range(100):
        world.tracker.report_worker("w1", queue="mine", task_id=None)
        world.tick()
    assert {task.id for task in world.tracker.tasks(parent=run)} == before
    world.tracker.unregister_worker("w1")
    for _ in range(100):
        world.tick()
    assert status(world, world.run_to_end(run).id) == "completed"
    assert world.tracker._queues["mine"] == []
    assert {task.id for task in world.tracker.tasks(parent=run) if task.superseded} == {
        task.id for task in world.tracker.tasks(ids=sorted(before)) if task.unit and task.unit.model
    }


def test_a_run_in_a_queue_that_was_renamed_is_found(world: World) -> None:
    run = world.submit()
    rename_queue(world, "automl-controller")
    for _ in range(20):
        world.tick()
    assert status(world, world.run_to_end(run).id) == "completed"


def test_a_task_that_somebody_put_into_the_wrong_queue_is_tried_in_the_right_one(world: World) -> None:
    run = world.submit()
    world.tick()
    task_id = world.take("automl-preprocessing")
    world.tracker.set_runtime(task_id, {WRONG_QUEUE_KEY: "yes", CAUSE_KEY: "wrong queue", REMEDY_KEY: "x"})
    world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
    assert status(world, world.run_to_end(run).id) == "completed"

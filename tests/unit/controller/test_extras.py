"""What is left of a time budget when every planned candidate is done is used for more of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automl_controller.runs.document import run_document
from automl_controller.runs.notes import notes
from automl_controller.runs.plan import MOST_EXTRAS
from automl_controller.runs.reading import read_state
from automl_controller.runs.standing import standing
from automl_controller.runs.state import RunState
from automl_shared.naming import Phase
from automl_shared.plugins.model import portfolio
from automl_shared.resuming import STATUS_KEY
from automl_shared.sections import RunSection, read
from automl_shared.tracker import TaskSnapshot, TaskStatus

from .conftest import World

PLANNED = {f"standard-onehot+{label}" for label in {"dummy", *portfolio("standard", "classification")}}


def submit(world: World, minutes: float | None = 10, models: object = "standard") -> str:
    """A run whose preprocessing is done and whose trainings wait."""
    run = world.submit(models=models, run={"time_budget_minutes": minutes})
    world.tick()
    world.work()
    world.tick()
    return run


def train(world: World, seconds: float = 2.0) -> TaskSnapshot | None:
    """The only worker trains what comes next; None when nothing waits."""
    task_id = world.take("automl-training")
    if not task_id:
        return None
    world.tick(seconds)
    world.complete(task_id)
    world.tick(0.1)
    return world.tracker.task(task_id)


def train_the_plan(world: World, seconds: float = 2.0) -> None:
    for _ in PLANNED:
        assert train(world, seconds)


def beyond(world: World, run: str) -> list[TaskSnapshot]:
    """Trainings that were not planned."""
    found = world.tracker.tasks(parent=run)
    return [
        task for task in found if task.unit and task.unit.phase is Phase.TRAINING and task.unit.candidate not in PLANNED
    ]


def state_of(world: World, run: str) -> RunState:
    return read_state(world.tracker, world.tracker.task(run))


def test_more_is_trained_one_by_one_while_there_is_time(world: World) -> None:
    run = submit(world)
    assert beyond(world, run) == []
    train_the_plan(world)
    assert len(beyond(world, run)) == 1
    while train(world):
        assert sum(not task.status.ended for task in beyond(world, run)) <= 1
    trained = len(beyond(world, run))
    assert trained > 1
    assert world.run_to_end(run).runtime[STATUS_KEY] == "completed"
    state = state_of(world, run)
    now = standing(state, world.clock.now)
    assert now.done == now.total == len(PLANNED) + trained
    (comparison,) = [
        task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.phase is Phase.COMPARISON
    ]
    assert set(read(RunSection, comparison.sections).extras) == {
        task.unit.candidate for task in beyond(world, run) if task.unit
    }
    assert any(f"And {trained} more candidates, while there was time" in line for line in notes(world.tracker, state))


@pytest.mark.parametrize(("minutes", "models"), [(None, "standard"), (10, ["logistic"]), (10, "fast")])
def test_nothing_more_without_a_budget_for_a_list_or_for_the_smallest_portfolio(
    world: World, minutes: float | None, models: object
) -> None:
    run = submit(world, minutes, models)
    waiting = {task.id for task in world.tracker.tasks(parent=run)}
    while train(world):
        pass
    trainings = [task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.phase is Phase.TRAINING]
    assert {task.id for task in trainings} <= waiting


def test_it_ends_after_a_stated_number_of_them(world: World) -> None:
    run = submit(world, minutes=60)
    train_the_plan(world)
    while train(world):
        pass
    assert len(beyond(world, run)) == MOST_EXTRAS
    assert world.run_to_end(run).runtime[STATUS_KEY] == "completed"


def test_what_there_is_no_time_for_is_not_started_and_not_missed(world: World) -> None:
    run = submit(world, minutes=2)  # 100 seconds to train in
    train_the_plan(world, seconds=7)
    assert beyond(world, run) == []
    assert world.run_to_end(run).runtime[STATUS_KEY] == "completed"
    assert run_document(world.tracker, state_of(world, run)).failures == []


def test_one_that_does_not_end_in_time_is_no_failure_and_is_not_tried_again(world: World) -> None:
    run = submit(world, minutes=2)
    train_the_plan(world, seconds=5)
    (task,) = beyond(world, run)
    assert world.take("automl-training") == task.id
    world.tick(60)
    world.tick(60)
    assert [(one.id, one.status) for one in beyond(world, run)] == [(task.id, TaskStatus.STOPPED)]
    assert world.run_to_end(run).runtime[STATUS_KEY] == "completed"
    assert run_document(world.tracker, state_of(world, run)).failures == []
    assert len(beyond(world, run)) == 1


def test_another_controller_goes_on_where_the_first_one_was(world: World) -> None:
    run = submit(world)
    train_the_plan(world)
    train(world)
    before = [task.id for task in beyond(world, run)]
    world.controller = world.new_controller("controller:other")
    world.clock.turn(timedelta(minutes=1).total_seconds())
    world.tick()
    assert [task.id for task in beyond(world, run)] == before
    train(world)
    assert len({task.unit for task in beyond(world, run)}) == len(beyond(world, run)) == len(before) + 1

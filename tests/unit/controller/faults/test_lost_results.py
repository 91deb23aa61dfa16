"""Results, tasks and templates that were deleted or spoilt are made again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from automl_shared.errors import LOST_INPUT_KEY
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT, ComparisonInfo, Failure, PhaseOutput
from automl_shared.sections import RunSection, read
from automl_shared.tracker import TaskSnapshot, TaskStatus

from .. import conftest
from ..conftest import World
from .runs import COMPARISON, PREPROCESSING, attempts, delete_output, status, to_trainings


def truncate_output(world: World, task_id: str) -> None:
    file = world.tracker.file(task_id, ARTIFACT)
    file.write_bytes(file.read_bytes()[:100])


def test_a_preprocessing_whose_result_was_deleted_is_done_again(world: World) -> None:
    run, fine = world.submit(), world.submit()
    world.tick()
    world.work()
    delete_output(world, attempts(world, run, PREPROCESSING)[0].id)
    world.controller = world.new_controller()
    world.tick(3)
    assert status(world, world.run_to_end(run).id) == "completed"
    assert [task.superseded for task in attempts(world, run, PREPROCESSING)] == [True, False]
    if not world.tracker.task(fine).status.ended:
        assert status(world, world.run_to_end(fine).id) == "completed"


def test_a_result_that_is_deleted_every_time_fails_the_run_with_the_reason(world: World) -> None:
    run = world.submit()
    for _ in range(12):
        world.tick(3)
        world.work()
        for task in attempts(world, run, PREPROCESSING):
            if ARTIFACT in task.artifacts and world.tracker.has_file(task.id, ARTIFACT):
                delete_output(world, task.id)
        if world.tracker.task(run).status.ended:
            break
    ended = world.tracker.task(run)
    assert ended.status is TaskStatus.FAILED
    assert "its result was deleted" in ended.status_reason


@pytest.mark.parametrize("spoil", [delete_output, truncate_output])
def test_a_comparison_whose_result_was_spoilt_is_done_again(world: World, spoil: Callable[[World, str], None]) -> None:
    run = to_trainings(world)
    world.work()
    world.tick()
    world.work()
    comparison = Unit(phase=Phase.COMPARISON)
    spoil(world, attempts(world, run, comparison)[0].id)
    assert status(world, world.run_to_end(run).id) == "completed"
    assert len(attempts(world, run, comparison)) == 2


def test_trainings_that_lack_a_deleted_result_are_done_again_once_it_is_back(world: World) -> None:
    run = to_trainings(world)
    (prepared,) = attempts(world, run, PREPROCESSING)
    while task_id := world.take("automl-training"):
        world.tracker.set_runtime(task_id, {LOST_INPUT_KEY: prepared.id, CAUSE_KEY: "gone", REMEDY_KEY: "x"})
        world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
    assert status(world, world.run_to_end(run).id) == "completed"
    again = attempts(world, run, PREPROCESSING)[-1]
    trained = [task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.phase is Phase.TRAINING]
    assert [task.attempt for task in trained] == [1] * 4 + [2] * 4
    assert {read(RunSection, task.sections).inputs["preprocessing"][0] for task in trained[4:]} == {again.id}


def compared(world: World, run: str) -> tuple[TaskSnapshot, list[TaskSnapshot]]:
    """A run whose comparison waits; that task, and the trainings it is to read."""
    world.work()
    world.tick()
    (comparison,) = attempts(world, run, COMPARISON)
    trained = [task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.phase is Phase.TRAINING]
    return comparison, trained


def lack(world: World, task: TaskSnapshot, *lost: TaskSnapshot) -> None:
    """A worker takes the task and does not find what it is to read."""
    while world.take("automl-comparison") != task.id:
        pass
    told = {LOST_INPUT_KEY: " ".join(one.id for one in lost), CAUSE_KEY: "gone", REMEDY_KEY: "x"}
    world.tracker.set_runtime(task.id, told)
    world.tracker.mark(task.id, TaskStatus.FAILED, reason="worker execution exit code 1")


def test_a_comparison_that_lacks_many_results_is_done_again_once_all_are_back(world: World) -> None:
    run = to_trainings(world)
    comparison, trained = compared(world, run)
    lack(world, comparison, *trained[:3])
    assert status(world, world.run_to_end(run).id) == "completed"
    assert len(attempts(world, run, COMPARISON)) == 2
    again = [len(attempts(world, run, task.unit)) for task in trained if task.unit]
    assert again == [2, 2, 2, 1]


def test_a_comparison_that_lacks_a_deleted_task_waits_for_the_one_in_its_place(world: World) -> None:
    run = to_trainings(world)
    comparison, trained = compared(world, run)
    del world.tracker._tasks[trained[0].id]
    lack(world, comparison, trained[0])
    world.clock.turn(world.controller._settings.reread_seconds)
    assert status(world, world.run_to_end(run).id) == "completed"
    unit = trained[0].unit
    assert unit is not None
    (again,) = attempts(world, run, unit)
    assert again.id in read(RunSection, attempts(world, run, COMPARISON)[-1].sections).inputs["training"]


def test_a_comparison_makes_do_without_what_is_lost_every_time(world: World) -> None:
    run = to_trainings(world)
    comparison, trained = compared(world, run)
    lack(world, comparison, trained[0])
    ended = world.run_to_end(run, fail=lambda task: task.unit == trained[0].unit)
    assert status(world, run) == "completed_with_failures", ended.status_reason


def test_a_run_whose_comparison_refused_a_candidate_has_failures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = [Failure(candidate="standard-onehot+knn", task_id="t", cause="changed", remedy="run it again")]
    run = to_trainings(world)
    made = conftest._output

    def output(task: TaskSnapshot) -> PhaseOutput:
        found = made(task)
        return found.model_copy(update={"failures": refused}) if isinstance(found, ComparisonInfo) else found

    monkeypatch.setattr(conftest, "_output", output)
    ended = world.run_to_end(run)
    document = world.document(ended.id)
    assert document.failures == refused
    assert status(world, run) == document.status == "completed_with_failures"


def test_a_deleted_template_is_made_again(world: World) -> None:
    run = world.to_trainings()
    world.work()
    for template in world.tracker.tasks(tags=["template"]):
        del world.tracker._tasks[template.id]
    assert status(world, world.run_to_end(run).id) == "completed"
    other = world.submit()
    world.tick()
    for template in world.tracker.tasks(tags=["template"]):
        del world.tracker._tasks[template.id]  # after this run's controller has found them
    assert status(world, world.run_to_end(other).id) == "completed"


def test_a_training_that_is_lost_with_its_preprocessing_waits_until_that_is_made_again(world: World) -> None:
    run = to_trainings(world)
    training = world.take("automl-training")
    world.tracker.mark(training, TaskStatus.FAILED, reason="worker execution exit code -15")
    del world.tracker._tasks[attempts(world, run, PREPROCESSING)[-1].id]
    world.controller.connection_lost()  # everything is read anew
    world.run_to_end(run)
    assert (status(world, run), world.tracker.task(run).runtime.get(CAUSE_KEY)) == ("completed", None)
    assert world.tracker.task(training).superseded

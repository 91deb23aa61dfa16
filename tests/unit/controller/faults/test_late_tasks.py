"""Tasks that are made or start after they were given up take nobody's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from automl_shared.errors import ServerRefused, ServerUnreachable
from automl_shared.failures import failure_of
from automl_shared.tracker import NewTask, TaskStatus

from ..conftest import World
from .runs import PREPROCESSING, attempts, status, to_trainings


@pytest.mark.parametrize("when", ["before the one in its place", "after it"])
def test_a_task_that_the_server_makes_late_takes_nobody_s_place_and_is_not_left(
    world: World, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    run = world.submit(models=["logistic", "knn"])
    clone = world.tracker.clone
    late: list[Callable[[], str]] = []

    def not_yet(template_id: str, new: NewTask) -> str:
        late.append(lambda: clone(template_id, new))
        raise ServerUnreachable("the ClearML server does not answer")

    def after_it_was_made(template_id: str, new: NewTask) -> str:
        late.pop()()
        monkeypatch.undo()
        return clone(template_id, new)

    with monkeypatch.context() as patch:
        patch.setattr(world.tracker, "clone", not_yet)
        with pytest.raises(ServerUnreachable):
            world.tick()
    if when == "before the one in its place":
        monkeypatch.setattr(world.tracker, "clone", after_it_was_made)
    world.tick()
    (counts,) = [task.id for task in world.tracker.tasks(parent=run) if task.status is TaskStatus.QUEUED]
    for makes in late:
        makes()
    assert status(world, world.run_to_end(run).id) == "completed"
    double, one = sorted(attempts(world, run, PREPROCESSING), key=lambda task: task.id == counts)
    assert (one.superseded, one.status, double.superseded, double.status) == (
        False,
        TaskStatus.COMPLETED,
        True,
        TaskStatus.STOPPED,
    )


def given_up(world: World) -> tuple[str, str]:
    """A run, and a training of it that left its queue, did not start in time, and was tried again."""
    run = to_trainings(world)
    late = world.tracker.next_task("automl-training")
    assert late is not None
    world.tick()
    world.tick(40)
    world.tick(60)
    assert world.tracker.task(late).superseded
    return run, late


def start_late(world: World, task_id: str, worker: str) -> None:
    """As an agent whose call comes through at last: the server takes it whatever became of the task."""
    world.tracker.mark(task_id, TaskStatus.IN_PROGRESS, message="pulled by agent")
    world.tracker.report_worker(worker, queue="automl-training", task_id=task_id)


def test_an_attempt_that_starts_after_it_was_given_up_is_stopped(world: World) -> None:
    run, late = given_up(world)
    for _ in range(2):  # an agent says it three times
        start_late(world, late, "late")
        world.tick(6)
        assert world.tracker.task(late).status is TaskStatus.STOPPED
    assert status(world, world.run_to_end(run).id) == "completed"
    assert world.tracker.task(late).status is TaskStatus.STOPPED


def test_an_attempt_that_starts_in_the_moment_of_the_run_s_end_does_not_go_on(world: World) -> None:
    run, late = given_up(world)
    world.run_to_end(run)
    start_late(world, late, "late")
    world.tracker.unregister_worker("late")
    seconds = 0
    while not world.tracker.task(late).status.ended:
        world.tick(5)
        seconds += 5
        assert seconds <= 120


def test_a_training_of_a_cancelled_run_that_starts_after_its_end_is_stopped_although_its_worker_lives(
    world: World,
) -> None:
    run = to_trainings(world)
    late = world.tracker.next_task("automl-training")
    assert late is not None
    world.tracker.stop([run], "enough")
    world.run_to_end(run)
    start_late(world, late, "alive")
    for _ in range(14):
        world.tick(5)
        world.tracker.report_worker("alive", queue="automl-training", task_id=late)
    assert world.tracker.task(late).status is TaskStatus.STOPPED
    assert failure_of(world.tracker.task(late)).cause == "its run has ended"


@pytest.mark.parametrize("what", ["enqueued", "made"])
def test_a_task_that_is_enqueued_or_made_after_its_run_s_end_is_not_worked_on(world: World, what: str) -> None:
    run = to_trainings(world)
    some = next(task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.model == "knn")
    world.tracker.stop([run], "enough")
    world.run_to_end(run)
    world.clock.turn(20)
    late = some.id
    if what == "enqueued":
        world.tracker.enqueue([late], "automl-training")
    else:
        unsigned = {**some.sections, "Run": {**some.sections["Run"], "task_id": ""}}
        new = NewTask(name="late", project="p", tags=some.tags, sections=unsigned, parent=run)
        late = world.tracker.clone(some.id, new)
    for _ in range(25):
        world.tick(5)
    assert world.tracker.task(late).status is TaskStatus.STOPPED
    assert not world.take("automl-training")


def test_a_child_of_an_ended_run_that_a_person_enqueues_again_waits_for_its_worker(world: World) -> None:
    run = to_trainings(world)
    again = next(task.id for task in world.tracker.tasks(parent=run) if task.unit and task.unit.model == "knn")
    world.tracker.stop([run], "enough")
    world.run_to_end(run)
    world.clock.turn(90)
    world.tracker.enqueue([again], "automl-training")
    for _ in range(60):
        world.tick(5)
    assert world.tracker.task(again).status is TaskStatus.QUEUED


def test_a_late_start_that_is_refused_its_end_keeps_no_other_going(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = to_trainings(world)
    late = [str(world.tracker.next_task("automl-training")) for _ in range(2)]
    world.tracker.stop([run], "enough")
    world.run_to_end(run)
    stop, refused = world.tracker.stop, list[str]()

    def refuses_the_first(task_ids: Sequence[str], reason: str) -> None:
        refused.extend(task_ids if not refused else ())
        if [*task_ids] == refused:
            raise ServerRefused("no")
        stop(task_ids, reason)

    monkeypatch.setattr(world.tracker, "stop", refuses_the_first)
    for task in late:
        start_late(world, task, f"works on {task}")
    for _ in range(28):
        world.tick(5)
        for task in late:
            world.tracker.report_worker(f"works on {task}", queue="automl-training", task_id=task)
    (other,) = {*late} - {*refused}
    assert world.tracker.task(refused[0]).status is TaskStatus.IN_PROGRESS
    assert world.tracker.task(other).status is TaskStatus.STOPPED


def assert_left_alone(world: World, task: str) -> None:
    """Started now, by a worker that goes on reporting it: nobody stops it."""
    start_late(world, task, "alive")
    for _ in range(40):
        world.tick(5)
        world.tracker.report_worker("alive", queue="automl-training", task_id=task)
    assert world.tracker.task(task).status is TaskStatus.IN_PROGRESS
    assert not world.tracker.task(task).stop_requested


@pytest.mark.parametrize("minutes", [5, 600])
def test_a_child_of_an_ended_run_that_a_person_starts_again_is_left_alone(world: World, minutes: int) -> None:
    run = to_trainings(world)
    world.run_to_end(run)
    again = next(task.id for task in world.tracker.tasks(parent=run) if task.unit and task.unit.model == "knn")
    world.clock.turn(60 * minutes)
    assert_left_alone(world, again)


def test_a_copy_of_an_ended_run_s_training_is_left_alone(world: World) -> None:
    run = to_trainings(world)
    world.run_to_end(run)
    done = next(task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.model == "knn")
    copy = world.tracker.clone(
        done.id, NewTask(name="by hand", project="p", tags=done.tags, sections=done.sections, parent=run)
    )
    assert_left_alone(world, copy)

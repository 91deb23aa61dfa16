"""What the server, a queue or a worker refuses ends no other run and is told in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from automl_shared.errors import NotEnqueued, NotFound, ServerRefused
from automl_shared.failures import REMEDY_KEY
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot, TaskStatus

from ..conftest import World
from .runs import PREPROCESSING, status, to_trainings


def test_a_refused_change_means_look_again(world: World) -> None:
    run = world.submit()
    world.tick()
    world.work()
    original, refused = world.tracker.enqueue, list[str]()

    def enqueue(task_ids: Sequence[str], queue: str) -> None:
        if not refused:
            refused.extend(task_ids)
            original(task_ids, queue)  # somebody else has done it
            raise ServerRefused("Invalid status change: current_status=queued, new_status=queued")
        original(task_ids, queue)

    world.tracker.enqueue = enqueue
    assert status(world, world.run_to_end(run).id) == "completed"
    units = [task.unit for task in world.tracker.tasks(parent=run)]
    assert len(units) == len(set(units))


def test_a_run_that_is_refused_again_and_again_ends_and_no_other_waits_for_it(world: World) -> None:
    refused, fine = world.submit(), world.submit()
    original = world.tracker.clone

    def clone(template_id: str, new: object) -> str:
        if new.parent == refused:
            raise ServerRefused("no")
        return original(template_id, new)

    world.tracker.clone = clone
    world.run_to_end(fine)
    world.run_to_end(refused)
    assert (status(world, fine), status(world, refused)) == ("completed", "failed")


def test_a_run_whose_child_nobody_may_change_ends_although_it_has_idle_turns_in_between(world: World) -> None:
    run = world.submit()
    world.tick()
    lost = world.tracker.next_task("automl-preprocessing")
    original = world.tracker.edit

    def edit(task_id: str, **changes: object) -> None:
        if task_id == lost:
            raise ServerRefused("public object")
        original(task_id, **changes)  # type: ignore[arg-type]

    world.tracker.edit = edit  # type: ignore[assignment, method-assign]
    for _ in range(180):
        world.tick()
    assert status(world, run) == "failed"


@pytest.mark.parametrize("method", ["set_runtime", "edit", "mark", "reporter", "set_configuration"])
def test_ending_a_run_never_raises(world: World, method: str) -> None:
    run, fine = to_trainings(world), world.submit()
    world.tick()
    original = getattr(world.tracker, method)

    def refuse(task_id: str, *arguments: object, **options: object) -> object:
        if task_id == run:
            raise ServerRefused("no")
        return original(task_id, *arguments, **options)

    setattr(world.tracker, method, refuse)
    world.controller._runs[run].fail(NotFound("gone"), world.clock.now)
    for _ in range(4):
        world.tick()
    assert run not in world.controller.run_ids
    assert all(task.status.ended for task in world.tracker.tasks(parent=run))
    assert status(world, world.run_to_end(fine).id) == "completed"


def test_a_run_that_a_person_has_ended_gets_its_document_although_ended_tasks_take_nothing(world: World) -> None:
    run = to_trainings(world)
    original = world.tracker.store

    def store(task_id: str, name: str, path: Path) -> None:
        if world.tracker.task(task_id).status.ended:
            raise ServerRefused("Invalid task status: expected=created, status=stopped")
        original(task_id, name, path)

    world.tracker.store = store
    world.tracker.mark(run, TaskStatus.STOPPED, reason="archived by a person")
    for _ in range(4):
        world.tick()
    assert world.tracker.task(run).status is TaskStatus.STOPPED
    assert world.tracker.document(run, ARTIFACT)["document"]["status"] == "aborted"


def test_a_run_that_cannot_be_shown_any_more_has_its_document_all_the_same(world: World) -> None:
    run = to_trainings(world)

    def refuse(*_arguments: object) -> None:
        raise ServerRefused("Invalid task status: expected=created, status=stopped")

    world.tracker.set_configuration = refuse
    world.tracker.mark(run, TaskStatus.STOPPED, reason="archived by a person")
    for _ in range(4):
        world.tick()
    document = world.tracker.document(run, ARTIFACT)["document"]
    assert document["status"] == "aborted"
    assert len(document["failures"]) == 4


def test_a_server_that_was_put_back_is_read_anew(world: World) -> None:
    run = to_trainings(world)
    trainings = [task for task in world.tracker.tasks(parent=run) if task.status is TaskStatus.QUEUED]
    for task in trainings:  # the backup knows nothing of them, and no change tells of that
        del world.tracker._tasks[task.id]
    world.controller.connection_lost()
    world.tick()
    assert len([task for task in world.tracker.tasks(parent=run) if task.status is TaskStatus.QUEUED]) == len(trainings)


def refuse_to_enqueue(world: World, *models: str) -> None:
    """From here on no queue takes a training of these models."""
    original = world.tracker.enqueue

    def enqueue(task_ids: Sequence[str], queue: str) -> None:
        units = {task_id: world.tracker.task(task_id).unit for task_id in task_ids}
        refused = [task_id for task_id, unit in units.items() if unit and unit.model in models]
        original([task_id for task_id in task_ids if task_id not in refused], queue)
        if refused:
            raise NotEnqueued("no room", queue=queue, task_id=refused[0])

    world.tracker.enqueue = enqueue


@pytest.mark.parametrize(
    ("language", "cause", "remedy"),
    [
        (
            "en",
            "it could not be put into the queue automl-training: no room",
            "see whether the queue automl-training is there (automl queues), then: automl runs resume {run_id}",
        ),
        (
            "ja",
            "キュー automl-training に入れられませんでした: no room",
            "キュー automl-training があるか確認し (automl queues)、"
            "その後 automl runs resume {run_id} を実行してください",
        ),
    ],
)
def test_a_candidate_that_its_queue_does_not_take_fails_alone_and_says_which_queue(
    world: World, language: str, cause: str, remedy: str
) -> None:
    run = world.submit(models=["logistic", "knn", "naive_bayes"], output={"language": language})
    refuse_to_enqueue(world, "knn", "naive_bayes")
    ended = world.run_to_end(run)
    assert status(world, run) == "completed_with_failures"
    failures = world.document(ended.id).failures
    told = {failure.candidate: (failure.cause, failure.remedy) for failure in failures}
    wanted = (cause, remedy.format(run_id=ended.run_id))
    assert told == {"standard-onehot+knn": wanted, "standard-onehot+naive_bayes": wanted}
    assert f"{cause}" in ended.comment


def test_a_run_whose_queue_takes_nothing_ends_with_the_queue_as_the_reason(world: World) -> None:
    run = world.submit(models=["logistic", "knn"])
    refuse_to_enqueue(world, "dummy", "logistic", "knn")
    ended = world.run_to_end(run)
    assert (status(world, run), ended.status) == ("failed", TaskStatus.FAILED)
    assert "the queue automl-training: no room" in ended.comment
    assert f"automl runs resume {ended.run_id}" in ended.comment
    assert "console" not in ended.comment


def test_what_the_server_refuses_sends_nobody_to_a_console(world: World) -> None:
    run = world.submit()

    def clone(*_: object) -> str:
        raise ServerRefused("the server refused tasks.clone: no")

    world.tracker.clone = clone
    assert world.run_to_end(run).runtime[REMEDY_KEY] == "automl doctor"


@pytest.mark.parametrize("all_of_them", [False, True])
def test_a_variant_that_cannot_be_prepared_names_its_candidates(world: World, all_of_them: bool) -> None:
    run = world.submit(preprocessing={"scaling": ["standard", "none"]}, models=["logistic", "knn"])
    world.tick()

    def fails(task: TaskSnapshot) -> bool:
        unit = task.unit
        return unit is not None and unit.phase is Phase.PREPROCESSING and (all_of_them or unit == PREPROCESSING)

    world.work(fail=fails)
    world.tick()
    candidates = "standard-onehot+dummy, standard-onehot+logistic, standard-onehot+knn"
    why = "its process ended with exit code 1 without saying why"
    said = f"standard-onehot: {why}. Not trained because of it: {candidates}"
    assert said in world.tracker.task(run).comment
    ended = world.tracker.task(run) if all_of_them else world.run_to_end(run)
    assert said in ended.comment
    failures = world.document(ended.id).failures
    remedies = {failure.candidate: failure.remedy for failure in failures}
    assert remedies["standard-onehot"] == "see the task's console"
    assert remedies["standard-onehot+knn"] == "for standard-onehot: see the task's console"


def test_a_run_whose_end_was_refused_is_not_taken_up_again_at_once(world: World) -> None:
    run = to_trainings(world)
    original = world.tracker.mark

    refused: list[str] = []

    def refuse(task_id: str, *arguments: object, **options: object) -> None:
        if task_id == run:
            refused.append(run)
            raise ServerRefused("no")
        original(task_id, *arguments, **options)

    world.tracker.mark = refuse
    world.controller._runs[run].fail(NotFound("gone"), world.clock.now)
    for _ in range(8):
        world.tick(3)
    assert refused == [run]

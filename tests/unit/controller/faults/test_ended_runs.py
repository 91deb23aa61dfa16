"""A run that ends leaves no child behind and says what became of every candidate."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from tests.outputs import training_info

from automl_controller.runs.advance import MOST_READ
from automl_controller.runs.document import run_document
from automl_controller.runs.reading import read_state
from automl_controller.runs.results import result_rows
from automl_controller.runs.resume import resume
from automl_shared.errors import NotFound
from automl_shared.phase_io import ARTIFACT
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskSnapshot, TaskStatus

from ..conftest import World
from .runs import OTHER, status, to_trainings


def test_a_failed_run_leaves_no_child_behind(world: World) -> None:
    run = to_trainings(world)
    world.take("automl-training")
    world.controller._runs[run].fail(NotFound("something is gone"), world.clock.now)
    world.tick()
    world.tick()
    assert status(world, run) == "failed"
    assert all(task.status.ended for task in world.tracker.tasks(parent=run))


def test_an_ending_run_does_not_wait_for_ever_for_a_child_that_does_not_stop(world: World) -> None:
    run = to_trainings(world)
    stuck = world.take("automl-training", "stuck")
    world.deaf = {"stuck"}
    world.tracker.mark(run, TaskStatus.STOPPED, reason="by a person")
    for _ in range(30):
        world.tick()
    assert status(world, run) == "aborted"
    assert world.tracker.task(stuck).status is TaskStatus.STOPPED
    document = world.document(run)
    assert [failure.cause for failure in document.failures if failure.task_id == stuck] == ["the run was aborted"]


@pytest.mark.parametrize("moment", ["before anything", "preparing", "training"])
@pytest.mark.parametrize("how", ["aborted", "failed"])
def test_the_document_of_an_ended_run_holds_every_planned_candidate_once(world: World, moment: str, how: str) -> None:
    models = ["logistic", "knn", "naive_bayes", "decision_tree"]
    run = world.submit(models=models)
    if moment != "before anything":
        world.tick()
    if moment == "training":
        world.work()
        world.tick()
        world.take("automl-training")
        failed = world.take("automl-training")
        world.tracker.mark(failed, TaskStatus.FAILED, reason="worker execution exit code 1")
    if how == "failed" and moment != "before anything":
        world.controller._runs[run].fail(NotFound("gone"), world.clock.now)
    else:
        world.tick()
        world.tracker.mark(run, TaskStatus.STOPPED, reason="by a person")
    for _ in range(3):
        world.tick()
    ended = world.tracker.task(run)
    assert ended.status.ended
    state = read_state(world.tracker, ended)
    document = run_document(world.tracker, state)
    rows = [row.candidate for row in result_rows(document, state) if "+" in row.candidate]
    assert sorted(rows) == sorted(f"standard-onehot+{model}" for model in ["dummy", *models])
    assert all(failure.cause and failure.remedy for failure in document.failures)


def store_training(world: World, task: TaskSnapshot, score: float) -> None:
    """The least that a finished candidate puts out."""
    info = training_info(
        "roc_auc_ovr",
        score,
        run_id=task.run_id,
        task_id=task.id,
        preproc_id=task.unit.preproc_id or "",
        model=task.unit.model or "",
    )
    world.tracker.reporter(task.id).document(ARTIFACT, info.sealed().model_dump(mode="json"))
    world.tracker.mark(task.id, TaskStatus.COMPLETED)


def test_a_candidate_whose_task_is_deleted_after_the_end_is_told_as_gone(world: World) -> None:
    run = to_trainings(world)
    world.run_to_end(run)
    (knn,) = [task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.model == "knn"]
    del world.tracker._tasks[knn.id]
    document = world.document(run)
    (told,) = [failure.cause for failure in document.failures if failure.candidate.endswith("knn")]
    assert told == "skipped: its task is gone"


def test_what_a_cancelled_run_has_finished_is_read_once_and_a_part_at_a_time(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "automl.controller")
    run = world.submit(models=[{"name": "logistic", "params": {"C": n / 100}} for n in range(1, 301)])
    world.tick()
    world.work()
    for _ in range(10):
        world.tick()
    trained = 0
    while task_id := world.take("automl-training"):
        trained += 1
        store_training(world, world.tracker.task(task_id), trained / 1000)
    assert trained == 301
    world.tracker.stop([run], "by a person")
    reads = []
    while not world.tracker.task(run).runtime.get(STATUS_KEY):
        world.tracker.calls.clear()
        world.tick()
        reads.append(world.tracker.calls.count("document"))
    assert max(reads) <= MOST_READ
    assert sum(reads) == trained
    assert caplog.messages.count("Finish") == 1
    ended = world.controller._metrics.registry.get_sample_value(
        "automl_controller_runs_ended_total", {"status": "aborted"}
    )
    assert ended == 1
    document = world.document(run)
    assert [row.cv_mean for row in document.leaderboard] == [n / 1000 for n in range(trained, 0, -1)]


def test_a_new_run_is_taken_between_the_turns_of_the_others(world: World, tmp_path: Path) -> None:
    runs = [world.submit(models=["logistic"]) for _ in range(4)]
    world.tick()
    world.work()
    late: list[str] = []
    original = world.tracker.clone

    def clone(template_id: str, new: object) -> str:
        if not late:
            world.tracker.clone = original
            late.append(world.submit(models=["knn"]))
        world.clock.turn(2)  # whatever is made takes its time
        return original(template_id, new)

    world.tracker.clone = clone
    world.controller.tick()
    assert late[0] in world.controller.run_ids
    assert set(runs) <= set(world.controller.run_ids)


def test_a_run_stopped_while_no_controller_was_there_is_brought_to_its_end(world: World) -> None:
    run = to_trainings(world)
    world.tracker.stop([run], "by a person")
    world.controller = world.new_controller(OTHER)
    for _ in range(10):
        world.tick(3)
    assert status(world, run) == "aborted"
    assert all(task.status.ended for task in world.tracker.tasks(parent=run))


@pytest.mark.parametrize("how", [TaskStatus.COMPLETED, TaskStatus.FAILED])
@pytest.mark.parametrize("is_there", [True, False], ids=["with a controller", "without one"])
def test_a_run_that_a_person_marks_as_ended_comes_to_its_real_end(
    world: World, how: TaskStatus, is_there: bool
) -> None:
    run = to_trainings(world)
    world.tracker.mark(run, how, reason="by hand")
    if not is_there:
        world.controller = world.new_controller(OTHER)
    for _ in range(10):
        world.tick(3)
        world.work()
    assert status(world, run) == "completed"
    assert all(task.status.ended for task in world.tracker.tasks(parent=run))
    assert ARTIFACT in world.tracker.task(run).artifacts


def test_a_run_stopped_before_a_controller_took_it_is_brought_to_its_end_and_goes_on_when_asked(world: World) -> None:
    run = world.submit()
    world.tracker.stop([run], "by a person")
    for _ in range(10):
        world.tick(3)
    assert world.tracker.task(run).runtime[STATUS_KEY] == "aborted"
    assert not world.tracker.tasks(parent=run)
    resume(world.tracker, world.tracker.task(run))
    assert status(world, world.run_to_end(run).id) == "completed"

"""Tasks that ended or stand still through no fault of their work are tried again, up to a limit."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from automl_controller.runs.document import run_status
from automl_controller.runs.rules import LossCause
from automl_controller.runs.words import RUN_WORDS
from automl_shared.errors import ServerUnreachable
from automl_shared.exit_codes import FOLDER_LOST, NO_ROOM, NO_THREADS
from automl_shared.failures import CAUSE_KEY, ENDED_FOR_SILENCE, REMEDY_KEY
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskStatus
from automl_shared.words import say_in

from ..conftest import World
from .runs import OTHER, PREPROCESSING, attempts, status, to_trainings


@pytest.mark.parametrize("code", [-15, -1, NO_ROOM, NO_THREADS, FOLDER_LOST])
def test_a_task_that_somebody_ended_or_whose_worker_lacked_something_is_tried_again(world: World, code: int) -> None:
    run = world.submit()
    world.tick()
    task_id = world.take("automl-preprocessing")
    world.tracker.mark(task_id, TaskStatus.FAILED, reason=f"worker execution exit code {code}")
    assert status(world, world.run_to_end(run).id) == "completed"
    assert [task.attempt for task in attempts(world, run, PREPROCESSING)] == [1, 2]


def test_a_task_whose_agent_somebody_ended_is_tried_again_and_one_that_was_stopped_is_not(world: World) -> None:
    run = to_trainings(world)
    aborted, stopped = world.take("automl-training"), world.take("automl-training")
    world.tracker.mark(aborted, TaskStatus.STOPPED, reason="user abort Changed by clearml-agent training:1")
    world.tracker.mark(stopped, TaskStatus.STOPPED, reason="task was stopped by tasks.stop")
    world.run_to_end(run)
    units = {task.id: task.unit for task in world.tracker.tasks(parent=run)}
    assert len(attempts(world, run, units[aborted])) == 2
    assert len(attempts(world, run, units[stopped])) == 1


def test_a_training_that_the_server_ended_for_silence_is_tried_again(world: World) -> None:
    run = to_trainings(world)
    silent = world.take("automl-training")
    world.tracker.mark(silent, TaskStatus.STOPPED, reason=ENDED_FOR_SILENCE, message=ENDED_FOR_SILENCE)
    world.run_to_end(run)
    units = {task.id: task.unit for task in world.tracker.tasks(parent=run)}
    assert len(attempts(world, run, units[silent])) == 2
    assert status(world, run) == "completed"


@pytest.mark.parametrize("is_back", [True, False])
def test_a_run_that_the_server_ended_for_silence_goes_on(world: World, is_back: bool) -> None:
    """Its controller was away for long: it is back, or another one is there."""
    run = to_trainings(world)
    world.tracker.mark(run, TaskStatus.STOPPED, reason=ENDED_FOR_SILENCE, message=ENDED_FOR_SILENCE)
    assert run_status(world.tracker.task(run)) == "running"
    if not is_back:
        world.clock.turn(3600)
        world.controller = world.new_controller(OTHER)
        for _ in range(20):
            world.tick()
    assert world.run_to_end(run).status is TaskStatus.COMPLETED
    assert status(world, run) == "completed"


def test_a_worker_of_a_newer_version_is_told_and_not_tried_again(world: World) -> None:
    run = world.submit(models=["logistic"])
    world.tick()
    world.work()
    (prepared,) = attempts(world, run, PREPROCESSING)
    newer = {**world.tracker.document(prepared.id, ARTIFACT), "schema_version": "99.0"}
    world.tracker.reporter(prepared.id).document(ARTIFACT, newer)
    assert world.run_to_end(run).status is TaskStatus.FAILED
    assert len(attempts(world, run, PREPROCESSING)) == 1
    assert "newer version" in world.tracker.task(run).runtime[CAUSE_KEY]
    assert "same version" in world.tracker.task(run).runtime[REMEDY_KEY]


def stands_still(world: World, task_id: str, seconds: int) -> None:
    """The task's process does nothing any more, and its worker reports it on and on."""
    for _ in range(seconds // 5):
        world.tracker.report_worker("w1", queue="automl-training", task_id=task_id)
        world.tick(5)


def test_a_training_whose_process_stands_still_fails_after_its_time_limit(world: World) -> None:
    run = world.to_trainings(models=["logistic", "knn"], run={"candidate_time_limit_minutes": 1})
    frozen = world.take("automl-training")
    stands_still(world, frozen, 60 + 100)
    assert world.tracker.task(frozen).status is TaskStatus.IN_PROGRESS
    stands_still(world, frozen, 30)
    assert world.tracker.task(frozen).status is TaskStatus.FAILED
    assert "did not end by itself" in world.tracker.task(frozen).runtime[CAUSE_KEY]
    assert status(world, world.run_to_end(run).id) == "completed_with_failures"


def test_a_training_without_a_limit_may_take_as_long_as_it_takes(world: World) -> None:
    to_trainings(world)
    slow = world.take("automl-training")
    stands_still(world, slow, 600)
    assert world.tracker.task(slow).status is TaskStatus.IN_PROGRESS


def test_a_task_that_its_worker_has_dropped_is_tried_again_sooner(world: World) -> None:
    run = to_trainings(world)
    task_id = world.take("automl-training", "restarted")
    world.clock.turn(10)
    world.tracker.report_worker("restarted", queue="automl-training", task_id=None)
    world.tick()
    assert len(attempts(world, run, world.tracker.task(task_id).unit)) == 1
    for _ in range(3):
        world.clock.turn(3)
        world.tracker.report_worker("restarted", queue="automl-training", task_id=None)
        world.tick(3)
    assert len(attempts(world, run, world.tracker.task(task_id).unit)) == 2


def test_what_was_seen_when_the_server_went_away_is_seen_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (world.submit(models=["logistic", "knn"]) for _ in range(2))
    world.tick()
    world.work()
    world.tick()
    world.clock.turn(60)
    done = [task.id for run in (first, second) for task in world.tracker.tasks(parent=run) if not task.status.ended]
    assert len(done) == 6
    for task_id in done:
        world.tracker.next_task("automl-training")
        world.complete(task_id)
        world.clock.turn(10)

    def away(*_: object, **__: object) -> None:
        raise ServerUnreachable("the ClearML server does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(world.tracker, "clone", away)
        with pytest.raises(ServerUnreachable):
            world.tick(0.1)
    world.controller._due["everything"] = world.clock.now + timedelta(hours=1)  # no look at everything helps
    for _ in range(3):
        world.tick(0.1)
    for run in (first, second):
        assert Unit(phase=Phase.COMPARISON) in world.children(run)


@pytest.mark.parametrize("why", get_args(LossCause))
def test_every_loss_has_words_in_both_languages(why: LossCause) -> None:
    words = [say_in(RUN_WORDS, why, language, queue="q", reason="r") for language in ("en", "ja")]
    assert [text.isascii() for text in words] == [True, False]

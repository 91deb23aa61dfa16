"""What goes wrong with one run is that run's business: no other ends, waits or is lost for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from tests.outputs import training_info

from automl_controller.runs import lease
from automl_controller.runs.advance import MOST_READ
from automl_controller.runs.document import run_document, run_status
from automl_controller.runs.lease import OWNER_KEY
from automl_controller.runs.pulse import FRESH_SECONDS
from automl_controller.runs.reading import read_state
from automl_controller.runs.results import result_rows
from automl_controller.runs.resume import resume
from automl_controller.runs.rules import LossCause
from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.templates import sync
from automl_controller.runs.words import RUN_WORDS
from automl_shared.config import parse_config
from automl_shared.errors import (
    LOST_INPUT_KEY,
    WRONG_QUEUE_KEY,
    ConfigError,
    NotEnqueued,
    NotFound,
    ServerRefused,
    ServerUnreachable,
)
from automl_shared.exit_codes import NO_ROOM
from automl_shared.failures import CAUSE_KEY, ENDED_FOR_SILENCE, MOST_ATTEMPTS, REMEDY_KEY
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT, ComparisonInfo, Failure, PhaseOutput
from automl_shared.resuming import STATUS_KEY
from automl_shared.sections import RunSection, read
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus
from automl_shared.words import say_in

from . import conftest
from .conftest import World

OTHER = "controller:other"
PREPROCESSING = Unit(phase=Phase.PREPROCESSING, preproc_id="standard-onehot")
COMPARISON = Unit(phase=Phase.COMPARISON)


def status(world: World, run: str) -> str | None:
    return world.tracker.task(run).runtime.get(STATUS_KEY)


def attempts(world: World, run: str, unit: Unit) -> list[TaskSnapshot]:
    return [task for task in world.tracker.tasks(parent=run) if task.unit == unit]


def to_trainings(world: World) -> str:
    run = world.submit(models=["logistic", "knn", "naive_bayes"])
    world.tick()
    world.work()
    world.tick()
    return run


def delete_output(world: World, task_id: str) -> None:
    world.tracker.file(task_id, ARTIFACT).unlink()


def truncate_output(world: World, task_id: str) -> None:
    file = world.tracker.file(task_id, ARTIFACT)
    file.write_bytes(file.read_bytes()[:100])


# -- whose run it is


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
    second._free_runs = lambda: seen_free  # type: ignore[method-assign]

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

    world.tracker.set_runtime = slow  # type: ignore[assignment, method-assign]
    late._adopt()
    world.tracker.set_runtime = original  # type: ignore[method-assign]
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
    world.run_to_end(run)
    assert status(world, run) == "completed"
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
        glance = look(*arguments, **options)  # type: ignore[arg-type]
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


# -- what the server refuses


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

    world.tracker.enqueue = enqueue  # type: ignore[method-assign]
    world.run_to_end(run)
    assert status(world, run) == "completed"
    units = [task.unit for task in world.tracker.tasks(parent=run)]
    assert len(units) == len(set(units))


def test_a_run_that_is_refused_again_and_again_ends_and_no_other_waits_for_it(world: World) -> None:
    refused, fine = world.submit(), world.submit()
    original = world.tracker.clone

    def clone(template_id: str, new: object) -> str:
        if new.parent == refused:  # type: ignore[attr-defined]
            raise ServerRefused("no")
        return original(template_id, new)  # type: ignore[arg-type]

    world.tracker.clone = clone  # type: ignore[assignment, method-assign]
    world.run_to_end(fine)
    world.run_to_end(refused)
    assert (status(world, fine), status(world, refused)) == ("completed", "failed")


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
    world.run_to_end(fine)
    assert status(world, fine) == "completed"


def test_a_run_that_a_person_has_ended_gets_its_document_although_ended_tasks_take_nothing(world: World) -> None:
    run = to_trainings(world)
    original = world.tracker.store

    def store(task_id: str, name: str, path: Path) -> None:
        if world.tracker.task(task_id).status.ended:
            raise ServerRefused("Invalid task status: expected=created, status=stopped")
        original(task_id, name, path)

    world.tracker.store = store  # type: ignore[method-assign]
    world.tracker.mark(run, TaskStatus.STOPPED, reason="archived by a person")
    for _ in range(4):
        world.tick()
    assert world.tracker.task(run).status is TaskStatus.STOPPED
    assert world.tracker.document(run, ARTIFACT)["document"]["status"] == "aborted"


def test_a_run_that_cannot_be_shown_any_more_has_its_document_all_the_same(world: World) -> None:
    run = to_trainings(world)

    def refuse(*_arguments: object) -> None:
        raise ServerRefused("Invalid task status: expected=created, status=stopped")

    world.tracker.set_configuration = refuse  # type: ignore[method-assign]
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

    world.tracker.enqueue = enqueue  # type: ignore[method-assign]


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
    failures = run_document(world.tracker, read_state(world.tracker, ended)).failures
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

    world.tracker.clone = clone  # type: ignore[assignment, method-assign]
    ended = world.run_to_end(run)
    assert ended.runtime[REMEDY_KEY] == "automl doctor"


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
    failures = run_document(world.tracker, read_state(world.tracker, ended)).failures
    remedies = {failure.candidate: failure.remedy for failure in failures}
    assert remedies["standard-onehot"] == "see the task's console"
    assert remedies["standard-onehot+knn"] == "for standard-onehot: see the task's console"


# -- lost files


def test_a_preprocessing_whose_result_was_deleted_is_done_again(world: World) -> None:
    run, fine = world.submit(), world.submit()
    world.tick()
    world.work()
    delete_output(world, attempts(world, run, PREPROCESSING)[0].id)
    world.controller = world.new_controller()
    world.tick(3)
    world.run_to_end(run)
    assert status(world, run) == "completed"
    assert [task.superseded for task in attempts(world, run, PREPROCESSING)] == [True, False]
    if not world.tracker.task(fine).status.ended:
        world.run_to_end(fine)
    assert status(world, fine) == "completed"


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
    world.run_to_end(run)
    assert status(world, run) == "completed"
    assert len(attempts(world, run, comparison)) == 2


def test_trainings_that_lack_a_deleted_result_are_done_again_once_it_is_back(world: World) -> None:
    run = to_trainings(world)
    (prepared,) = attempts(world, run, PREPROCESSING)
    while task_id := world.take("automl-training"):
        world.tracker.set_runtime(task_id, {LOST_INPUT_KEY: prepared.id, CAUSE_KEY: "gone", REMEDY_KEY: "x"})
        world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
    world.run_to_end(run)
    assert status(world, run) == "completed"
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
    world.run_to_end(run)
    assert status(world, run) == "completed"
    assert len(attempts(world, run, COMPARISON)) == 2
    again = [len(attempts(world, run, task.unit)) for task in trained if task.unit]
    assert again == [2, 2, 2, 1]


def test_a_comparison_that_lacks_a_deleted_task_waits_for_the_one_in_its_place(world: World) -> None:
    run = to_trainings(world)
    comparison, trained = compared(world, run)
    del world.tracker._tasks[trained[0].id]
    lack(world, comparison, trained[0])
    world.clock.turn(world.controller._settings.reread_seconds)
    world.run_to_end(run)
    assert status(world, run) == "completed"
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
    document = run_document(world.tracker, read_state(world.tracker, ended))
    assert document.failures == refused
    assert status(world, run) == document.status == "completed_with_failures"


def test_a_deleted_template_is_made_again(world: World) -> None:
    run = world.submit()
    world.tick()
    world.work()
    world.tick()
    world.work()
    for template in world.tracker.tasks(tags=["template"]):
        del world.tracker._tasks[template.id]
    world.run_to_end(run)
    assert status(world, run) == "completed"
    other = world.submit()
    world.tick()
    for template in world.tracker.tasks(tags=["template"]):
        del world.tracker._tasks[template.id]  # after this run's controller has found them
    world.run_to_end(other)
    assert status(world, other) == "completed"


def test_a_training_that_is_lost_with_its_preprocessing_waits_until_that_is_made_again(world: World) -> None:
    run = to_trainings(world)
    training = str(world.take("automl-training"))
    world.tracker.mark(training, TaskStatus.FAILED, reason="worker execution exit code -15")
    del world.tracker._tasks[attempts(world, run, PREPROCESSING)[-1].id]
    world.controller.connection_lost()  # everything is read anew
    world.run_to_end(run)
    assert (status(world, run), world.tracker.task(run).runtime.get(CAUSE_KEY)) == ("completed", None)
    assert world.tracker.task(training).superseded


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
    world.run_to_end(run)
    assert status(world, run) == "completed"
    assert world.tracker._queues["mine"] == []
    assert {task.id for task in world.tracker.tasks(parent=run) if task.superseded} == {
        task.id for task in world.tracker.tasks(ids=sorted(before)) if task.unit and task.unit.model
    }


def test_a_run_in_a_queue_that_was_renamed_is_found(world: World) -> None:
    run = world.submit()
    rename_queue(world, "automl-controller")
    for _ in range(20):
        world.tick()
    world.run_to_end(run)
    assert status(world, run) == "completed"


# -- ended runs


def test_a_failed_run_leaves_no_child_behind(world: World) -> None:
    run = to_trainings(world)
    running = world.take("automl-training")
    world.controller._runs[run].fail(NotFound("something is gone"), world.clock.now)
    world.tick()
    world.tick()
    assert running is not None
    assert status(world, run) == "failed"
    assert all(task.status.ended for task in world.tracker.tasks(parent=run))


def test_an_ending_run_does_not_wait_for_ever_for_a_child_that_does_not_stop(world: World) -> None:
    run = to_trainings(world)
    stuck = str(world.take("automl-training", "stuck"))
    world.deaf = {"stuck"}
    world.tracker.mark(run, TaskStatus.STOPPED, reason="by a person")
    for _ in range(30):
        world.tick()
    assert status(world, run) == "aborted"
    assert world.tracker.task(stuck).status is TaskStatus.STOPPED
    document = run_document(world.tracker, read_state(world.tracker, world.tracker.task(run)))
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
        failed = str(world.take("automl-training"))
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
    assert task.unit is not None
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
    document = run_document(world.tracker, read_state(world.tracker, world.tracker.task(run)))
    (told,) = [failure.cause for failure in document.failures if failure.candidate.endswith("knn")]
    assert told == "skipped: its task is gone"


def test_what_a_cancelled_run_has_finished_is_read_once_and_a_part_at_a_time(world: World) -> None:
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
    ended = world.controller._metrics.registry.get_sample_value(
        "automl_controller_runs_ended_total", {"status": "aborted"}
    )
    assert ended == 1
    document = run_document(world.tracker, read_state(world.tracker, world.tracker.task(run)))
    assert [row.cv_mean for row in document.leaderboard] == [n / 1000 for n in range(trained, 0, -1)]


def test_a_new_run_is_taken_between_the_turns_of_the_others(world: World, tmp_path: Path) -> None:
    runs = [world.submit(models=["logistic"]) for _ in range(4)]
    world.tick()
    world.work()
    late: list[str] = []
    original = world.tracker.clone

    def clone(template_id: str, new: object) -> str:
        if not late:
            world.tracker.clone = original  # type: ignore[method-assign]
            late.append(world.submit(models=["knn"]))
        world.clock.turn(2)  # whatever is made takes its time
        return original(template_id, new)  # type: ignore[arg-type]

    world.tracker.clone = clone  # type: ignore[assignment, method-assign]
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


def test_a_run_stopped_before_a_controller_took_it_is_brought_to_its_end_and_goes_on_when_asked(world: World) -> None:
    run = world.submit()
    world.tracker.stop([run], "by a person")
    for _ in range(10):
        world.tick(3)
    assert world.tracker.task(run).runtime[STATUS_KEY] == "aborted"
    assert not world.tracker.tasks(parent=run)
    resume(world.tracker, world.tracker.task(run))
    world.run_to_end(run)
    assert status(world, run) == "completed"


# -- going on


@pytest.mark.parametrize("how", ["aborted", "failed"])
def test_a_resumed_run_does_nothing_again_that_is_done(world: World, how: str) -> None:
    run = to_trainings(world)
    done = str(world.take("automl-training"))
    world.store_output(world.tracker.task(done))
    world.tracker.mark(done, TaskStatus.COMPLETED)
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
    assert all(task.attempt == 2 for task in state.record.values() if task.id not in before and task.unit.model)  # type: ignore[union-attr]


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
    world.run_to_end(run)
    assert status(world, run) == "completed"
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


def test_what_is_submitted_twice_with_one_key_is_one_run(world: World) -> None:
    config = parse_config({"data": {"csv_path": str(world.table), "target_column": "y"}, "models": ["logistic"]})
    sync(world.tracker, config.clearml)
    data = check_data(config, world.table)
    first = submit(world.tracker, config, data, key="monday's")
    again = submit(world.tracker, config, data, key="monday's")
    other = submit(world.tracker, config, data, key="tuesday's")
    assert (again.task_id, again.submitted_before, first.submitted_before) == (first.task_id, True, False)
    assert other.task_id != first.task_id
    assert len(world.tracker.queues()[0].waiting) == 2


@pytest.mark.parametrize("last_step", ["sign", "enqueue"])
def test_what_was_cut_off_while_it_was_submitted_starts_when_it_is_submitted_again_with_its_key(
    world: World, monkeypatch: pytest.MonkeyPatch, last_step: str
) -> None:
    config = parse_config({"data": {"csv_path": str(world.table), "target_column": "y"}, "models": ["logistic"]})
    sync(world.tracker, config.clearml)
    data = check_data(config, world.table)

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(world.tracker, {"sign": "edit", "enqueue": "enqueue"}[last_step], cut_off)
    with pytest.raises(KeyboardInterrupt):
        submit(world.tracker, config, data, key="k")
    monkeypatch.undo()
    run = submit(world.tracker, config, data, key="k").task_id
    assert submit(world.tracker, config, data, key="k").task_id == run
    world.run_to_end(run)
    assert status(world, run) == "completed"
    assert len(world.tracker.tasks(tags=["phase:run"])) == 2  # and the template


def test_a_run_that_another_command_has_just_enqueued_is_no_error(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = parse_config({"data": {"csv_path": str(world.table), "target_column": "y"}, "models": ["logistic"]})
    sync(world.tracker, config.clearml)
    data, enqueue = check_data(config, world.table), world.tracker.enqueue

    def twice(task_ids: Sequence[str], queue: str) -> None:
        enqueue(task_ids, queue)
        enqueue(task_ids, queue)

    monkeypatch.setattr(world.tracker, "enqueue", twice)
    run = submit(world.tracker, config, data, key="k").task_id
    assert world.tracker.task(run).status is TaskStatus.QUEUED


def test_of_two_that_are_submitted_at_the_same_moment_one_is_made(world: World) -> None:
    config = parse_config({"data": {"csv_path": str(world.table), "target_column": "y"}, "models": ["logistic"]})
    sync(world.tracker, config.clearml)
    data = check_data(config, world.table)
    original, made = world.tracker.clone, list[str]()

    def clone(template_id: str, new: NewTask) -> str:
        if not made:  # the other is quicker
            made.append("")
            made[0] = submit(world.tracker, config, data, key="k").task_id
        return original(template_id, new)

    world.tracker.clone = clone  # type: ignore[method-assign]
    mine = submit(world.tracker, config, data, key="k")
    assert (mine.task_id, mine.submitted_before) == (made[0], True)
    assert sum(len(queue.waiting) for queue in world.tracker.queues()) == 1


@pytest.mark.parametrize("code", [-15, -1, NO_ROOM])
def test_a_task_that_somebody_ended_or_whose_worker_had_no_room_is_tried_again(world: World, code: int) -> None:
    run = world.submit()
    world.tick()
    task_id = str(world.take("automl-preprocessing"))
    world.tracker.mark(task_id, TaskStatus.FAILED, reason=f"worker execution exit code {code}")
    world.run_to_end(run)
    assert status(world, run) == "completed"
    assert [task.attempt for task in attempts(world, run, PREPROCESSING)] == [1, 2]


def test_a_task_whose_agent_somebody_ended_is_tried_again_and_one_that_was_stopped_is_not(world: World) -> None:
    run = to_trainings(world)
    aborted, stopped = str(world.take("automl-training")), str(world.take("automl-training"))
    world.tracker.mark(aborted, TaskStatus.STOPPED, reason="user abort Changed by clearml-agent training:1")
    world.tracker.mark(stopped, TaskStatus.STOPPED, reason="task was stopped by tasks.stop")
    world.run_to_end(run)
    units = {task.id: task.unit for task in world.tracker.tasks(parent=run)}
    assert len(attempts(world, run, units[aborted])) == 2  # type: ignore[arg-type]
    assert len(attempts(world, run, units[stopped])) == 1  # type: ignore[arg-type]


def test_a_training_that_the_server_ended_for_silence_is_tried_again(world: World) -> None:
    run = to_trainings(world)
    silent = str(world.take("automl-training"))
    world.tracker.mark(silent, TaskStatus.STOPPED, reason=ENDED_FOR_SILENCE, message=ENDED_FOR_SILENCE)
    world.run_to_end(run)
    units = {task.id: task.unit for task in world.tracker.tasks(parent=run)}
    assert len(attempts(world, run, units[silent])) == 2  # type: ignore[arg-type]
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
    run = world.submit(models=["logistic", "knn"], run={"candidate_time_limit_minutes": 1})
    world.tick()
    world.work()
    world.tick()
    frozen = str(world.take("automl-training"))
    stands_still(world, frozen, 60 + 100)
    assert world.tracker.task(frozen).status is TaskStatus.IN_PROGRESS
    stands_still(world, frozen, 30)
    assert world.tracker.task(frozen).status is TaskStatus.FAILED
    assert "did not end by itself" in world.tracker.task(frozen).runtime[CAUSE_KEY]
    world.run_to_end(run)
    assert status(world, run) == "completed_with_failures"


def test_a_training_without_a_limit_may_take_as_long_as_it_takes(world: World) -> None:
    to_trainings(world)
    slow = str(world.take("automl-training"))
    stands_still(world, slow, 600)
    assert world.tracker.task(slow).status is TaskStatus.IN_PROGRESS


def test_a_task_that_somebody_put_into_the_wrong_queue_is_tried_in_the_right_one(world: World) -> None:
    run = world.submit()
    world.tick()
    task_id = str(world.take("automl-preprocessing"))
    world.tracker.set_runtime(task_id, {WRONG_QUEUE_KEY: "yes", CAUSE_KEY: "wrong queue", REMEDY_KEY: "x"})
    world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
    world.run_to_end(run)
    assert status(world, run) == "completed"


def test_a_task_that_its_worker_has_dropped_is_tried_again_sooner(world: World) -> None:
    run = to_trainings(world)
    task_id = world.take("automl-training", "restarted")
    world.clock.turn(10)
    world.tracker.report_worker("restarted", queue="automl-training", task_id=None)
    world.tick()
    assert len(attempts(world, run, world.tracker.task(str(task_id)).unit)) == 1  # type: ignore[arg-type]
    for _ in range(3):
        world.clock.turn(3)
        world.tracker.report_worker("restarted", queue="automl-training", task_id=None)
        world.tick(3)
    assert len(attempts(world, run, world.tracker.task(str(task_id)).unit)) == 2  # type: ignore[arg-type]


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
        world.store_output(world.tracker.task(task_id))
        world.tracker.mark(task_id, TaskStatus.COMPLETED)
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


def test_a_run_whose_end_was_refused_is_not_taken_up_again_at_once(world: World) -> None:
    run = to_trainings(world)
    original = world.tracker.mark

    refused: list[str] = []

    def refuse(task_id: str, *arguments: object, **options: object) -> None:
        if task_id == run:
            refused.append(run)
            raise ServerRefused("no")
        original(task_id, *arguments, **options)  # type: ignore[arg-type]

    world.tracker.mark = refuse  # type: ignore[assignment, method-assign]
    world.controller._runs[run].fail(NotFound("gone"), world.clock.now)
    for _ in range(8):
        world.tick(3)
    assert refused == [run]


# -- what the server does after it was given up


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


# -- tasks that start after they were given up


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


@pytest.mark.parametrize("why", get_args(LossCause))
def test_every_loss_has_words_in_both_languages(why: LossCause) -> None:
    words = [say_in(RUN_WORDS, why, language, queue="q", reason="r") for language in ("en", "ja")]
    assert [text.isascii() for text in words] == [True, False]

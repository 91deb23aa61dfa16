"""The controller's rules, seen on whole runs: nothing lost, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from automl_controller.runs.document import run_document
from automl_controller.runs.lease import OWNER_KEY
from automl_controller.runs.reading import read_state
from automl_controller.runs.resume import resume
from automl_shared.copies import adopt_copy
from automl_shared.errors import ServerRefused, ServerUnreachable
from automl_shared.failures import REMEDY_KEY, out_of_time
from automl_shared.naming import SUPERSEDED_TAG, Phase, Unit
from automl_shared.phase_io import ARTIFACT
from automl_shared.resuming import STATUS_KEY, can_resume
from automl_shared.sections import ArgsSection, RunSection, payload, read
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus

from .conftest import World

PREPROCESSING = Unit(phase=Phase.PREPROCESSING, preproc_id="standard-onehot")
DUMMY = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="dummy")
LOGISTIC = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="logistic")
SUMMARY, COMPARISON = Unit(phase=Phase.TRAINING_SUMMARY), Unit(phase=Phase.COMPARISON)


def status(task: TaskSnapshot) -> str | None:
    return task.runtime.get(STATUS_KEY)


def attempts(world: World, run: str, unit: Unit) -> list[TaskSnapshot]:
    return [task for task in world.tracker.tasks(parent=run) if task.unit == unit]


def is_training(task: TaskSnapshot) -> bool:
    return task.unit is not None and task.unit.phase is Phase.TRAINING


def test_a_run_goes_through_all_phases(world: World) -> None:
    run = world.submit()
    ended = world.run_to_end(run)
    assert (ended.status, status(ended)) == (TaskStatus.COMPLETED, "completed")
    assert set(world.children(run)) == {PREPROCESSING, DUMMY, LOGISTIC, SUMMARY, COMPARISON}
    assert all(len(attempts(world, run, unit)) == 1 for unit in world.children(run))
    assert ARTIFACT in ended.artifacts


def test_every_task_is_a_clone_of_its_template_with_its_own_tags(world: World) -> None:
    run = world.submit(clearml={"tags": ["team:x"]})
    world.run_to_end(run)
    run_id = world.tracker.task(run).run_id
    for task in (world.tracker.task(run), *world.tracker.tasks(parent=run)):
        template = world.tracker.task(
            next(tag for tag in task.tags if tag.startswith("cloned_from:")).partition(":")[2]
        )
        assert "template" in template.tags
        assert "template" not in task.tags
        assert {f"run:{run_id}", "dataset:t-data", "attempt:1", "team:x"} <= set(task.tags)
        assert read(RunSection, task.sections).task_id == task.id
        assert "General" not in task.sections
        assert len(task.sections) > 1


def test_a_child_shows_only_its_own_model(world: World) -> None:
    run = world.submit(models=[{"name": "logistic", "params": {"C": 0.5}}])
    world.run_to_end(run)
    children = world.children(run)
    assert children[LOGISTIC].sections["Model"] == {"name": "logistic", "label": "logistic", "params/C": "0.5"}
    assert "ModelCandidates" in children[SUMMARY].sections
    assert "ModelCandidates" not in children[LOGISTIC].sections


def test_two_runs_advance_side_by_side(world: World) -> None:
    first, second = world.submit(), world.submit()
    world.tick()
    assert world.children(first)
    assert world.children(second)
    assert [world.run_to_end(run).status for run in (first, second)] == [TaskStatus.COMPLETED] * 2


def test_a_failed_candidate_does_not_fail_the_run(world: World) -> None:
    run = world.submit()
    ended = world.run_to_end(run, fail=lambda task: task.unit == LOGISTIC)
    assert status(ended) == "completed_with_failures"
    assert len(attempts(world, run, LOGISTIC)) == 1
    document = world.document(ended.id)
    assert [failure.candidate for failure in document.failures] == ["standard-onehot+logistic"]


def test_a_run_without_any_candidate_left_fails_with_the_cause(world: World) -> None:
    run = world.submit()
    ended = world.run_to_end(run, fail=lambda task: task.unit is not None and task.unit.phase is Phase.TRAINING)
    assert (ended.status, status(ended)) == (TaskStatus.FAILED, "failed")
    assert "no candidate is left" in ended.status_reason


def test_a_failed_preprocessing_fails_the_run(world: World) -> None:
    run = world.submit()
    assert world.run_to_end(run, fail=lambda task: task.unit == PREPROCESSING).status is TaskStatus.FAILED


def test_a_lost_worker_means_a_new_clone_and_the_old_one_never_counts(world: World) -> None:
    run = world.to_trainings()
    lost = world.take("automl-training", "dead")
    world.tracker.unregister_worker("dead")
    world.work()
    world.tick(60)
    first, second = attempts(world, run, DUMMY)
    assert first.id == lost
    assert first.superseded
    assert first.status is TaskStatus.STOPPED
    assert (second.attempt, second.status) == (2, TaskStatus.QUEUED)
    assert status(world.run_to_end(run)) == "completed"


def test_a_silent_task_whose_worker_still_holds_it_is_left_alone(world: World) -> None:
    run = world.to_trainings()
    task_id = world.take("automl-training", "busy")
    world.clock.turn(600)
    world.tracker.report_worker("busy", queue="automl-training", task_id=task_id)
    world.tick()
    assert len(attempts(world, run, DUMMY)) == 1


def test_a_lost_worker_whose_output_is_stored_is_accepted(world: World) -> None:
    run = world.to_trainings()
    lost = world.take("automl-training", "dead")
    world.store_output(world.tracker.task(lost))
    world.tracker.unregister_worker("dead")
    world.tick(60)
    assert world.tracker.task(lost).status is TaskStatus.COMPLETED
    assert len(attempts(world, run, DUMMY)) == 1


def test_a_task_that_left_its_queue_and_never_started_is_tried_again_after_a_minute(world: World) -> None:
    run = world.to_trainings()
    gone = world.tracker.next_task("automl-training")
    world.tick(40)
    world.tick(30)
    assert len(attempts(world, run, DUMMY)) == 1
    world.tick(40)
    first, second = attempts(world, run, DUMMY)
    assert (first.id, first.superseded, second.attempt) == (gone, True, 2)


def test_a_unit_lost_three_times_is_given_up_and_said(world: World) -> None:
    run = world.to_trainings()
    for number in range(3):
        assert world.take("automl-training", "dead")
        world.tracker.unregister_worker("dead")
        if number == 0:
            world.work()
        world.tick(60)
    assert len(attempts(world, run, DUMMY)) == 3
    last = attempts(world, run, DUMMY)[-1]
    assert last.status is TaskStatus.FAILED
    assert "lost 3 times" in last.status_reason


@pytest.mark.parametrize("is_running", [True, False])
def test_a_superseded_task_that_cannot_be_stopped_keeps_nobody_busy(
    world: World, monkeypatch: pytest.MonkeyPatch, is_running: bool
) -> None:
    run = world.to_trainings()
    task_id = world.take("automl-training") if is_running else world.children(run)[DUMMY].id
    mark = world.tracker.mark

    def refuse(task: str, status: TaskStatus, **words: str) -> None:
        if task == task_id:
            raise ServerRefused("Invalid status change")
        mark(task, status, **words)

    monkeypatch.setattr(world.tracker, "mark", refuse)
    monkeypatch.setattr(world.tracker, "stop", lambda _ids, _reason: None)  # the answer says who was not stopped
    world.tracker.edit(task_id, tags=[*world.tracker.task(task_id).tags, SUPERSEDED_TAG])
    for _ in range(4):
        world.tick()
    assert not world.controller.busy


def test_killed_for_memory_is_retried_once(world: World) -> None:
    run = world.to_trainings()
    for _ in range(2):
        while task_id := world.take("automl-training"):
            if world.tracker.task(task_id).unit == LOGISTIC:
                world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code -9")
            else:
                world.complete(task_id)
        world.tick()
    assert len(attempts(world, run, LOGISTIC)) == 2
    ended = world.run_to_end(run)
    assert status(ended) == "completed_with_failures"
    assert "memory" in world.document(ended.id).failures[0].cause


def test_a_task_that_lost_its_connection_is_tried_again(world: World) -> None:
    run = world.to_trainings()
    task_id = world.take("automl-training")
    world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 75")
    assert status(world.run_to_end(run)) == "completed"
    assert [task.attempt for task in attempts(world, run, DUMMY)] == [1, 2]


def test_a_restarted_controller_adopts_the_children(world: World) -> None:
    run = world.to_trainings()
    running = world.take("automl-training", "w1")
    world.controller = world.new_controller()
    world.tick(2)
    assert world.controller.run_ids == [run]
    assert world.tracker.task(running).status is TaskStatus.IN_PROGRESS
    world.complete(running)
    assert status(world.run_to_end(run)) == "completed"
    assert all(len(attempts(world, run, unit)) == 1 for unit in world.children(run))


def test_a_task_cloned_just_before_the_controller_died_is_enqueued_by_the_next(world: World) -> None:
    run = world.submit()
    world.tick()
    task_id = world.tracker.next_task("automl-preprocessing")
    world.tracker.mark(task_id, TaskStatus.CREATED)
    world.controller = world.new_controller()
    world.tick(2)
    assert world.tracker.task(task_id).status is TaskStatus.QUEUED
    assert len(attempts(world, run, PREPROCESSING)) == 1


def test_a_run_popped_by_a_controller_that_died_is_taken_up(world: World) -> None:
    run = world.submit()
    assert world.tracker.next_task("automl-controller") == run
    world.tick(1)
    world.tick(11)
    world.tick(11)
    assert world.controller.run_ids == [run]


def test_a_run_belongs_to_one_controller_until_its_lease_is_stale(world: World) -> None:
    run = world.to_trainings()
    other = world.new_controller("controller:other")
    world.clock.turn(1)
    other.tick()
    assert other.run_ids == []
    world.clock.turn(100)
    other.tick()
    assert other.run_ids == [run]
    assert world.tracker.task(run).runtime[OWNER_KEY] == "controller:other"
    world.controller.tick()
    assert world.controller.run_ids == []


def test_after_a_lost_connection_nobody_is_declared_lost_at_once(world: World) -> None:
    run = world.to_trainings()
    world.take("automl-training", "w1")
    world.tracker.unregister_worker("w1")
    world.clock.turn(120)
    world.controller.connection_lost()
    world.tick(1)
    assert len(attempts(world, run, DUMMY)) == 1
    world.tick(31)
    assert len(attempts(world, run, DUMMY)) == 2


def test_an_abort_stops_the_children_and_nothing_else(world: World) -> None:
    run, other = world.to_trainings(), world.submit()
    world.tick()
    world.tracker.mark(run, TaskStatus.STOPPED, reason="by a person")
    world.tick()
    world.tick()
    trainings = [task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.phase is Phase.TRAINING]
    assert {task.status for task in trainings} == {TaskStatus.STOPPED}
    assert status(world.tracker.task(run)) == "aborted"
    assert status(world.run_to_end(other)) == "completed"


def test_a_run_that_is_stopped_while_it_is_being_started_was_aborted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, mark = world.submit(), world.tracker.mark

    def stopped_first(task_id: str, wanted: TaskStatus, **how: str) -> None:
        if wanted is TaskStatus.IN_PROGRESS:
            mark(task_id, TaskStatus.STOPPED)
            raise ServerRefused("Invalid status change")
        mark(task_id, wanted, **how)

    monkeypatch.setattr(world.tracker, "mark", stopped_first)
    world.tick()
    assert (world.tracker.task(run).status, status(world.tracker.task(run))) == (TaskStatus.STOPPED, "aborted")


def test_a_child_stopped_by_a_person_is_respected(world: World) -> None:
    run = world.to_trainings()
    world.tracker.stop([world.children(run)[LOGISTIC].id], "by a person")
    assert status(world.run_to_end(run)) == "completed_with_failures"
    assert len(attempts(world, run, LOGISTIC)) == 1


def after_its_budget(world: World) -> str:
    """A run of which one training was done in time."""
    run = world.to_trainings(models=["logistic", "lightgbm"], run={"time_budget_minutes": 2})
    task_id = world.take("automl-training")
    world.complete(task_id)
    world.tick(100)
    return run


def test_the_time_budget_skips_what_no_longer_fits(world: World) -> None:
    run = after_its_budget(world)
    ended = world.run_to_end(run)
    assert status(ended) == "completed", "the budget was kept, as ordered"
    assert "What did not work" not in ended.comment
    assert "What the time budget had no room for:" in ended.comment
    document = world.document(ended.id)
    assert document.failures
    assert all(failure.left_out for failure in document.failures)
    for failure in document.failures:
        assert re.search(r"it would take about [0-9.]+ minutes", failure.cause)
        assert "--set run.time_budget_minutes=" in failure.remedy


def test_what_the_budget_left_out_is_done_when_the_run_is_resumed(world: World) -> None:
    ended = world.run_to_end(after_its_budget(world))
    assert can_resume(ended)
    resume(world.tracker, ended)
    again = world.run_to_end(ended.id)
    assert status(again) == "completed"
    assert not world.document(again.id).failures
    assert not can_resume(again)


def test_what_fails_within_the_budget_is_a_failure_beside_what_it_leaves_out(world: World) -> None:
    run = world.to_trainings(models=["logistic", "lightgbm", "knn"], run={"time_budget_minutes": 2})
    for ends_as in (TaskStatus.COMPLETED, TaskStatus.COMPLETED, TaskStatus.FAILED):
        done = world.take("automl-training")
        if ends_as is TaskStatus.COMPLETED:
            world.store_output(world.tracker.task(done))
        world.tracker.mark(done, ends_as, reason="no such column")
    world.tick(100)
    ended = world.run_to_end(run)
    assert status(ended) == "completed_with_failures"
    assert sorted(failure.left_out for failure in world.document(ended.id).failures) == [False, True]


def told_of(world: World, run: str) -> dict[str, tuple[str, str]]:
    """What the document of an ended run says of everything without a result."""
    document = run_document(world.tracker, read_state(world.tracker, world.run_to_end(run)))
    return {failure.candidate: (failure.cause, failure.remedy) for failure in document.failures}


def works_on(world: World, *, seconds: int) -> None:
    """Whoever works goes on for so long."""
    for _ in range(seconds // 5):
        for worker in world.tracker.workers():
            world.tracker.report_worker(worker.id, queue="automl-training", task_id=worker.task_id)
        world.tick(5)


@pytest.mark.parametrize("at_work", [True, False])
def test_a_training_that_the_budget_stopped_says_its_minutes(world: World, at_work: bool) -> None:
    run = world.to_trainings(models=["logistic", "lightgbm"], run={"time_budget_minutes": 2})
    for _ in ("dummy", "logistic"):
        done = world.take("automl-training")
        world.complete(done)
    if at_work:
        world.take("automl-training")
    works_on(world, seconds=120)
    cause, remedy = told_of(world, run)["standard-onehot+lightgbm"]
    assert re.search(r"leaves too little time for it; it would take about [0-9.]+ minutes$", cause)
    assert "--set run.time_budget_minutes=" in remedy


@pytest.mark.parametrize("at_work", [True, False])
def test_a_preparation_that_the_budget_stopped_asks_for_more_time(world: World, at_work: bool) -> None:
    run = world.submit(preprocessing={"scaling": ["standard", "none"]}, run={"time_budget_minutes": 1})
    world.tick()
    first = world.take("automl-preprocessing")
    if at_work:
        world.take("automl-preprocessing", "w2")
    works_on(world, seconds=60)
    world.complete(first)
    for task in world.children(run).values():
        if task.status is TaskStatus.STOPPED:  # a server adds who has called it
            world.tracker.mark(task.id, task.status, reason=task.status_reason, message="Stopped by AutoML")
    told = told_of(world, run)
    assert told["plain-onehot"][0].startswith(f"{out_of_time('en')}. Not trained because of it: ")
    assert told["plain-onehot+logistic"][0].startswith(f"skipped: {out_of_time('en')}")
    for _, remedy in told.values():
        assert "--set run.time_budget_minutes=" in remedy


@pytest.mark.parametrize("at_work", [True, False])
def test_a_training_of_a_cancelled_run_says_so(world: World, at_work: bool) -> None:
    run = world.to_trainings()
    if at_work:
        world.take("automl-training")
    world.tracker.stop([run], "enough")
    assert {cause for cause, _ in told_of(world, run).values()} == {"the run was aborted"}


def test_a_training_that_a_worker_takes_in_the_moment_of_its_stop_says_so_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.to_trainings()
    world.tracker.stop([run], "enough")
    stop = world.tracker.stop

    def after_it_was_taken(task_ids: Sequence[str], reason: str) -> None:
        world.take("automl-training")
        stop(task_ids, reason)

    monkeypatch.setattr(world.tracker, "stop", after_it_was_taken)
    assert {cause for cause, _ in told_of(world, run).values()} == {"the run was aborted"}


def test_trainings_are_told_when_the_time_for_training_ends(world: World) -> None:
    run = world.to_trainings(run={"time_budget_minutes": 2})
    started = world.tracker.task(run).started
    assert started is not None
    until = {read(RunSection, task.sections).train_until for task in world.children(run).values() if is_training(task)}
    assert until == {(started + timedelta(seconds=100)).isoformat(timespec="seconds")}


@pytest.mark.parametrize("minutes", [2, None])
def test_the_comparison_is_told_when_the_budget_ends(world: World, minutes: int | None) -> None:
    run = world.submit(run={"time_budget_minutes": minutes})
    world.run_to_end(run)
    started = world.tracker.task(run).started
    assert started is not None
    comparison = world.children(run)[Unit(phase=Phase.COMPARISON)]
    ends = (started + timedelta(minutes=minutes)).isoformat(timespec="seconds") if minutes else None
    assert read(RunSection, comparison.sections).answer_until == ends


def test_without_a_budget_trainings_have_all_time(world: World) -> None:
    run = world.to_trainings()
    trainings = [task for task in world.children(run).values() if is_training(task)]
    assert [read(RunSection, task.sections).train_until for task in trainings] == [None] * len(trainings)
    assert trainings


def test_a_training_at_work_may_store_what_it_has_when_the_time_for_training_ends(world: World) -> None:
    run = world.to_trainings(models=["logistic", "lightgbm", "knn"], run={"time_budget_minutes": 2})
    for _ in ("dummy", "logistic"):
        done = world.take("automl-training")
        world.complete(done)
    task_id = world.take("automl-training")
    world.tick(100)
    assert not world.tracker.task(task_id).status.ended
    waiting = {task.id for task in world.children(run).values() if is_training(task)} - {task_id}
    assert all(world.tracker.task(one).status.ended for one in waiting)
    world.tick(7)
    assert world.tracker.task(task_id).status is TaskStatus.STOPPED


def test_a_time_budget_that_is_over_before_any_training_gives_an_answer_all_the_same(world: World) -> None:
    run = world.submit(models=["logistic", "lightgbm"], run={"time_budget_minutes": 1})
    world.tick()
    world.tick(120)
    ended = world.run_to_end(run)
    assert status(ended) == "completed"
    trained = {task.unit.candidate for task in world.children(run).values() if is_training(task) and task.unit}
    assert trained == {"standard-onehot+dummy", LOGISTIC.candidate}
    document = world.document(ended.id)
    assert all("time budget" in failure.cause for failure in document.failures)
    assert document.failures


def test_a_model_that_the_answer_needs_is_not_stopped_when_the_time_is_over(world: World) -> None:
    run = world.to_trainings(models=["logistic", "lightgbm"], run={"time_budget_minutes": 1})
    world.tick(120)
    trainings = [task for task in world.children(run).values() if is_training(task)]
    go_on = {
        task.unit.candidate for task in trainings if task.unit and not task.status.ended and not task.stop_requested
    }
    needed = {task.unit.candidate for task in trainings if task.unit and read(RunSection, task.sections).is_needed}
    assert go_on == needed == {"standard-onehot+dummy", LOGISTIC.candidate}


def test_a_run_that_ends_without_a_model_says_how_long_one_would_take(world: World) -> None:
    run = world.to_trainings(run={"time_budget_minutes": 1}, optimization={"method": "random", "n_trials": 1000})
    world.tick(120)
    while task_id := world.take("automl-training"):
        world.tracker.mark(task_id, TaskStatus.FAILED, reason="it cannot be fitted")
    ended = world.run_to_end(run)
    assert ended.status is TaskStatus.FAILED
    said = re.search("all [0-9]+ of them would take very roughly ([0-9]+) to ([0-9]+) minutes", ended.status_reason)
    assert said, ended.status_reason
    low, high = map(int, said.groups())
    assert 2 < low < high
    assert ended.runtime[REMEDY_KEY].endswith(f"--set run.time_budget_minutes={high}")


def test_a_copy_of_a_run_made_by_hand_is_a_run_of_its_own_with_its_edits(world: World) -> None:
    run = world.submit()
    world.run_to_end(run)
    source = world.tracker.task(run)
    copy = world.tracker.clone(run, NewTask(name="by hand", project="p", tags=(), sections={}))
    edited = read(ArgsSection, source.sections).model_copy(
        update={"models": "naive_bayes", "primary_metric": "log_loss"}
    )
    world.tracker.edit(copy, sections=payload(edited))
    world.tracker.enqueue([copy], "automl-controller")
    ended = world.run_to_end(copy)
    assert ended.run_id != source.run_id
    assert ended.name == f"run [t-data] [{ended.run_id}]"
    models = {unit.model for unit in world.children(copy)} - {None}
    assert models == {"dummy", "naive_bayes"}
    assert ended.sections["Evaluation"]["primary_metric"] == "log_loss"
    assert {task.run_id for task in world.tracker.tasks(parent=copy)} == {ended.run_id}


def test_a_copy_of_a_child_made_by_hand_is_not_the_runs_child(world: World) -> None:
    run = world.to_trainings()
    source = world.children(run)[LOGISTIC].id
    waiting, started = (
        world.tracker.clone(source, NewTask(name="by hand", project="p", tags=(), sections={})) for _ in range(2)
    )
    adopt_copy(world.tracker, world.tracker.task(started))
    ended = world.run_to_end(run)
    assert status(ended) == "completed"
    assert world.tracker.task(waiting).status is TaskStatus.CREATED
    assert len(read_state(world.tracker, ended).attempts(LOGISTIC)) == 1


def test_a_task_that_is_no_run_is_refused_in_the_controllers_queue(world: World) -> None:
    run = world.to_trainings()
    stray = world.tracker.clone(
        world.children(run)[LOGISTIC].id, NewTask(name="stray", project="p", tags=(), sections={})
    )
    world.tracker.enqueue([stray], "automl-controller")
    world.tick()
    assert world.tracker.task(stray).status is TaskStatus.FAILED
    assert "not a run" in world.tracker.task(stray).comment


def test_a_run_with_a_broken_parameter_fails_with_the_reason_and_harms_no_other(world: World) -> None:
    broken, fine = world.submit(), world.submit()
    world.tracker.edit(broken, sections={"Data": {"random_seed": "0.5"}})
    world.tick()
    assert world.tracker.task(broken).status is TaskStatus.FAILED
    assert "Data/random_seed" in world.tracker.task(broken).comment
    assert status(world.run_to_end(fine)) == "completed"


def test_a_run_edited_to_models_that_do_not_fit_fails_with_the_reason_and_harms_no_other(world: World) -> None:
    edited, fine = world.submit(), world.submit()
    world.tracker.edit(edited, sections={"ModelCandidates": {"models/0/name": "ridge"}})
    ended = world.run_to_end(edited)
    assert status(ended) == "failed"
    assert "none of the models fits" in ended.comment
    assert [failure.candidate for failure in world.document(ended.id).failures] == ["run"]
    assert status(world.run_to_end(fine)) == "completed"


def test_children_are_polled_with_one_call_per_round(world: World) -> None:
    run = world.to_trainings()
    world.tracker.calls.clear()
    world.tick()
    assert world.tracker.calls.count("tasks") == 2
    assert len(world.children(run)) == 3


def test_an_unreachable_server_is_the_callers_business(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run = world.to_trainings()

    def away(**_: object) -> list[TaskSnapshot]:
        raise ServerUnreachable("the ClearML server does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(world.tracker, "tasks", away)
        with pytest.raises(ServerUnreachable):
            world.tick()
    assert status(world.run_to_end(run)) == "completed"

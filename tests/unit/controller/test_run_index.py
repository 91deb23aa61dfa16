"""What a run's task shows: verdict, failures with the next action, every task with its link, and every step."""

from __future__ import annotations

from typing import Any

from automl_controller.runs.document import run_document
from automl_controller.runs.index import MAX_LINES, index
from automl_controller.runs.pipeline_view import CONFIGURATION
from automl_controller.runs.reading import read_state
from automl_controller.runs.results import as_csv, as_document, result_rows
from automl_controller.runs.words import RUN_WORDS
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.naming import Phase, Unit
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.words import say_in

from .conftest import World

STEP_KEYS = {"job_id", "status", "stage", "parents"}
LOGISTIC = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="logistic")
TWO = {"scaling": ["standard", "none"]}


def is_logistic(task: TaskSnapshot) -> bool:
    return task.unit == LOGISTIC


def steps(world: World, run: str) -> dict[str, Any]:
    return dict(world.tracker.configurations[run, CONFIGURATION])


def with_failure(world: World) -> TaskSnapshot:
    run = world.submit(models=["logistic", "knn"])
    ended = world.run_to_end(run, fail=is_logistic)
    assert "What did not work" in ended.comment
    return ended


def test_the_finished_run_names_verdict_failures_and_every_task_with_its_link(world: World) -> None:
    ended = with_failure(world)
    lines = ended.comment.splitlines()
    assert lines[0] == "no model beats guessing"
    failed = next(line for line in lines if line.startswith("- standard-onehot+logistic"))
    assert "exit code 1 without saying why. What to do: see the task's console. memory://web/projects/" in failed
    for task in world.tracker.tasks(parent=ended.id):
        assert f"- {task.name}: {task.status}. {world.tracker.task_url(task.id)}" in lines


def test_the_index_is_kept_up_to_date_while_the_run_goes_on(world: World) -> None:
    run = world.to_trainings()
    world.tick()
    comment = world.tracker.task(run).comment
    assert "So far: 1 completed, 2 waiting" in comment
    assert "Data: t-data" in comment
    assert all(task.name in comment for task in world.tracker.tasks(parent=run))


def test_statuses_are_told_in_the_readers_words(world: World) -> None:
    run = world.submit(output={"language": "ja"})
    world.tick()
    world.work()
    world.tick()
    world.tick()
    comment = world.tracker.task(run).comment
    assert "完了" in comment
    assert "待機中" in comment
    assert not [status for status in TaskStatus if f": {status}" in comment]
    assert all(say_in(RUN_WORDS, f"status_{status}", "ja") != status for status in TaskStatus)


def test_a_long_run_lists_some_and_says_how_many_more(world: World) -> None:
    ended = with_failure(world)
    state = read_state(world.tracker, ended)
    failures = [*run_document(world.tracker, state).failures] * (MAX_LINES + 3)
    text = index(world.tracker, state, [], failures)
    assert text.count("- standard-onehot+logistic:") == MAX_LINES
    assert "and 3 more" in text


def test_every_step_is_complete_and_what_is_to_come_is_pending(world: World) -> None:
    run = world.submit()
    world.tick()
    first = steps(world, run)
    assert {step["status"] for name, step in first.items() if "preprocessing" not in name} == {"pending"}
    world.run_to_end(run)
    last = steps(world, run)
    assert all(set(step) >= STEP_KEYS for step in (*first.values(), *last.values()))
    assert {step["status"] for step in last.values()} == {"completed"}
    assert last["comparison"]["parents"] == ["training standard-onehot+dummy", "training standard-onehot+logistic"]
    assert {step["job_id"] for step in last.values()} == {task.id for task in world.tracker.tasks(parent=run)}


def test_what_was_never_started_or_left_out_is_skipped(world: World) -> None:
    run = world.submit(models=["logistic", "ridge"])
    world.run_to_end(run, fail=lambda task: task.unit is not None and task.unit.phase is Phase.TRAINING)
    found = steps(world, run)
    assert found["training ridge"]["status"] == "skipped"
    assert found["training standard-onehot+logistic"]["status"] == "failed"
    assert found["comparison"]["status"] == found["training-summary"]["status"] == "skipped"


def test_a_superseded_attempt_stays_visible(world: World) -> None:
    run = world.to_trainings()
    lost = world.children(run)[LOGISTIC]
    world.tracker.next_task("automl-training")
    world.tracker.next_task("automl-training")
    world.tick(5)
    world.tick(61)
    world.tick()
    found = steps(world, run)
    assert found["training standard-onehot+logistic (try 1, superseded)"]["job_id"] == lost.id
    assert found["training standard-onehot+logistic"]["job_id"] != lost.id


def test_results_name_every_candidate_whatever_became_of_it(world: World) -> None:
    run = world.submit(models=["logistic", "knn", "ridge"])
    world.run_to_end(run, fail=is_logistic)
    state = read_state(world.tracker, world.tracker.task(run))
    document = run_document(world.tracker, state)
    rows = result_rows(document, state)
    assert [(row.candidate, row.outcome) for row in rows] == [
        ("standard-onehot+logistic", "failed"),
        ("ridge", "skipped"),
    ]
    assert rows[0].remedy
    assert rows[1].cause == "ridge is not for classification"
    lines = as_csv(rows).splitlines()
    assert lines[0].startswith("rank,candidate,outcome,")
    assert len(lines) == 3
    assert [one["outcome"] for one in as_document(document, rows)["candidates"]] == ["failed", "skipped"]


def test_a_candidate_the_budget_left_no_time_for_is_skipped_in_the_results(world: World) -> None:
    run = world.submit(models=["logistic", "lightgbm"], run={"time_budget_minutes": 1})
    world.tick()
    world.work()
    world.clock.turn(120)
    world.run_to_end(run)
    state = read_state(world.tracker, world.tracker.task(run))
    outcomes = {row.candidate: row.outcome for row in result_rows(run_document(world.tracker, state), state)}
    assert outcomes == {"standard-onehot+lightgbm": "skipped"}


def test_a_failed_run_says_what_to_do(world: World) -> None:
    ended = world.run_to_end(world.submit(), fail=lambda _: True)
    assert ended.status is TaskStatus.FAILED
    assert {CAUSE_KEY, REMEDY_KEY} <= set(ended.runtime)
    assert f"what to do: {ended.runtime[REMEDY_KEY]}" in ended.comment


def test_times_of_steps_are_seconds_since_the_epoch(world: World) -> None:
    run = world.submit(models=["logistic"])
    ended = world.run_to_end(run)
    logistic = next(task for task in read_state(world.tracker, ended).children if is_logistic(task))
    (step,) = (step for step in steps(world, ended.id).values() if step["job_id"] == logistic.id)
    assert step["job_started"] == logistic.started.timestamp()

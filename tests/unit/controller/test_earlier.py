"""The run a result is compared with, handed over to the comparison task."""

from __future__ import annotations

import pytest
from tests.outputs import leaderboard_row

from automl_controller.runs.earlier import chosen_run
from automl_controller.runs.lookup import find_run
from automl_shared.errors import ConfigError, NotFound
from automl_shared.exit_codes import CONNECTION_LOST
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT, ComparisonInfo
from automl_shared.resuming import STATUS_KEY
from automl_shared.sections import RunSection, read
from automl_shared.tracker import TaskSnapshot, TaskStatus

from .conftest import World

COMPARISON = Unit(phase=Phase.COMPARISON)


def earlier(world: World, run: str) -> str | None:
    return read(RunSection, world.children(run)[COMPARISON].sections).earlier_comparison


def finished(world: World, **sections: object) -> TaskSnapshot:
    return world.run_to_end(world.submit(**sections))


def test_the_last_finished_run_on_the_same_data_is_compared_with(world: World) -> None:
    first, second, third = finished(world), finished(world), finished(world)
    assert earlier(world, first.id) is None
    assert earlier(world, second.id) == world.children(first.id)[COMPARISON].id
    assert earlier(world, third.id) == world.children(second.id)[COMPARISON].id
    assert f"Compared with the earlier run {second.run_id}: " in third.comment


def test_runs_on_other_data_and_of_other_roots_do_not_count(world: World) -> None:
    finished(world, run={"dataset_key": "other"})
    finished(world, clearml={"project_root": "Elsewhere"})
    assert earlier(world, finished(world).id) is None


def test_a_run_without_a_comparison_does_not_count(world: World) -> None:
    first = finished(world)
    failed = world.run_to_end(world.submit(), fail=lambda _: True)
    assert failed.status == "failed"
    assert earlier(world, finished(world).id) == world.children(first.id)[COMPARISON].id


def test_none_switches_it_off(world: World) -> None:
    finished(world)
    run = finished(world, run={"compare_with": "none"})
    assert earlier(world, run.id) is None
    assert "ompared with" not in run.comment


def test_a_run_can_be_named_by_the_start_of_its_id_and_is_kept_by_all_of_it(world: World) -> None:
    first = finished(world, run={"id": "20260101-000000-aaaaaa"})
    finished(world, run={"id": "20260202-000000-bbbbbb"})
    run = finished(world, run={"compare_with": "20260101"})
    assert read(RunSection, run.sections).compare_with == first.run_id
    assert earlier(world, run.id) == world.children(first.id)[COMPARISON].id


def test_a_run_that_cannot_be_compared_with_is_refused_before_anything_is_made(world: World) -> None:
    waiting = world.submit()
    run_id = world.tracker.task(waiting).run_id or ""
    with pytest.raises(ConfigError, match="has no comparison"):
        world.submit(run={"compare_with": run_id})
    for unknown in ("never", ""):
        with pytest.raises(NotFound):
            chosen_run(world.tracker, unknown)
    assert find_run(world.tracker, "last").id == waiting


def test_a_run_that_was_deleted_meanwhile_is_said_and_fails_nothing(world: World) -> None:
    run = world.submit()
    world.tracker.edit(run, sections={"Run": {"compare_with": "gone"}})
    ended = world.run_to_end(run)
    assert earlier(world, run) is None
    assert "Not compared with gone" in ended.comment


def test_a_second_try_of_the_comparison_keeps_what_the_first_compared_with(world: World) -> None:
    first = finished(world)
    run = world.submit()
    while COMPARISON not in world.children(run):
        world.tick()
        if COMPARISON not in world.children(run):
            world.work()
    lost = world.children(run)[COMPARISON]
    world.tracker.mark(lost.id, TaskStatus.FAILED, reason=f"exit code {CONNECTION_LOST}")
    world.tracker.set_runtime(first.id, {STATUS_KEY: "failed"})
    world.run_to_end(run)
    assert world.children(run)[COMPARISON].id != lost.id
    assert earlier(world, run) == world.children(first.id)[COMPARISON].id


def tell_seconds(world: World, run: TaskSnapshot, seconds: dict[str, float]) -> None:
    """Puts a leaderboard with these fit seconds into a run's comparison."""
    task = world.children(run.id)[COMPARISON]
    info = ComparisonInfo.model_validate(world.tracker.document(task.id, ARTIFACT))
    rows = [
        leaderboard_row(place, candidate, fit_seconds=took)
        for place, (candidate, took) in enumerate(seconds.items(), start=1)
    ]
    told = info.model_copy(update={"leaderboard": rows}).sealed()
    world.tracker.reporter(task.id).document(ARTIFACT, told.model_dump(mode="json"))


def queued_models(world: World, **sections: object) -> list[str | None]:
    """The models of a new run's trainings in the order they wait in."""
    world.to_trainings(models=["logistic", "svm", "knn"], **sections)
    waiting = next(queue.waiting for queue in world.tracker.queues() if queue.name == "automl-training")
    units = [world.tracker.task(task_id).unit for task_id in waiting]
    return [unit.model for unit in units if unit]


def test_what_took_long_before_starts_first_but_for_the_baseline_and_a_fast_model(world: World) -> None:
    first = finished(world, models=["logistic", "svm", "knn"])
    took = {"dummy": 0.1, "logistic": 3.0, "svm": 90.0, "knn": 1.0}
    tell_seconds(world, first, {f"standard-onehot+{model}": seconds for model, seconds in took.items()})
    assert queued_models(world) == ["dummy", "knn", "svm", "logistic"]


def test_a_run_on_other_data_tells_nothing_about_the_order(world: World) -> None:
    first = finished(world, run={"dataset_key": "other"}, models=["svm"])
    tell_seconds(world, first, {"standard-onehot+svm": 90.0})
    assert queued_models(world) == ["dummy", "logistic", "svm", "knn"]


def test_a_time_budget_keeps_the_order_of_promise(world: World) -> None:
    tell_seconds(world, finished(world, models=["svm"]), {"standard-onehot+svm": 90.0})
    assert queued_models(world, run={"time_budget_minutes": 60}) == ["dummy", "logistic", "svm", "knn"]


def test_an_earlier_result_that_cannot_be_read_changes_nothing(world: World) -> None:
    first = finished(world, models=["svm"])
    world.tracker.reporter(world.children(first.id)[COMPARISON].id).document(ARTIFACT, {"schema_version": "99.0"})
    assert queued_models(world) == ["dummy", "logistic", "svm", "knn"]

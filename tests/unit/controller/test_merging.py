"""Preprocessing variants that come to the same for the columns of the data: trained once, and said."""

from __future__ import annotations

from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import RunDocument
from automl_shared.resuming import STATUS_KEY
from automl_shared.sections import RunSection, read
from automl_shared.tracker import TaskSnapshot

from .conftest import World

TWO = {"scaling": ["standard"], "categorical_encoding": ["onehot", "ordinal"]}
"""The data of these tests have no categories, so both are the same."""
DIFFERENT = {"scaling": ["standard", "minmax"]}


def training(preproc_id: str) -> Unit:
    return Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model="logistic")


def document_of(world: World, ended: TaskSnapshot) -> RunDocument:
    return world.document(ended.id)


def is_preprocessing_of(preproc_id: str, task: TaskSnapshot) -> bool:
    return task.unit == Unit(phase=Phase.PREPROCESSING, preproc_id=preproc_id)


def test_equal_variants_are_trained_once_which_is_no_failure_and_said(world: World) -> None:
    run = world.submit(preprocessing=TWO)
    ended = world.run_to_end(run)
    children = world.children(run)
    assert training("standard-onehot") in children
    assert training("standard-ordinal") not in children
    assert ended.runtime[STATUS_KEY] == "completed"
    assert document_of(world, ended).failures == []
    assert "standard-ordinal+logistic (same as standard-onehot for these data)" in ended.comment
    for phase in (Phase.TRAINING_SUMMARY, Phase.COMPARISON):
        skipped = read(RunSection, children[Unit(phase=phase)].sections).skipped
        assert skipped == {"standard-ordinal+logistic": "same as standard-onehot for these data"}


def test_the_reason_is_in_the_language_of_the_run(world: World) -> None:
    ended = world.run_to_end(world.submit(preprocessing=TWO, output={"language": "ja"}))
    assert "このデータでは standard-onehot と同じ" in ended.comment


def test_variants_that_differ_are_all_trained(world: World) -> None:
    run = world.submit(preprocessing=DIFFERENT)
    assert "Left out" not in world.run_to_end(run).comment
    assert {training("standard-onehot"), training("minmax-onehot")} <= set(world.children(run))


def test_a_variant_is_not_trained_before_all_earlier_ones_are_known(world: World) -> None:
    run = world.submit(preprocessing=DIFFERENT)
    world.tick()
    first, second = (world.take("automl-preprocessing", worker) for worker in ("w1", "w2"))
    assert first is not None
    assert second is not None
    for task_id, trained in ((second, 0), (first, 3)):
        world.complete(task_id)
        world.tick()
        assert sum(unit.phase is Phase.TRAINING for unit in world.children(run)) == trained


def test_an_equal_variant_takes_the_place_of_one_that_failed(world: World) -> None:
    run = world.submit(preprocessing=TWO)
    ended = world.run_to_end(run, fail=lambda task: is_preprocessing_of("standard-onehot", task))
    assert training("standard-ordinal") in world.children(run)
    assert ended.runtime[STATUS_KEY] == "completed_with_failures"


def test_candidates_without_preprocessing_say_so_and_not_that_time_ran_out(world: World) -> None:
    run = world.submit(preprocessing=DIFFERENT)
    ended = world.run_to_end(run, fail=lambda task: is_preprocessing_of("minmax-onehot", task))
    causes = {failure.candidate: failure.cause for failure in document_of(world, ended).failures}
    assert causes["minmax-onehot+logistic"].startswith("skipped: its preprocessing gave no result")


def test_a_restarted_controller_merges_the_same(world: World) -> None:
    run = world.to_trainings(preprocessing=TWO)
    world.controller = world.new_controller()
    world.run_to_end(run)
    assert training("standard-ordinal") not in world.children(run)

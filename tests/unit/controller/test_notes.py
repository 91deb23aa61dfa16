"""What a run says beside its result: its data, what was reused, what shall be done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_controller.cli.progress import show_progress
from automl_controller.runs.copy import copy_task
from automl_controller.runs.notes import notes
from automl_controller.runs.reading import read_state
from automl_controller.runs.watch import Glance
from automl_shared.naming import Phase, Unit
from automl_shared.phase_io import ARTIFACT, PreprocessingInfo
from automl_shared.sections import RunSection, read
from automl_shared.tracker import TaskSnapshot, TaskStatus

from .conftest import World

PREPROCESSING = Unit(phase=Phase.PREPROCESSING, preproc_id="standard-onehot")


def reused_preprocessing(world: World, run: str, source: TaskSnapshot) -> None:
    """Makes the run's preprocessing one that shows the source's result."""
    world.tick()
    world.work()
    task = world.children(run)[PREPROCESSING]
    info = PreprocessingInfo.model_validate(world.tracker.document(task.id, ARTIFACT))
    again = info.model_copy(update={"reused_from": source.id}).sealed()
    world.tracker.reporter(task.id).document(ARTIFACT, again.model_dump(mode="json"))
    world.tracker.edit(task.id, tags=[*task.tags, f"reused:{source.run_id}"])


def test_a_run_says_whether_its_data_were_registered_before(world: World) -> None:
    first, second = world.submit(), world.submit()
    ended = [world.run_to_end(run) for run in (first, second)]
    assert "Data: t-data, registered by this run." in ended[0].comment
    assert f"Data: t-data, found again: run {ended[0].run_id} registered the same content." in ended[1].comment


def test_a_copy_of_a_run_is_noted_on_the_dataset(world: World) -> None:
    run = world.submit()
    world.run_to_end(run)
    copy = copy_task(world.tracker, run, [])
    ended = world.run_to_end(copy.task_id)
    dataset = world.tracker.dataset(ended.sections["Data"]["dataset_id"])
    assert {f"run:{world.tracker.task(run).run_id}", f"run:{copy.run_id}"} <= set(dataset.tags)
    assert "found again" in ended.comment


def test_a_reused_preprocessing_is_told_with_its_run_and_a_link(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    first = world.submit()
    world.run_to_end(first)
    source = world.children(first)[PREPROCESSING]
    run = world.submit()
    reused_preprocessing(world, run, source)
    ended = world.run_to_end(run)
    state = read_state(world.tracker, ended)
    told = next(line for line in notes(world.tracker, state) if "Preprocessing" in line)
    assert f"standard-onehot reused from run {source.run_id}" in told
    assert world.tracker.task_url(source.id) in told
    assert told in ended.comment
    show_progress([Glance(state=state, ended=True)])
    assert f"preprocessing standard-onehot reused from run {source.run_id}\n" in capsys.readouterr().err


def test_a_step_to_do_again_reaches_the_task_and_every_copy_of_the_run(world: World) -> None:
    run = world.submit(run={"force_steps": ["preprocessing"]})
    world.run_to_end(run)
    copy = copy_task(world.tracker, run, []).task_id
    world.run_to_end(copy)
    for one in (run, copy):
        assert read(RunSection, world.children(one)[PREPROCESSING].sections).force_steps == ["preprocessing"]


def test_a_deleted_dataset_is_said(world: World, tmp_path: Path) -> None:
    run = world.submit()
    world.tracker.edit(run, sections={"Data": {"dataset_id": "gone"}})
    assert world.run_to_end(run).status is TaskStatus.FAILED
    assert "no dataset has this id" in world.tracker.task(run).status_reason

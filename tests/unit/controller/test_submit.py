"""Submitting: refused before anything is made, or everything as asked."""

from __future__ import annotations

from typing import Any

import pytest

from automl_controller.runs.copy import copy_task
from automl_controller.runs.submit import check_config, check_data, dry_run
from automl_shared.config import parse_config, parse_override
from automl_shared.errors import ConfigError
from automl_shared.naming import Phase, Unit
from automl_shared.sections import RunSection, read

from .conftest import World

LOGISTIC = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="logistic")


def test_the_same_content_is_the_same_dataset(world: World) -> None:
    first, second = (world.tracker.task(world.submit()) for _ in range(2))
    datasets = {task.sections["Data"]["dataset_id"] for task in (first, second)}
    assert len(datasets) == 1
    tags = world.tracker.dataset(datasets.pop()).tags
    assert {f"run:{first.run_id}", f"run:{second.run_id}"} <= set(tags)


def test_changed_content_is_another_dataset(world: World) -> None:
    first = world.tracker.task(world.submit())
    world.table.write_text(world.table.read_text() + "99,1,u\n")
    second = world.tracker.task(world.submit())
    assert first.sections["Data"]["dataset_id"] != second.sections["Data"]["dataset_id"]


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"models": ["nope"]}, "no model is named 'nope'"),
        ({"models": ["ridge"]}, "none of the models fits a classification problem"),
        ({"models": [{"name": "logistic", "params": {"nope": 1}}]}, "does not take these parameters"),
        ({"evaluation": {"primary_metric": "acuracy"}}, "did you mean 'accuracy'"),
        ({"evaluation": {"primary_metric": "rmse"}}, "not made for classification"),
        ({"preprocessing": {"plugins": ["nope"]}}, "no preprocessor is named 'nope'"),
        ({"clearml": {"queues": {"nope": "x"}}}, "unknown queue"),
        ({"data": {"target_column": "z"}}, "not in the data"),
        ({"cross_validation": {"n_folds": 40}}, "smallest class"),
    ],
)
def test_a_config_that_cannot_work_makes_nothing(world: World, sections: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        world.submit(**sections)
    assert caught.value.exit_code == 2
    assert "clone" not in world.tracker.calls


@pytest.mark.parametrize("data", [{"target_column": "y"}, {"csv_path": "t.csv"}])
def test_a_config_without_data_or_target_is_refused(data: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="names no"):
        check_config(parse_config({"data": data}))


def test_a_used_run_id_is_refused(world: World) -> None:
    world.submit(run={"id": "mine-1"})
    with pytest.raises(ConfigError, match="exists already"):
        world.submit(run={"id": "mine-1"})


def test_a_dry_run_lists_every_task_and_makes_none(world: World) -> None:
    config = parse_config(
        {
            "data": {"csv_path": str(world.table), "target_column": "y"},
            "models": ["logistic", "naive_bayes", "logistic"],
        }
    )
    planned = dry_run(config, check_data(config, world.table))
    trainings = [one.name.partition(" [2")[0] for one in planned if one.phase == "training"]
    assert trainings == [
        "train [standard-onehot] [dummy]",
        "train [standard-onehot] [logistic]",
        "train [standard-onehot] [naive_bayes]",
        "train [standard-onehot] [logistic-2]",
        "train [plain-onehot] [logistic]",
        "train [plain-onehot] [naive_bayes]",
        "train [plain-onehot] [logistic-2]",
    ]
    assert [one.queue for one in planned if one.phase == "comparison"] == ["automl-comparison"]
    assert world.tracker.calls == []


def test_execution_mode_new_makes_tasks_from_code(world: World) -> None:
    run = world.submit(clearml={"execution_mode": "new"})
    assert not any(tag.startswith("cloned_from:") for tag in world.tracker.task(run).tags)
    assert world.run_to_end(run).status == "completed"
    assert "clone" not in world.tracker.calls


def test_a_run_is_copied_with_config_overrides(world: World) -> None:
    run = world.submit()
    world.run_to_end(run)
    made = copy_task(world.tracker, run, [parse_override("models[0].params.C=0.25")])
    world.run_to_end(made.task_id)
    assert world.children(made.task_id)[LOGISTIC].sections["Model"]["params/C"] == "0.25"
    assert made.run_id != world.tracker.task(run).run_id


@pytest.mark.parametrize("path", ["Model.params.C", "models[0].params.C", "model.params.C"])
def test_a_child_is_copied_with_section_overrides(world: World, path: str) -> None:
    run = world.submit()
    world.run_to_end(run)
    child = world.children(run)[LOGISTIC]
    made = copy_task(world.tracker, child.id, [parse_override(f"{path}=0.25")])
    copy = world.tracker.task(made.task_id)
    assert copy.sections["Model"]["params/C"] == "0.25"
    assert copy.run_id == made.run_id != child.run_id
    section = read(RunSection, copy.sections)
    assert (section.task_id, section.origin_run_id) == (copy.id, child.run_id)


@pytest.mark.parametrize("path", ["clearml", "ClearML"])
def test_a_copy_waits_where_its_overrides_say(world: World, path: str) -> None:
    run = world.submit()
    world.run_to_end(run)
    wanted = [parse_override(f"{path}.queues={{training: gpu}}"), parse_override(f"{path}.tags=[team:y]")]
    made = copy_task(world.tracker, world.children(run)[LOGISTIC].id, wanted)
    assert made.queue == "gpu"
    assert "team:y" in world.tracker.task(made.task_id).tags


@pytest.mark.parametrize("text", ["Modl.params.C=1", "Model.nme=x", "CrossValidation.n_folds=many", "Run.run_id=x"])
def test_an_override_a_child_does_not_take_copies_nothing(world: World, text: str) -> None:
    run = world.submit()
    world.run_to_end(run)
    child = world.children(run)[LOGISTIC]
    before = world.tracker.calls.count("clone")
    with pytest.raises(ConfigError):
        copy_task(world.tracker, child.id, [parse_override(text)])
    assert world.tracker.calls.count("clone") == before

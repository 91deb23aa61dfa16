"""Submitting: refused before anything is made, or everything as asked."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from automl_controller.cli.submit import asked
from automl_controller.runs.copy import copy_task
from automl_controller.runs.submit import check_config, check_data, dry_run, possible_extras, submit
from automl_controller.runs.templates import sync
from automl_data.intake import file_hash, local_file, read_table
from automl_shared.config import parse_config, parse_override
from automl_shared.config.models import DataSettings
from automl_shared.errors import ConfigError, DataError
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


def test_a_file_that_goes_on_growing_makes_nothing(world: World) -> None:
    config = parse_config({"data": {"csv_path": str(world.table), "target_column": "y"}, "models": ["logistic"]})
    sync(world.tracker, config.clearml)
    data = check_data(config, world.table)
    with world.table.open("a") as growing:
        growing.write("99,1,u\n")
    with pytest.raises(DataError, match="changed while it was read"):
        submit(world.tracker, config, data)
    assert world.tracker.datasets() == []
    assert {task.name for task in world.tracker.tasks(tags=["phase:run"])} == {"template [run]"}


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
        ({"models": [{"name": "logistic", "params": {"monotone": {"x": 1}}}]}, "cannot keep to the directions"),
        ({"models": [{"name": "lightgbm", "params": {"monotone": {"nope": 1}}}]}, "column that is not in the data"),
        ({"models": [{"name": "lightgbm", "params": {"monotone": {"x": "up"}}}]}, "columns and their directions"),
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


def test_an_option_is_left_out_only_where_it_was_not_given() -> None:
    given = asked({("run", "force_steps"): None, ("data", "random_seed"): 0, ("run", "compare_with"): ""})
    assert [(one.path[-1], one.value) for one in given] == [("random_seed", 0), ("compare_with", "")]


def test_a_used_run_id_is_refused(world: World) -> None:
    world.submit(run={"id": "mine-1"})
    with pytest.raises(ConfigError, match="exists already"):
        world.submit(run={"id": "mine-1"})


@pytest.mark.parametrize(
    ("models", "minutes", "more"), [("standard", 10, True), ("standard", None, False), ("fast", 10, False)]
)
def test_what_a_time_budget_may_add_is_known_before(
    world: World, models: str, minutes: float | None, more: bool
) -> None:
    values = {"data": {"csv_path": str(world.table), "target_column": "y"}, "models": models}
    config = parse_config({**values, "run": {"time_budget_minutes": minutes}})
    data = check_data(config, world.table)
    extras = possible_extras(config, data)
    assert bool(extras) == more
    assert not {f"{one.preprocess}+{one.model}" for one in dry_run(config, data)} & set(extras)


def test_a_dry_run_lists_every_task_and_makes_none(world: World) -> None:
    config = parse_config(
        {
            "data": {"csv_path": str(world.table), "target_column": "y"},
            "models": ["logistic", "naive_bayes", "logistic"],
        }
    )
    planned = dry_run(config, check_data(config, world.table))
    assert [(one.preprocess, one.model) for one in planned if one.phase == "training"] == [
        ("standard-onehot", "dummy"),
        ("standard-onehot", "logistic"),
        ("standard-onehot", "naive_bayes"),
        ("standard-onehot", "logistic-2"),
        ("plain-onehot", "naive_bayes"),
        ("plain-onehot", "logistic"),
        ("plain-onehot", "logistic-2"),
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


@pytest.mark.parametrize(
    ("of_child", "text"),
    [(True, text) for text in ("Modl.params.C=1", "Model.nme=x", "CrossValidation.n_folds=many", "Run.run_id=x")]
    + [(of_child, "models[0].params.C=notanumber") for of_child in (True, False)],
)
def test_an_override_that_does_not_fit_copies_nothing(world: World, of_child: bool, text: str) -> None:
    run = world.submit()
    world.run_to_end(run)
    copied = world.children(run)[LOGISTIC].id if of_child else run
    before = world.tracker.calls.count("clone")
    with pytest.raises(ConfigError):
        copy_task(world.tracker, copied, [parse_override(text)])
    assert world.tracker.calls.count("clone") == before


SOURCES = {
    "pattern": {"csv_path": "{folder}/parts/*.csv"},
    "lines around it": {"csv_path": "{folder}/report.csv", "header_row": 3, "skip_footer": 1},
    "workbook": {"csv_path": "{folder}/book.xlsx", "sheet": "rows"},
    "query": {"sql": {"url": "sqlite:///${SHOP_PLACE}", "query": "select a, b, y from t order by a"}},
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_is_kept_as_a_dataset_that_reads_the_same(
    world: World, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.read_csv(world.table)
    write_sources(tmp_path, frame)
    monkeypatch.setenv("SHOP_PLACE", str(tmp_path / "geheim.db"))
    text = json.dumps(SOURCES[kind]).replace("{folder}", str(tmp_path))
    config = parse_config({"data": {"target_column": "y", **json.loads(text)}, "models": ["logistic"]})
    check_config(config)
    sync(world.tracker, config.clearml)
    made = []
    for _ in range(2):
        with local_file(config.data) as path:
            made.append(submit(world.tracker, config, check_data(config, path)))
    assert [one.dataset_reused for one in made] == [False, True]
    assert made[0].dataset.facts["rows"] == "60"
    task = world.tracker.task(made[0].task_id)
    stored = read(DataSettings, task.sections)
    assert (stored.csv_path, stored.sql.url, stored.dataset_id) == (None, None, made[0].dataset.id)
    assert "geheim" not in json.dumps([task.sections, made[0].dataset.facts, task.tags])
    (file,) = world.tracker.dataset_files(made[0].dataset.id)
    assert file_hash(file) == made[0].dataset.facts["hash"]
    kept = read_table(file, stored).frame
    assert kept.astype(str).to_numpy().tolist() == frame.astype(str).to_numpy().tolist()


def write_sources(folder: Path, frame: pd.DataFrame) -> None:
    (folder / "parts").mkdir()
    frame.iloc[:30].to_csv(folder / "parts" / "1.csv", index=False)
    frame.iloc[30:].to_csv(folder / "parts" / "2.csv", index=False)
    (folder / "report.csv").write_text(f"x,y\n1,2\n{frame.to_csv(index=False)}last,line\n")
    with pd.ExcelWriter(folder / "book.xlsx") as book:
        frame.to_excel(book, sheet_name="rows", index=False)
        frame.head(9).to_excel(book, sheet_name="others", index=False)
    with closing(sqlite3.connect(folder / "geheim.db")) as connection:
        frame.to_sql("t", connection, index=False)

"""A whole run in this process: the real phases and controller, without a server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from automl_controller import Result, run
from automl_controller.in_process import Request
from automl_controller.predicting.model import fetched
from automl_controller.runs.results import as_csv, result_rows
from automl_data.bundle import load_bundle
from automl_shared.config import parse_config
from automl_shared.errors import ConfigError, DataError, NotFound
from automl_shared.tracker import Tracker

REFERENCE = Path(__file__).parents[2] / "docs" / "REFERENCE.md"
SMALL = {
    "models": ["logistic"],
    "preprocessing.scaling": ["standard"],
    "cross_validation.n_folds": 2,
    "cross_validation.random_seed": 1,
}


def table(n_rows: int = 80) -> pd.DataFrame:
    """Numbers and a category; the class follows one of the numbers."""
    numbers = np.random.default_rng(0).normal(size=(n_rows, 2))
    return pd.DataFrame(
        {
            "width": numbers[:, 0],
            "height": numbers[:, 1],
            "colour": np.where(numbers[:, 1] > 0, "red", "blue"),
            "label": np.where(numbers[:, 0] > 0, "yes", "no"),
        }
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(table(), "label", folder=tmp_path_factory.mktemp("runs"), settings=SMALL)


def nobody() -> Tracker:
    raise AssertionError("no server is asked")


def test_a_table_becomes_a_recommendation(made: Result) -> None:
    assert made.document.status == "completed"
    assert set(made.leaderboard["candidate"]) == {"standard-onehot+dummy", "standard-onehot+logistic"}
    assert made.document.recommendation.model == "logistic"
    assert "Logistic regression" in made.sentence


def test_the_folder_is_named_by_the_run_and_holds_all_of_it(made: Result) -> None:
    assert made.folder.name == made.document.run_id
    assert json.loads((made.folder / "run.json").read_text()) == made.document.model_dump(mode="json")
    assert made.document.run_id in made.report.read_text()
    assert made.document.url == (made.folder / "tasks" / made.document.controller_task_id).as_uri()
    for task in made.document.tasks:
        folder = made.folder / "tasks" / task.task_id
        assert json.loads((folder / "phase_output.json").read_text())["task_id"] == task.task_id
        if task.phase == "run":
            continue
        assert "effective parameters:" in (folder / "console.txt").read_text()
    pictures = list(made.folder.glob("tasks/*/*.html"))
    assert len(pictures) > 20
    assert all("../plotly.min.js" in page.read_text() for page in pictures if page.name != "report.html")


def test_everything_a_task_shows_is_in_the_reference(made: Result) -> None:
    known = re.findall(r"^\| `([^`]+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    patterns = [re.escape(name).replace("<name>", ".+") for name in known]
    pages = {page.stem for page in made.folder.glob("tasks/*/*.html") if page.stem[:2].isdecimal()}
    shown = {title.lstrip("0123456789 ") for title in pages}
    shown |= {name for task in made.engine.tracker.tasks() for name in task.artifacts}
    assert len(shown) > 40
    assert not {name for name in shown if not any(re.fullmatch(pattern, name) for pattern in patterns)}


def test_its_results_list_every_candidate_with_its_title(made: Result) -> None:
    rows = {row.candidate: row for row in result_rows(made.document, made.state)}
    assert rows["standard-onehot+dummy"].outcome == "baseline"
    assert rows["standard-onehot+logistic"].title.startswith("Logistic regression")
    assert as_csv(list(rows.values())).splitlines()[0].endswith(",cause,remedy,title")


def test_the_model_predicts_as_the_run_said_from_its_folder_and_its_file(made: Result) -> None:
    assert made.model is not None
    rows = table().drop(columns="label").head(5)
    expected = load_bundle(made.model).predict(rows)
    np.testing.assert_array_equal(fetched(str(made.folder), nobody).predict(rows), expected)
    np.testing.assert_array_equal(expected, table()["label"].head(5))


def test_a_folder_without_a_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds 0 models"):
        fetched(str(tmp_path), nobody)


def test_the_same_again_gives_the_same_numbers(made: Result, tmp_path: Path) -> None:
    again = run(table(), "label", folder=tmp_path, settings=SMALL)
    assert list(again.leaderboard["cv_mean"]) == list(made.leaderboard["cv_mean"])


def test_what_a_run_would_be_refused_for_is_refused_before_a_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="column"):
        run(table(), "no such column", folder=tmp_path, settings=SMALL)
    assert [path.name for path in tmp_path.iterdir()] == ["data.parquet"]
    on_a_server = parse_config({"data": {"dataset_id": "d1", "target_column": "y"}})
    with pytest.raises(ConfigError, match="on a server"):
        Request(config=on_a_server, command="automl run").run(tmp_path)


def test_a_table_that_no_file_holds_is_refused_in_words(tmp_path: Path) -> None:
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    for frame in (twice, pd.DataFrame({"a": [1j]}), pd.DataFrame({"a": pd.arrays.SparseArray([0, 1])})):
        with pytest.raises(DataError, match="cannot be kept as a Parquet file"):
            run(frame, "a", folder=tmp_path)

"""All children side by side: nobody is dropped, and every failure has a cause and a remedy."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from tests.outputs import by_name, drawn

from automl_shared.config.models import EvaluationSettings, OutputSettings
from automl_shared.phase_io import ARTIFACT, ChildStatus, TrainingSummaryInfo
from automl_shared.tracker import TaskStatus
from automl_training.summary.meta import rounded
from automl_training.summary.processing import children
from automl_training.summary.visualization import Facts, best_table, children_table


def _summarised(bench: Any, trainings: list[str], *sections: Any) -> tuple[str, TrainingSummaryInfo]:
    task = bench.summary(trainings, *sections)
    assert bench.work_off(task) == 0
    return task, TrainingSummaryInfo.model_validate(bench.tracker.document(task, ARTIFACT))


def test_the_best_is_first_and_the_failed_one_last_with_its_cause(bench: Any) -> None:
    ready = bench.ready("regression")
    tasks = [bench.training(ready, "dummy"), bench.training(ready, "logistic"), bench.training(ready, "ridge")]
    assert [bench.work_off(task) for task in tasks] == [0, 1, 0]
    task, made = _summarised(bench, tasks)
    assert [child.model for child in made.children] == ["ridge", "dummy", "logistic"]
    assert (made.best, made.primary_metric, made.greater_is_better) == ("standard-onehot+ridge", "rmse", False)
    failed = made.children[-1]
    assert (failed.status, failed.cv_mean) == ("failed", None)
    assert "not made for regression" in (failed.cause or "")
    assert failed.remedy
    shown = ["best candidate", "all candidates", "scores and their spread"]
    assert drawn(bench.reported(task).figures, shown) == shown
    with bench.tracker.file(task, "children").open(encoding="utf-8") as file:
        assert [row["candidate"] for row in csv.DictReader(file)] == [child.candidate for child in made.children]


def test_a_metric_to_be_greater_ranks_the_other_way(bench: Any) -> None:
    ready = bench.ready("binary")
    tasks = [bench.training(ready, "dummy"), bench.training(ready, "logistic")]
    for task in tasks:
        bench.work_off(task)
    made = _summarised(bench, tasks)[1]
    assert made.greater_is_better
    assert [child.model for child in made.children] == ["logistic", "dummy"]


def test_a_tampered_output_is_a_failed_row(bench: Any) -> None:
    ready = bench.ready("regression")
    tasks = [bench.training(ready, "ridge"), bench.training(ready, "dummy")]
    for task in tasks:
        bench.work_off(task)
    bad = bench.tracker.document(tasks[0], ARTIFACT) | {"fit_seconds": 0.0}
    bench.reported(tasks[0]).document(ARTIFACT, bad)
    made = _summarised(bench, tasks)[1]
    assert made.best == "standard-onehot+dummy"
    assert (made.children[1].status, made.children[1].model) == ("failed", "ridge")
    assert "hash does not match" in (made.children[1].cause or "")


@pytest.mark.parametrize(
    ("status", "reason", "cause", "remedy"),
    [
        (TaskStatus.FAILED, "worker execution exit code -9", "memory ran out", "more memory"),
        (TaskStatus.FAILED, "worker execution exit code 1", "exit code 1", "console"),
        (TaskStatus.STOPPED, "stopped in the UI", "stopped in the UI", "run it again"),
        (TaskStatus.IN_PROGRESS, "", "not done", "run it again"),
        (TaskStatus.COMPLETED, "", "without a phase output", "console"),
    ],
)
def test_every_end_has_a_cause_and_a_remedy(
    bench: Any, status: TaskStatus, reason: str, cause: str, remedy: str
) -> None:
    task = bench.training(bench.ready("regression"), "ridge")
    bench.tracker.mark(task, status, reason=reason)
    made = _summarised(bench, [task])[1]
    assert (made.best, len(made.children)) == (None, 1)
    assert cause in (made.children[0].cause or "")
    assert remedy in (made.children[0].remedy or "")
    assert made.children[0].candidate == "standard-onehot+ridge"


def test_a_task_that_is_gone_is_still_a_row(bench: Any) -> None:
    made = _summarised(bench, ["gone"], EvaluationSettings(primary_metric="r2"))[1]
    assert (made.children[0].status, made.primary_metric) == ("missing", "r2")


def test_pictures_say_what_they_leave_out(bench: Any) -> None:
    ready = bench.ready("regression")
    tasks = [bench.training(ready, model) for model in ("dummy", "ridge", "linear")]
    for task in tasks:
        bench.work_off(task)
    summary = _summarised(bench, tasks, OutputSettings(top_k=2))[0]
    figures = by_name(bench.reported(summary).figures)
    assert len(figures["scores and their spread"].data[0].x) == 2
    assert "2 of 3" in figures["scores and their spread"].layout.title.text
    assert len(figures["all candidates"].data[0].cells["values"][0]) == 3


def test_a_japanese_summary_says_in_japanese_what_is_missing() -> None:
    (gone,) = children(["gone"], [], {}, "ja")
    assert not gone.cause.isascii()
    assert not gone.remedy.isascii()


@pytest.mark.parametrize(
    ("value", "told"), [(None, ""), (7_318_441.4, "7,318,441"), (0.46284, "0.4628"), (-1234.5, "-1,234")]
)
def test_numbers_of_the_table_are_written_out(value: float | None, told: str) -> None:
    assert rounded(value) == told


def test_tables_name_candidates_and_what_became_of_them_in_words() -> None:
    own = {"title": "リッジ回帰", "preprocess": "standard-onehot", "model": "ridge", "cv_mean": 1.0}
    row = ChildStatus(task_id="1", candidate="standard-onehot+ridge", status="completed", **own)
    facts = Facts(rows=[row], best=row, metric="RMSE", language="ja", most=5)
    shown = [column[0] for column in children_table(facts).data[0]["cells"]["values"]]
    assert (shown[0], shown[-1]) == ("リッジ回帰", "完了")
    assert best_table(facts).data[0]["cells"]["values"][1][:2] == ["リッジ回帰", "standard-onehot+ridge"]

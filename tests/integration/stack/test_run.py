"""Whole runs on a real stack, seen from the command and from the plain SDK."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.stacks import PENGUINS, Stack, until

from automl_controller.in_process import Request
from automl_data.bundle import load_bundle
from automl_shared.config import parse_override
from automl_shared.phase_io import Failure, LeaderboardRow, Recommendation, RunInfo, TaskDocument, read_output

RUN_KEYS = {
    "run_id",
    "status",
    "controller_task_id",
    "url",
    "dataset",
    "tasks",
    "recommendation",
    "leaderboard",
    "failures",
}
SMALL = {
    "models": ["logistic", {"name": "lightgbm", "params": {"n_estimators": 30}}],
    "preprocessing": {"scaling": ["none"]},
}


FETCH = """
from clearml import Task
from pathlib import Path
import shutil
task = Task.get_task(task_id={task!r})
for name in ("oof_predictions", "holdout_predictions"):
    shutil.copy(task.artifacts[name].get_local_copy(), {folder!r} + "/" + name + ".parquet")
shutil.copy(task.models["output"][0].get_local_copy(raise_on_error=True), {folder!r} + "/fetched.bundle")
"""


@pytest.fixture(scope="session")
def run(stack: Stack) -> dict[str, Any]:
    """A finished run of the penguins; its document."""
    config = stack.config(PENGUINS, "species", **{**SMALL, "clearml": {"tags": ["team:x"]}})
    done = stack.ok(
        "submit",
        "--config",
        config,
        "--set",
        "models[1].params.n_estimators=7",
        "--set",
        "optimization.method=random",
        "--set",
        "optimization.n_trials=3",
        "--watch",
        "--json",
        "--output-info",
        str(stack.folder / "info.json"),
    )
    return dict(done.document)


def task_data(stack: Stack, task_ids: list[str]) -> list[dict[str, Any]]:
    """Tasks as the plain SDK sees them."""
    printed = stack.sdk(
        f"""
import json
from clearml import Task
tasks = [Task.get_task(task_id=one) for one in {task_ids!r}]
print(json.dumps([
    {{"id": t.id, "name": t.name, "tags": t.get_tags(), "parameters": t.get_parameters(), "parent": t.parent,
      "project": t.get_project_name(), "type": str(t.task_type), "artifacts": list(t.artifacts),
      "scalars": list(t.get_last_scalar_metrics()), "console": "".join(t.get_reported_console_output(100))}}
    for t in tasks]))
"""
    )
    return list(json.loads(printed.splitlines()[-1]))


def test_the_document_is_exactly_the_one_of_the_contract(stack: Stack, run: dict[str, Any]) -> None:
    assert set(run) == RUN_KEYS
    assert run["status"] == "completed"
    assert set(run["dataset"]) == {"id", "key", "rows", "columns", "hash"}
    assert (run["dataset"]["rows"], run["dataset"]["columns"]) == (344, 8)
    assert {frozenset(task) for task in run["tasks"]} == {frozenset(TaskDocument.model_fields)}
    assert {frozenset(row) for row in run["leaderboard"]} == {frozenset(LeaderboardRow.model_fields)}
    assert set(run["recommendation"]) == set(Recommendation.model_fields)
    assert run["failures"] == []
    assert run == stack.show(run["run_id"])
    info = read_output(RunInfo, json.loads((stack.folder / "info.json").read_text()), run_id=run["run_id"])
    assert info.document.model_dump(mode="json") == run


def test_every_candidate_is_in_the_leaderboard_once_and_the_baseline_is_last(run: dict[str, Any]) -> None:
    candidates = Counter(row["candidate"] for row in run["leaderboard"] if row["preprocess"] != "ensemble")
    assert candidates == {"plain-onehot+dummy": 1, "plain-onehot+logistic": 1, "plain-onehot+lightgbm": 1}
    assert run["leaderboard"][-1]["model"] == "dummy"
    assert run["recommendation"]["model"] != "dummy"
    assert run["recommendation"]["cv_mean"] > run["recommendation"]["baseline"]


def scores(document: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {row["candidate"]: (row["cv_mean"], row["cv_std"]) for row in document["leaderboard"]}


def test_the_same_config_in_one_process_gives_the_same_scores(
    stack: Stack, run: dict[str, Any], tmp_path: Path
) -> None:
    config = stack.config(PENGUINS, "species", **SMALL)
    values = ("models[1].params.n_estimators=7", "optimization.method=random", "optimization.n_trials=3")
    request = Request.of_file(Path(config), [parse_override(value) for value in values])
    document = request.run(tmp_path).document.model_dump(mode="json")
    scores = [
        {row["candidate"]: (row["cv_mean"], row["cv_std"]) for row in one["leaderboard"]} for one in (document, run)
    ]
    assert scores[0] == scores[1]
    assert document["recommendation"]["holdout"] == run["recommendation"]["holdout"]


def test_all_tasks_are_clones_of_templates_with_the_names_and_tags_of_the_contract(
    stack: Stack, run: dict[str, Any]
) -> None:
    templates = {one["task_id"] for one in stack.ok("templates", "list", "--json").document["templates"]}
    phases = Counter(task["phase"] for task in run["tasks"])
    assert phases == {"run": 1, "preprocessing": 1, "training": 3, "training-summary": 1, "comparison": 1}
    for task in task_data(stack, [task["task_id"] for task in run["tasks"]]):
        cloned_from = next(tag for tag in task["tags"] if tag.startswith("cloned_from:")).partition(":")[2]
        assert cloned_from in templates
        assert {f"run:{run['run_id']}", "dataset:penguins", "attempt:1", "team:x"} <= set(task["tags"])
        assert task["name"].endswith(f"[{run['run_id']}]")
        sections = {key.partition("/")[0] for key in task["parameters"]}
        assert len(sections) > 1
        assert "General" not in sections
        assert "phase_output" in task["artifacts"]
        if task["id"] != run["controller_task_id"]:
            assert task["parent"] == run["controller_task_id"]
            assert "differs from its template" in task["console"]


def test_an_override_reaches_the_section_the_console_and_the_fitted_model(stack: Stack, run: dict[str, Any]) -> None:
    row = next(row for row in run["leaderboard"] if row["model"] == "lightgbm")
    (task,) = task_data(stack, [row["task_id"]])
    assert task["parameters"]["Model/params/n_estimators"] == "7"
    assert "Model/params/n_estimators = 7" in task["console"]
    assert {"metric/roc_auc_ovr", "time/train_seconds", "model/size_bytes", "search/gain"} <= set(task["scalars"])
    assert "trials" in task["artifacts"]
    trees = stack.sdk(
        f"""
from automl_data.bundle import load_bundle
from clearml import Task
model = Task.get_task(task_id={row["task_id"]!r}).models["output"][0]
bundle = load_bundle(model.get_local_copy(raise_on_error=True))
def estimators(thing, seen):
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if hasattr(thing, "n_estimators_"):
        yield thing
    parts = list(vars(thing).values()) if hasattr(thing, "__dict__") else []
    for part in parts:
        for item in part if isinstance(part, (list, tuple)) else [part]:
            for inner in item if isinstance(item, tuple) else [item]:
                if hasattr(inner, "__dict__"):
                    yield from estimators(inner, seen)
print(*{{one.n_estimators_ for one in estimators(bundle, set())}})
"""
    )
    assert trees.split()[-1] == "7"


def test_the_report_hangs_on_the_run_and_the_pipeline_view_has_its_steps(stack: Stack, run: dict[str, Any]) -> None:
    printed = stack.sdk(
        f"""
import json
from clearml import Task
task = Task.get_task(task_id={run["controller_task_id"]!r})
print(json.dumps([task.artifacts["report"].get_local_copy(), str(task.task_type), task.get_system_tags(),
                  task.get_configuration_object("Pipeline"), task.data.comment]))
"""
    )
    report, kind, system_tags, steps, comment = json.loads(printed.splitlines()[-1])
    assert "<html" in Path(report).read_text().lower()
    assert kind == "controller"
    assert "pipeline" in system_tags
    assert {step["status"] for step in json.loads(steps).values()} == {"completed"}
    assert comment


def test_a_task_cloned_by_hand_with_the_plain_sdk_gets_its_own_run_and_runs(stack: Stack, run: dict[str, Any]) -> None:
    child = next(task for task in run["tasks"] if task["phase"] == "training" and task["model"] == "logistic")
    copy = stack.sdk(
        f"""
from clearml import Task
copy = Task.clone(source_task={child["task_id"]!r}, name="tried by hand")
copy.set_parameter("Model/params/C", "0.25")
Task.enqueue(copy, queue_name="automl-training")
print(copy.id)
"""
    ).split()[-1]

    def ended() -> dict[str, Any] | None:
        status = stack.sdk(f"from clearml import Task; print(Task.get_task(task_id={copy!r}).get_status())").split()[-1]
        return task_data(stack, [copy])[0] if status in ("completed", "failed", "stopped") else None

    task = until(ended, "the copy's end")
    assert "phase_output" in task["artifacts"], task["console"]
    own = next(tag for tag in task["tags"] if tag.startswith("run:"))
    assert own != f"run:{run['run_id']}"
    assert task["name"].endswith(f"[{own.partition(':')[2]}]")
    assert "Model/params/C = 0.25" in task["console"]
    assert stack.show(run["run_id"]) == run


def test_the_command_clones_a_run_with_overrides(stack: Stack, run: dict[str, Any]) -> None:
    made = stack.ok("clone", "--task-id", run["controller_task_id"], "--set", "models=[naive_bayes]", "--json").document
    done = stack.ok("runs", "watch", made["run_id"], "--json").document
    assert {row["model"] for row in done["leaderboard"]} == {"dummy", "naive_bayes"}
    assert done["dataset"]["id"] == run["dataset"]["id"]


def test_runs_are_listed_and_their_results_printed(stack: Stack, run: dict[str, Any]) -> None:
    listed = stack.ok("runs", "list", "--json").document["runs"]
    assert run["run_id"] in {one["run_id"] for one in listed}
    assert stack.ok("runs", "results", run["run_id"], "--csv").out.splitlines()[0].startswith("rank,candidate,")
    results = stack.ok("runs", "results", run["run_id"], "--json").document
    assert results["recommendation"] == run["recommendation"]
    assert stack.run("runs", "show", "nonsense").code == 2


def test_same_config_same_data_same_numbers(stack: Stack, run: dict[str, Any]) -> None:
    config = stack.config(
        PENGUINS,
        "species",
        models=[{"name": "lightgbm", "params": {"n_estimators": 7}}],
        preprocessing={"scaling": ["none"]},
        optimization={"method": "random", "n_trials": 3},
    )
    again = stack.ok("submit", "--config", config, "--watch", "--json").document
    assert again["dataset"] == run["dataset"], "the same content is the same dataset"
    before = next(row for row in run["leaderboard"] if row["model"] == "lightgbm")
    after = next(row for row in again["leaderboard"] if row["model"] == "lightgbm")
    assert (after["cv_mean"], after["cv_std"]) == (before["cv_mean"], before["cv_std"])


@pytest.mark.parametrize(("loader", "metric"), [("load_diabetes", "rmse"), ("load_breast_cancer", "roc_auc_ovr")])
def test_regression_and_binary_problems(stack: Stack, tmp_path: Path, loader: str, metric: str) -> None:
    import sklearn.datasets

    table = tmp_path / f"{loader}.csv"
    getattr(sklearn.datasets, loader)(as_frame=True).frame.to_csv(table, index=False)
    linear = "ridge" if metric == "rmse" else "logistic"
    config = stack.config(table, "target", models=[linear], preprocessing={"scaling": ["standard"]})
    done = stack.ok("submit", "--config", config, "--watch", "--json").document
    chosen = done["recommendation"]
    assert (chosen["model"], chosen["primary_metric"]) == (linear, metric)
    better = chosen["cv_mean"] < chosen["baseline"] if metric == "rmse" else chosen["cv_mean"] > chosen["baseline"]
    assert better
    assert chosen["holdout"] is not None


def test_a_failing_candidate_is_shown_with_its_cause_and_the_rest_goes_on(stack: Stack) -> None:
    config = stack.config(
        PENGUINS,
        "species",
        models=["logistic", {"name": "lightgbm", "params": {"num_leaves": -3}}],
        preprocessing={"scaling": ["standard"]},
    )
    done = stack.run("submit", "--config", config, "--watch", "--json")
    assert done.code == 5, done.err
    assert done.document["status"] == "completed_with_failures"
    (failure,) = done.document["failures"]
    assert set(failure) == set(Failure.model_fields)
    assert failure["candidate"] == "standard-onehot+lightgbm"
    assert failure["cause"]
    assert failure["remedy"]
    assert done.document["recommendation"]["model"] == "logistic"


def test_a_run_is_cancelled(stack: Stack) -> None:
    config = stack.config(PENGUINS, "species", models="thorough")
    made = stack.submit("--config", config)
    until(lambda: len(stack.tasks_of(made["run_id"], "in_progress")) > 1, "a start")
    stack.ok("runs", "cancel", made["run_id"])
    ended = stack.run("runs", "watch", made["run_id"], "--json")
    assert ended.code == 4
    assert ended.document["status"] == "aborted"
    until(lambda: not stack.tasks_of(made["run_id"], "in_progress"), "the children's stop")


def test_two_runs_advance_side_by_side_on_two_workers(stack: Stack) -> None:
    stack.ok("scale", "training=0")
    config = stack.config(PENGUINS, "species", models=["logistic", "naive_bayes", "decision_tree"])
    first, second = (stack.submit("--config", config)["run_id"] for _ in range(2))

    def both_wait_for_a_training_worker() -> bool:
        return all(stack.tasks_of(run, "queued", "phase:training") for run in (first, second))

    until(both_wait_for_a_training_worker, "both runs waiting for a training worker")
    stack.ok("scale", "training=2")
    documents = [stack.ok("runs", "watch", run, "--json").document for run in (first, second)]
    workers = {task["worker"] for document in documents for task in document["tasks"] if task["phase"] == "training"}
    assert len(workers) == 2
    singles = [[row for row in one["leaderboard"] if row["preprocess"] != "ensemble"] for one in documents]
    assert list(map(len, singles)) == [7, 7]
    stack.ok("scale", "training=1")
    status = stack.ok("status", "--json").document
    assert next(queue["workers"] for queue in status["queues"] if queue["name"] == "automl-training") == 1


def test_the_stored_pipelines_predict_their_rows_again_to_the_last_bit(stack: Stack, run: dict[str, Any]) -> None:
    """Rows in their file as they were, read by `automl predict`: out of fold by each member, held out by all."""
    task = next(row["task_id"] for row in run["leaderboard"] if row["model"] == "logistic")
    stack.sdk(FETCH.format(task=task, folder=str(stack.folder)))
    bundle = load_bundle(stack.folder / "fetched.bundle")
    rows = bundle.read(PENGUINS)
    probabilities = [f"proba_{place}" for place in range(len(bundle.classes))]
    oof = pd.read_parquet(stack.folder / "oof_predictions.parquet")
    for fold, (_, stored) in enumerate(oof.groupby(["repeat", "fold"])):
        again = bundle.members[fold].predict(rows.iloc[stored["row_id"]])
        np.testing.assert_array_equal(again, stored[probabilities])
    held = pd.read_parquet(stack.folder / "holdout_predictions.parquet")
    new = stack.folder / "held.csv"
    pd.read_csv(PENGUINS, dtype=str, keep_default_na=False).iloc[held["row_id"]].to_csv(new, index=False)
    done = stack.ok("predict", task, str(new), "-o", "held.parquet", "--json").document
    predicted = pd.read_parquet(stack.folder / "held.parquet")
    assert done["rows"] == len(held)
    np.testing.assert_array_equal(predicted[[f"probability_{name}" for name in bundle.classes]], held[probabilities])


def test_a_runs_recommendation_predicts_new_rows_in_one_command(stack: Stack, run: dict[str, Any]) -> None:
    told = stack.ok("predict", run["run_id"], str(PENGUINS), "--explain", "2")
    assert f"of run {run['run_id']} predicts species" in told.err
    written = pd.read_csv(stack.folder / "penguins-predicted.csv")
    assert len(written) == run["dataset"]["rows"]
    assert (written["prediction"] == written["species"]).mean() > 0.9
    assert written["reasons"].notna().mean() > 0.5
    broken = stack.folder / "broken.csv"
    pd.read_csv(PENGUINS).drop(columns="island").to_csv(broken, index=False)
    refused = stack.run("predict", run["run_id"], str(broken))
    assert refused.code == 2
    assert "island" in refused.err
    assert not (stack.folder / "broken-predicted.csv").exists()
    assert stack.run("predict", "nonsense", str(PENGUINS)).code == 2

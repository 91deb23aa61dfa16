"""The training phase as a task: what it reads, refuses, stores and shows."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from tests.outputs import by_name, drawn

from automl_data.bundle import load_bundle
from automl_shared.config.models import EvaluationSettings, InterpretationSettings, OutputSettings
from automl_shared.errors import DataError
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.naming import Phase
from automl_shared.plugins import METRICS, PLOTS, Metric, Plot

REGRESSION_PLOTS = [
    "predicted vs actual",
    "residual histogram",
    "residuals by prediction",
    "scores per fold",
    "feature importance",
]
CLASSIFICATION_PLOTS = [
    "confusion matrix",
    "confusion matrix in per cent",
    "ROC curve",
    "precision and recall",
    "calibration",
    "scores per fold",
    "feature importance",
]


def _failure(bench: Any, task: str) -> tuple[str, str]:
    assert bench.work_off(task) == 1
    runtime = bench.tracker.task(task).runtime
    return runtime[CAUSE_KEY], runtime[REMEDY_KEY]


def test_a_training_whose_settings_are_another_candidates_says_so(bench: Any) -> None:
    """Without its section Model it would train the baseline, and its own candidate would be missing in the run."""
    task = bench.training(bench.ready("regression"), "ridge")
    sections = bench.tracker.task(task).sections
    bench.tracker._change(task, sections={name: one for name, one in sections.items() if name != "Model"})
    cause, remedy = _failure(bench, task)
    assert cause == "the settings of this training are for another candidate than its own (Model/label = dummy)"
    assert remedy == "clone the task, and edit the copy"


@pytest.mark.parametrize(
    ("problem_type", "model", "plots"),
    [
        ("regression", "ridge", REGRESSION_PLOTS),
        ("binary", "logistic", CLASSIFICATION_PLOTS),
        ("multiclass", "decision_tree", CLASSIFICATION_PLOTS),
    ],
)
def test_a_training_stores_and_shows_everything(bench: Any, problem_type: str, model: str, plots: list[str]) -> None:
    task = bench.training(bench.ready(problem_type, n_holdout=12), model)
    assert bench.work_off(task) == 0
    made, reported = bench.trained(task), bench.reported(task)
    assert made.reporting_failures == []
    assert drawn(reported.figures, [*REGRESSION_PLOTS, *CLASSIFICATION_PLOTS]) == plots
    assert {"oof_predictions", "holdout_predictions", "scores", "model_parameters"} <= set(
        bench.tracker.task(task).artifacts
    )
    assert reported.scalars[f"metric/{made.primary_metric}"] == made.cv_mean[made.primary_metric]
    assert {
        "time/train_seconds",
        "time/predict_seconds",
        "model/num_features",
        "model/num_rows_train",
        "model/size_bytes",
        "model/params_count",
        f"metric_std/{made.primary_metric}",
    } <= set(reported.scalars)
    assert 0 < made.prepare_seconds < made.predict_seconds
    assert (made.n_rows_train, made.n_features, len(made.scores[made.primary_metric])) == (48, 5, 3)
    assert made.candidate == f"standard-onehot+{model}"
    assert len(pd.read_parquet(bench.tracker.file(task, "holdout_predictions"))) == 12


def test_every_picture_has_a_caption_and_travels_as_plain_lists(bench: Any) -> None:
    task = bench.training(bench.ready("multiclass"), "decision_tree")
    bench.work_off(task)
    for figure in bench.reported(task).figures.values():
        text = figure.to_json()
        assert figure.layout.title.text
        assert "bdata" not in text, "binary arrays need a newer plotly.js than ClearML's"


def test_the_bundle_predicts_the_hold_out_from_raw_rows(bench: Any) -> None:
    task = bench.training(bench.ready("binary", n_holdout=12), "lightgbm")
    bench.work_off(task)
    made, reported = bench.trained(task), bench.reported(task)
    kept = reported.models[made.model_id]
    bundle = load_bundle(kept["path"])
    raw = bench.toy("binary").iloc[-12:].drop(columns="y")
    held = pd.read_parquet(bench.tracker.file(task, "holdout_predictions"))
    np.testing.assert_array_equal(held["row_id"], raw.index)
    np.testing.assert_array_equal(bundle.predict_proba(raw), held[["proba_0", "proba_1"]])
    assert set(bundle.predict(raw)) <= {"no", "yes"}
    assert hashlib.sha256(kept["path"].read_bytes()).hexdigest() == made.bundle_sha256 == kept["metadata"]["sha256"]
    assert [column["name"] for column in json.loads(kept["metadata"]["feature_schema"])] == ["a", "b", "colour"]
    assert "model:lightgbm" in kept["tags"]
    assert f"run:{made.run_id}" in kept["tags"]


def test_a_bundle_says_which_columns_are_missing(bench: Any) -> None:
    task = bench.training(bench.ready("regression"), "ridge")
    bench.work_off(task)
    bundle = load_bundle(bench.reported(task).models[bench.trained(task).model_id]["path"])
    with pytest.raises(DataError, match="lack columns") as caught:
        bundle.predict(bench.toy("regression").drop(columns=["b", "colour"]))
    assert caught.value.value == "b, colour"


def test_a_parameter_of_the_config_is_in_the_fitted_model(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    task = bench.training(bench.ready("regression"), "lightgbm", n_estimators=7)
    bench.work_off(task)
    assert bench.tracker.document(task, "model_parameters")["n_estimators"] == 7
    assert '"n_estimators": 7' in capsys.readouterr().err
    bundle = load_bundle(bench.reported(task).models[bench.trained(task).model_id]["path"])
    assert [member.model.n_estimators_ for member in bundle.members] == [7, 7, 7]


def test_twice_the_same_task_gives_the_same_numbers(bench: Any) -> None:
    ready = bench.ready("multiclass", n_holdout=6)
    first, second = (bench.training(ready, "random_forest", n_estimators=10) for _ in range(2))
    assert (bench.work_off(first), bench.work_off(second)) == (0, 0)
    one, other = bench.trained(first), bench.trained(second)
    assert (one.scores, one.train_scores, one.feature_importance) == (
        other.scores,
        other.train_scores,
        other.feature_importance,
    )
    for name in ("oof_predictions", "holdout_predictions"):
        one_table, other_table = (pd.read_parquet(bench.tracker.file(task, name)) for task in (first, second))
        pd.testing.assert_frame_equal(one_table, other_table)


def test_changed_folds_are_refused(bench: Any) -> None:
    ready = bench.ready("regression")
    bench.fold_table(60, n_folds=2).to_parquet(bench.tracker.file(ready, "folds"))
    assert "is not what was stored" in _failure(bench, bench.training(ready, "ridge"))[0]


@pytest.mark.parametrize(
    ("model", "settings", "said"),
    [
        ("ridge", EvaluationSettings(), "not made for classification"),
        ("logistic", EvaluationSettings(primary_metric="rmse"), "not made for classification"),
        ("logistic", EvaluationSettings(primary_metric="no_such"), "no metric is named"),
        ("no_such", EvaluationSettings(), "no model is named"),
    ],
)
def test_what_does_not_fit_the_task_is_said(bench: Any, model: str, settings: EvaluationSettings, said: str) -> None:
    cause, remedy = _failure(bench, bench.training(bench.ready("binary"), model, settings))
    assert said in cause
    assert remedy


def test_a_metric_of_a_plugin_decides_when_it_is_named_primary(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    worst = Metric(
        name="worst_error",
        function=lambda y, predicted: float(np.abs(y - predicted).max()),
        unit="target",
        task_types=("regression",),
        greater_is_better=False,
        needs="prediction",
        sentence="at most {value} off",
    )
    monkeypatch.setitem(METRICS._items, "worst_error", worst)
    task = bench.training(bench.ready("regression"), "ridge", EvaluationSettings(primary_metric="worst_error"))
    assert bench.work_off(task) == 0
    assert bench.trained(task).primary_metric == "worst_error"
    assert list(bench.trained(task).scores) == ["worst_error", "rmse", "mae", "r2"]


def test_captions_speak_the_readers_language_and_cuts_are_said(bench: Any) -> None:
    frame = pd.concat([bench.toy("regression")] * 2, ignore_index=True).rename_axis("row_id")
    ready = bench.preprocessed(frame, bench.fold_table(120), "regression")
    task = bench.training(ready, "ridge", OutputSettings(language="ja", max_plot_rows=100, max_plot_columns=2))
    bench.work_off(task)
    figures = by_name(bench.reported(task).figures)
    assert "学習に使っていない" in figures["predicted vs actual"].layout.title.text
    assert "100" in figures["predicted vs actual"].layout.title.text
    assert len(figures["predicted vs actual"].data[0].x) == 100
    assert len(figures["feature importance"].data[0].x) == 2


def test_importance_can_be_left_out_and_missing_shap_is_said(bench: Any) -> None:
    wanted = InterpretationSettings(compute_feature_importance=False, compute_shap=True)
    task = bench.training(bench.ready("regression"), "ridge", wanted)
    assert bench.work_off(task) == 0
    assert "feature importance" not in by_name(bench.reported(task).figures)
    assert "shap" in bench.trained(task).reporting_failures[0]


def test_a_picture_of_a_plugin_that_fails_is_counted_and_the_next_one_drawn(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, draw in (("a bad one", lambda facts: facts["no such fact"]), ("good one", lambda _facts: go.Figure())):
        monkeypatch.setitem(PLOTS._items, name, Plot(name=name, phase=Phase.TRAINING, draw=draw, caption=""))
    task = bench.training(bench.ready("regression"), "ridge")
    assert bench.work_off(task) == 0
    assert drawn(bench.reported(task).figures, [*REGRESSION_PLOTS, "a bad one", "good one"]) == [
        *REGRESSION_PLOTS,
        "good one",
    ]
    assert "a bad one" in bench.trained(task).reporting_failures[0]

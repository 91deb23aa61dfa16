"""Cross-validation of one candidate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import FunctionTransformer

from automl_data.bundle import Bundle, RawColumn, prepared
from automl_data.recipe import Ties
from automl_shared.errors import ConfigError, ContractError, DataError
from automl_shared.plugins import METRICS, Model
from automl_shared.plugins.metric import chosen_metrics
from automl_training import meta, processing
from automl_training.candidate import FittedPipeline
from automl_training.importance import has_time_for_importance, permutation_importance
from automl_training.material import read_folds, target_values
from automl_training.processing import chosen_model
from automl_training.resources import SMALL_CELLS, THREADS_VARIABLE, sized_for, threads
from automl_training.time_left import Deadline


class Broken:
    """An estimator that predicts what it was told to."""

    def __init__(self, predicted: Any) -> None:
        self.predicted = predicted

    def fit(self, _X: np.ndarray, _y: np.ndarray) -> Broken:
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return np.resize(self.predicted, len(X)) if np.ndim(self.predicted) == 1 else np.full((len(X), 2), 1.0)


def _model(estimator: Any) -> Model:
    return Model(
        name="broken", build=lambda *_: estimator, task_types=("regression", "classification"), complexity=0, summary=""
    )


def test_regression_beats_the_baseline(bench: Any) -> None:
    data = bench.material("regression")
    scores = {
        name: np.mean([one.scores["rmse"] for one in bench.train(bench.candidate(name, "regression"), data).folds])
        for name in ("dummy", "ridge")
    }
    assert scores["ridge"] < scores["dummy"] / 2


def test_where_folds_go_by_time_the_final_model_has_learned_from_the_latest_rows(bench: Any) -> None:
    data = bench.material("regression")
    in_time = replace(data, ties=Ties(times=np.arange(len(data.y))))
    assert [processing.final_of("bagged", one) for one in (data, in_time)] == ["bagged", "refit"]


def test_a_feature_may_be_called_as_the_rows_are(bench: Any, tmp_path: Path) -> None:
    frame = bench.toy("regression").assign(row_id=lambda one: one["a"].round())
    frame.to_parquet(tmp_path / "data.parquet")

    data = bench.material(
        "regression", pd.read_parquet(tmp_path / "data.parquet"), made=bench.recipe(numeric=["row_id", "b"])
    )

    assert data.X["row_id"].fillna(0).tolist() == frame["row_id"].fillna(0).tolist()
    assert data.row_ids.tolist() == frame.index.tolist()


@pytest.mark.parametrize("problem_type", ["binary", "multiclass"])
def test_probabilities_have_a_column_for_every_class(bench: Any, problem_type: str) -> None:
    data = bench.material(problem_type)
    result = bench.train(bench.candidate("logistic", problem_type), data)
    for one in result.folds:
        assert one.predicted.shape == (len(one.fold.scored_on), {"binary": 2, "multiclass": 3}[problem_type])
        np.testing.assert_allclose(one.predicted.sum(axis=1), 1.0)


@pytest.mark.parametrize("model", ["logistic", "lightgbm", "dummy"])
def test_a_fold_that_misses_a_class_gives_it_no_probability(bench: Any, model: str) -> None:
    data = bench.material("multiclass")
    rows = np.flatnonzero(data.y != 1)
    pipeline = bench.candidate(model, "multiclass").fit(data.X.iloc[rows], data.y[rows])
    predicted = pipeline.predict(data.X)
    assert predicted.shape == (60, 3)
    assert (predicted[:, 1] == 0).all()
    assert (predicted[:, [0, 2]].max(axis=0) > 0).all()


def test_a_fold_of_one_class_is_sure_of_it(bench: Any) -> None:
    data = bench.material("binary")
    rows = np.flatnonzero(data.y == 1)
    pipeline = bench.candidate("logistic", "binary").fit(data.X.iloc[rows], data.y[rows])
    assert (pipeline.predict(data.X) == [0.0, 1.0]).all()
    assert meta.model_parameters(pipeline) == {}


@pytest.mark.parametrize("kept_bytes", [prepared.KEPT_BYTES, 0])
def test_the_time_of_predicting_is_that_of_one_call(monkeypatch: pytest.MonkeyPatch, kept_bytes: int) -> None:
    class Clock:
        """A transformer and an estimator whose work takes seconds on a clock of their own."""

        now = 0.0

        def transform(self, X: pd.DataFrame) -> pd.DataFrame:
            Clock.now += 5.0
            return X

        def predict(self, X: np.ndarray) -> np.ndarray:
            Clock.now += 1.0
            return X[:, 0]

    monkeypatch.setattr(prepared, "KEPT_BYTES", kept_bytes)
    for module in (prepared, processing):
        monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: Clock.now))
    members = [FittedPipeline(transformer=Clock(), estimator=Clock(), n_classes=0) for _ in range(3)]
    bundle = Bundle(
        members=members, columns=[RawColumn(name="a", dtype="float64", kind="numeric")], target="y", classes=[]
    )
    seconds = processing._seconds_per_1000(bundle, pd.DataFrame({"a": [1.0, 2.0]}))
    assert (seconds, Clock.now) == ((15.0, 3.0), 18.0)


def test_same_seed_same_numbers(bench: Any) -> None:
    data = bench.material("regression")
    first, second = (bench.train(bench.candidate("lightgbm", "regression"), data, importance=True) for _ in range(2))
    assert [one.scores for one in first.folds] == [one.scores for one in second.folds]
    assert first.importance == second.importance


def test_bagging_averages_the_folds_and_a_refit_is_one_model(bench: Any) -> None:
    data = bench.material("regression", folds=bench.fold_table(60, n_holdout=10))
    bagged = bench.train(bench.candidate("ridge", "regression"), data)
    refit = bench.train(bench.candidate("ridge", "regression"), data, final_model="refit")
    held = data.X.iloc[data.holdout]
    np.testing.assert_allclose(
        bagged.holdout_predicted, np.mean([one.pipeline.predict(held) for one in bagged.folds], axis=0)
    )
    assert (len(bagged.bundle.members), len(refit.bundle.members)) == (3, 1)
    assert (bagged.refit_seconds, refit.refit_seconds > 0) == (0.0, True)
    assert (meta.params_count(bagged.bundle.members), meta.params_count(refit.bundle.members)) == (18, 6)


def test_no_hold_out_gives_an_empty_table(bench: Any) -> None:
    data = bench.material("multiclass")
    table = meta.holdout_table(bench.train(bench.candidate("dummy", "multiclass"), data), data)
    assert list(table.columns) == ["row_id", "proba_0", "proba_1", "proba_2"]
    assert len(table) == 0


def test_every_repeat_is_in_the_out_of_fold_table(bench: Any) -> None:
    data = bench.material("regression", folds=bench.fold_table(60, n_repeats=2))
    table = meta.oof_table(bench.train(bench.candidate("ridge", "regression"), data), data)
    assert list(table.columns) == ["row_id", "repeat", "fold", "prediction"]
    assert (table.groupby("repeat")["row_id"].nunique() == 60).all()


class _Says:
    """A model that says one column times a slope, and how many rows it was asked for in each call."""

    def __init__(self, slope: float) -> None:
        self.slope = slope
        self.asked: list[int] = []

    def predict(self, X: np.ndarray) -> np.ndarray:
        self.asked.append(len(X))
        return np.asarray(self.slope * X[:, 7])


def _importance(bench: Any, model: _Says, n_rows: int, n_columns: int) -> dict[str, float]:
    X = np.random.default_rng(0).normal(size=(n_rows, n_columns))
    frame = pd.DataFrame(X, columns=[f"c{n}" for n in range(n_columns)])
    fold = replace(bench.material("regression").folds[0], scored_on=np.arange(n_rows))
    data = replace(bench.material("regression"), X=frame, y=X[:, 7])
    pipeline = FittedPipeline(transformer=FunctionTransformer(), estimator=model, n_classes=0)
    return permutation_importance(pipeline, data, fold, METRICS.get("rmse"), 0)


@pytest.mark.parametrize(("slope", "helpful"), [(1.0, ["c7"]), (0.0, [])])
def test_columns_are_shuffled_in_few_calls_and_not_at_all_where_a_model_asks_for_none(
    bench: Any, slope: float, helpful: list[str]
) -> None:
    """What every call takes by itself, of 5,000 columns one by one, was nine tenths of the time of a candidate."""
    model = _Says(slope)
    found = _importance(bench, model, 40, 1000)
    assert [name for name, loss in found.items() if loss] == helpful
    assert len(found) == 1000
    assert len(model.asked) <= 30


def test_no_call_for_the_importance_has_more_rows_than_fit_in_memory(bench: Any) -> None:
    """A model that compares each row with 5,000 others needs 4 GB for 100,000 of them."""
    model = _Says(1.0)
    _importance(bench, model, 1000, 30)
    assert max(model.asked) <= 10_000
    assert len(model.asked) <= 12


def test_the_time_for_importance_is_that_of_the_rows_there_are(bench: Any) -> None:
    """A thousand rows were reckoned with whatever the fold had: for 20, fifty times the time."""
    data = bench.material("regression")
    fold = data.folds[0]
    a_row = 0.01 / len(fold.scored_on)
    for seconds, is_enough in ((10.0, True), (1.0, False)):
        deadline = Deadline(ends=seconds, remedy="", clock=lambda: 0.0)
        assert has_time_for_importance(data, fold, deadline, a_row) is is_enough


def test_importance_names_the_readers_columns_and_finds_the_right_one(bench: Any) -> None:
    result = bench.train(bench.candidate("ridge", "regression"), bench.material("regression"), importance=True)
    assert list(result.importance) == ["a", "b", "colour"]
    assert min(result.importance.values()) > 0


@pytest.mark.parametrize(("column", "dtype"), [("a", "Float64"), ("colour", "category"), ("colour", "object")])
def test_awkward_column_types_work(bench: Any, column: str, dtype: str) -> None:
    frame = bench.toy("regression").astype({column: dtype})
    result = bench.train(bench.candidate("ridge", "regression"), bench.material("regression", frame), importance=True)
    assert result.folds[0].scores["r2"] > 0.8


@pytest.mark.parametrize("values", [[True, False], [1, 2], [1.0, None], ["x", 3]])
def test_categories_of_any_kind_work(bench: Any, values: list[Any]) -> None:
    frame = bench.toy("regression").assign(colour=pd.Series(values * 30, dtype=object).infer_objects())
    for imputation in ("most_frequent", "constant"):
        made = bench.recipe(categorical_imputation=imputation)
        bench.train(bench.candidate("ridge", "regression", made), bench.material("regression", frame, made=made))


@pytest.mark.parametrize(
    ("predicted", "what"),
    [(np.array([np.nan, 1.0]), "not finite"), (np.array([np.inf]), "not finite"), (np.ones((2, 2)), "wrong shape")],
)
def test_predictions_nobody_can_use_are_an_error(bench: Any, predicted: Any, what: str) -> None:
    with pytest.raises(DataError, match=what) as caught:
        bench.train(bench.candidate(_model(Broken(predicted)), "regression"), bench.material("regression"))
    assert caught.value.fix


def test_a_classifier_without_probabilities_is_an_error(bench: Any) -> None:
    with pytest.raises(ConfigError, match="no probabilities") as caught:
        bench.train(bench.candidate(_model(Broken(np.array([0.0]))), "binary"), bench.material("binary"))
    assert "CalibratedClassifierCV" in caught.value.remedy


@pytest.mark.parametrize("params", [{"no_such_thing": 1}, {"max_depth": "deep"}])
def test_parameters_the_model_does_not_take_are_an_error(bench: Any, params: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="decision_tree"):
        bench.train(bench.candidate("decision_tree", "regression", **params), bench.material("regression"))


def test_a_metric_without_any_value_cannot_decide(bench: Any) -> None:
    frame = bench.toy("binary")
    order = np.argsort(frame["y"].to_numpy(), kind="stable")
    marks = np.where(np.isin(np.arange(60), order[:20]), 2, 1).astype(np.int8)
    folds = pd.DataFrame({"row_id": np.arange(60), "holdout": False, "r0f0": marks})
    with pytest.raises(DataError, match="no value on any fold"):
        bench.train(bench.candidate("dummy", "binary"), bench.material("binary", frame, folds), "roc_auc_ovr")


def test_scores_without_a_value_are_left_out_of_the_mean() -> None:
    scores = {"half": [1.0, float("nan"), 3.0], "none": [float("nan")] * 3, "one": [2.0]}
    assert meta.means(scores) == {"half": 2.0, "one": 2.0}
    assert meta.deviations(scores) == {"half": pytest.approx(np.sqrt(2)), "one": 0.0}


def test_metrics_and_models_must_fit_the_task() -> None:
    with pytest.raises(ConfigError, match="roc_auc_ovr") as caught:
        chosen_metrics(["rmse", "roc_auc_ovr"], "regression")
    assert "rmse" in str(caught.value.allowed)
    with pytest.raises(ConfigError, match="did you mean 'rmse'"):
        chosen_metrics(["rmsee"], "regression")
    with pytest.raises(ConfigError, match="not made for classification"):
        chosen_model("ridge", "classification")


def test_a_fold_table_must_hold_folds() -> None:
    with pytest.raises(ContractError, match="no usable folds"):
        read_folds(pd.DataFrame({"row_id": [0, 1], "holdout": [False, False]}))
    with pytest.raises(ContractError, match="r0f0"):
        read_folds(pd.DataFrame({"row_id": [0, 1], "holdout": [False, False], "r0f0": [1, 1]}))


def test_rows_that_do_not_belong_together_are_refused(bench: Any) -> None:
    with pytest.raises(ContractError, match="different rows"):
        bench.material("regression", bench.toy("regression").iloc[:-1], bench.fold_table(60))


def test_targets_become_class_indices() -> None:
    assert target_values(pd.Series(["b", "a", "b"]), ["a", "b"]).tolist() == [1, 0, 1]
    assert target_values(pd.Series([False, True]), ["False", "True"]).tolist() == [0, 1]
    assert target_values(pd.Series([3, 1]), ["1", "3"]).tolist() == [1, 0]
    with pytest.raises(DataError, match="none of its classes"):
        target_values(pd.Series(["c"]), ["a", "b"])
    with pytest.raises(DataError, match="not finite"):
        target_values(pd.Series([1.0, np.nan]), [])


def test_threads_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(THREADS_VARIABLE, "3")
    assert threads() == 3
    monkeypatch.setenv(THREADS_VARIABLE, "many")
    with pytest.raises(ConfigError, match=THREADS_VARIABLE):
        threads()
    monkeypatch.delenv(THREADS_VARIABLE)
    assert threads() >= 1


def test_a_small_table_gets_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(THREADS_VARIABLE, "3")
    with sized_for(SMALL_CELLS - 1):
        assert threads() == 1
    with sized_for(SMALL_CELLS):
        assert threads() == 3
    assert threads() == 3

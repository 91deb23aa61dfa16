"""Nothing is learned from rows a fold is scored on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import Ties
from automl_shared.folds import FITTED_ON
from automl_shared.plugins import Model


class Recorder:
    """An estimator that keeps what it was fitted on and what it was asked to predict."""

    def __init__(self) -> None:
        self.fitted_on: list[np.ndarray] = []
        self.predicted: list[np.ndarray] = []

    def fit(self, X: np.ndarray, _y: np.ndarray) -> Recorder:
        self.fitted_on.append(X)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        self.predicted.append(X)
        return np.zeros(len(X))


def _recording(bench: Any, **recipe: Any) -> tuple[Recorder, Any, pd.DataFrame]:
    """A recorder trained on a table whose column ``a`` is the row's id; the last rows are held out."""
    recorder = Recorder()
    model = Model(name="recorder", build=lambda *_: recorder, task_types=("regression",), complexity=0, summary="")
    frame = bench.toy("regression").assign(a=np.arange(60.0))
    folds = bench.fold_table(60, n_repeats=2, n_holdout=12)
    made = bench.recipe(categorical=[], numeric=["a", "b"], **recipe)
    data = bench.material("regression", frame, folds, made)
    result = bench.train(bench.candidate(model, "regression", made), data, "rmse", final_model="refit")
    return recorder, result, folds


def test_only_rows_marked_1_are_fitted_on(bench: Any) -> None:
    recorder, _, folds = _recording(bench, scaling="none")
    columns = list(folds.columns[2:])
    assert len(columns) == 6
    for column, seen in zip(columns, recorder.fitted_on, strict=False):
        assert set(seen[:, 0]) == set(folds.loc[folds[column] == FITTED_ON, "row_id"])


def test_the_refit_sees_no_row_that_is_held_out(bench: Any) -> None:
    recorder, _, folds = _recording(bench, scaling="none")
    assert len(recorder.fitted_on) == 7
    assert set(recorder.fitted_on[-1][:, 0]) == set(folds.loc[~folds["holdout"], "row_id"])


def test_the_scaler_is_fitted_on_rows_marked_1(bench: Any) -> None:
    _, result, folds = _recording(bench, scaling="standard")
    for column, one in zip(folds.columns[2:], result.folds, strict=True):
        rows = folds.loc[folds[column] == FITTED_ON, "row_id"]
        scaler = one.pipeline.transformer["columns"].named_transformers_["numeric"]["scale"].estimator
        assert scaler.mean_[0] == pytest.approx(rows.mean())


def test_the_target_is_scaled_by_the_rows_fitted_on(bench: Any) -> None:
    made = bench.recipe(target_standardize=True)
    data = bench.material("regression", made=made)
    result = bench.train(bench.candidate("ridge", "regression", made), data)
    for one in result.folds:
        assert one.pipeline.target.mean == pytest.approx(data.y[one.fold.fitted_on].mean())
        assert one.pipeline.target.scale == pytest.approx(data.y[one.fold.fitted_on].std())


def test_inner_splits_are_told_the_groups_of_the_rows(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(Ties, "halves", lambda ties, _n_rows: told.append(ties.groups) or [])
    made = bench.recipe(feature_generation="auto")
    frame, groups = bench.toy("regression", 300), np.arange(300) % 30
    data = replace(bench.material("regression", frame, made=made), ties=Ties(groups=groups))
    bench.train(bench.candidate("ridge", "regression", made), data)

    assert [set(seen) for seen in told] == [set(groups[one.fitted_on]) for one in data.folds]

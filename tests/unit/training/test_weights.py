"""Rows that count more or less, in learning and in every score."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from automl_shared.bundle import load_bundle
from automl_shared.config.models import OptimizationSettings, ProblemType
from automl_shared.errors import ConfigError
from automl_shared.plugins import METRICS

from .conftest import Bench, toy


def weighed(problem_type: ProblemType = "regression") -> tuple[pd.DataFrame, np.ndarray]:
    """The toy table with a column of weights, and these."""
    frame = toy(problem_type)
    frame["w"] = np.random.default_rng(5).integers(1, 9, len(frame)).astype(float)
    return frame, frame["w"].to_numpy()


def test_weights_travel_in_the_output_and_are_no_feature(bench: Bench) -> None:
    frame, weights = weighed()
    data = bench.material("regression", frame)
    assert "w" not in data.X.columns
    assert data.weights is not None
    np.testing.assert_array_equal(data.weights, weights)


def test_every_score_counts_rows_by_their_weights(bench: Bench) -> None:
    frame, weights = weighed()
    data = bench.material("regression", frame)
    result = bench.train(bench.candidate("ridge", "regression"), data)
    for fold in result.folds:
        at = fold.fold.scored_on
        errors = fold.predicted - data.y[at]
        assert fold.scores["rmse"] == pytest.approx(np.sqrt(np.average(errors**2, weights=weights[at])))


def test_a_model_learns_by_the_weights(bench: Bench) -> None:
    frame, _ = weighed()
    with_weights = bench.material("regression", frame)
    without = bench.material("regression", toy("regression"))
    first, second = (bench.train(bench.candidate("dummy", "regression"), one) for one in (with_weights, without))
    at = first.folds[0].fold.fitted_on
    assert first.folds[0].predicted[0] == pytest.approx(
        np.average(with_weights.y[at], weights=with_weights.weights_of(at))
    )
    assert second.folds[0].predicted[0] == pytest.approx(np.mean(without.y[at]))


def test_a_model_that_takes_no_weights_is_refused(bench: Bench) -> None:
    frame, _ = weighed()
    with pytest.raises(ConfigError, match="knn does not take weights of rows or classes"):
        bench.train(bench.candidate("knn", "regression"), bench.material("regression", frame))


def test_a_task_with_a_search_uses_them_and_its_model_does_not_ask_for_them(bench: Bench) -> None:
    frame, weights = weighed("binary")
    ready = bench.preprocessed(frame, bench.fold_table(60, n_holdout=10), "binary")
    task = bench.training(ready, "logistic", OptimizationSettings(method="random", n_trials=3))
    assert bench.work_off(task) == 0
    info = bench.trained(task)
    predicted = pd.read_parquet(bench.tracker.file(task, "oof_predictions"))
    first = predicted[predicted["fold"] == 0]
    y = (toy("binary")["y"].loc[first["row_id"]] == "yes").to_numpy().astype(int)
    scored = METRICS.get("log_loss").score(y, first[["proba_0", "proba_1"]].to_numpy(), weights[first["row_id"]])
    assert info.scores["log_loss"][0] == pytest.approx(scored, rel=1e-5)
    assert "w" not in [
        column.name for column in load_bundle(bench.reported(task).models[info.model_id]["path"]).columns
    ]

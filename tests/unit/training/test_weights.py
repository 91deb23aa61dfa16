"""Rows that count more or less, in learning and in every score."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.bundle import load_bundle
from automl_shared.config.models import OptimizationSettings, ProblemType
from automl_shared.errors import ConfigError
from automl_shared.plugins import METRICS
from automl_shared.tracker.memory import checked
from automl_training.visualization import Limits
from automl_training.visualization.calibration import calibration
from automl_training.visualization.curves import precision_recall_curves, roc_curves
from automl_training.weighing import with_classes

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


def test_balanced_classes_weigh_the_same_in_sum() -> None:
    y, rows = np.array([0, 0, 0, 1, 2, 2]), np.array([1.0, 2.0, 3.0, 1.0, 4.0, 4.0])
    weighed = with_classes(rows, y, "balanced")
    assert weighed is not None
    np.testing.assert_allclose(np.bincount(y, weighed), [1.0, 1.0, 1.0])
    np.testing.assert_allclose(with_classes(rows, y, [1.0, 5.0, 0.5]), [1, 2, 3, 5, 2, 2])
    assert with_classes(None, y, None) is None


def test_weights_of_classes_change_what_is_learned_and_no_score(bench: Bench) -> None:
    frame = toy("binary", 300)
    frame["y"] = np.where(np.random.default_rng(0).random(300) < 0.15, "yes", "no")
    data = bench.material("binary", frame)
    plain = bench.train(bench.candidate("logistic", "binary"), data)
    weighed = bench.train(replace(bench.candidate("logistic", "binary"), class_weights="balanced"), data)
    heavy = bench.train(replace(bench.candidate("logistic", "binary"), class_weights=[1.0, 17 / 3]), data)
    fold = weighed.folds[0]
    assert plain.folds[0].predicted[:, 1].mean() == pytest.approx(0.15, abs=0.06)
    assert fold.predicted[:, 1].mean() == pytest.approx(0.5, abs=0.1)
    np.testing.assert_allclose(heavy.folds[0].predicted, fold.predicted, atol=0.05)
    at = fold.fold.scored_on
    assert fold.scores["log_loss"] == METRICS.get("log_loss").score(data.y[at], fold.predicted)


def test_guessing_is_not_weighed_by_class(bench: Bench) -> None:
    data = bench.material("binary", toy("binary"))
    weighed = bench.train(replace(bench.candidate("dummy", "binary"), class_weights=[1.0, 9.0]), data)
    plain = bench.train(bench.candidate("dummy", "binary"), data)
    np.testing.assert_array_equal(weighed.folds[0].predicted, plain.folds[0].predicted)


def test_a_task_takes_the_weights_of_classes_by_label(bench: Bench) -> None:
    frame, folds = toy("binary"), bench.fold_table(60)
    ready = bench.preprocessed(frame, folds, "binary", class_weights={"no": 1.0, "yes": 50.0})
    task = bench.training(ready, "logistic")
    assert bench.work_off(task) == 0
    predicted = pd.read_parquet(bench.tracker.file(task, "oof_predictions"))
    assert predicted["proba_1"].mean() > 0.6
    captions = [str(figure.layout.title.text) for figure in bench.reported(task).figures.values()]
    assert any("data.class_weights" in caption for caption in captions)


def test_a_row_of_weight_three_is_drawn_like_three_rows() -> None:
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 200)
    said = np.clip(0.5 + 0.2 * (truth - 0.5) + 0.2 * random.normal(size=200), 0.01, 0.99).round(2)
    times = np.where(said > 0.5, 3, 1)
    heavy = drawn_from(truth, said, times.astype(float))
    repeated = drawn_from(np.repeat(truth, times), np.repeat(said, times), None)
    plain = drawn_from(truth, said, None)
    for picture in (roc_curves, precision_recall_curves, calibration):
        of_heavy, of_repeated, of_plain = (
            checked(picture(facts, Limits())).data[0] for facts in (heavy, repeated, plain)
        )
        assert of_heavy.name == of_repeated.name
        assert np.asarray(of_heavy.x, float) == pytest.approx(np.asarray(of_repeated.x, float))
        assert np.asarray(of_heavy.y, float) == pytest.approx(np.asarray(of_repeated.y, float))
        assert not np.array_equal(of_heavy.y, of_plain.y)


def drawn_from(truth: np.ndarray, said: np.ndarray, weights: np.ndarray | None) -> dict[str, Any]:
    """Facts of two classes, as far as curves are drawn from them."""
    predicted = np.column_stack([1 - said, said])
    known = {"classes": ["no", "yes"], "are_classes_weighed": False}
    return {**known, "y_true": truth, "y_predicted": predicted, "weights": weights}

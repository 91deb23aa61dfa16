"""Values of the built-in metrics, and metrics of plugins beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from automl_shared.config.models import Language
from automl_shared.errors import ConfigError, DataError
from automl_shared.plugins import METRICS, Metric
from automl_shared.plugins.metric import chosen_metrics
from automl_shared.testing.metrics import check_metric
from automl_shared.testing.promises import BrokenPromise

NAN = float("nan")


def made(**facts: Any) -> Metric:
    usual: dict[str, Any] = {
        "function": lambda _true, _predicted: 0.0,
        "task_types": ("regression",),
        "greater_is_better": False,
        "needs": "prediction",
        "unit": "none",
    }
    return Metric(name="mine", **{**usual, **facts})


def value(name: str, y: Any, predicted: Any) -> float:
    return METRICS.get(name).function(np.array(y), np.array(predicted))


def table(n_classes: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth and probabilities with ties; the last of several classes never occurs."""
    generator = np.random.default_rng(seed)
    y = generator.integers(0, max(n_classes - 1, 2), 200)
    proba = generator.dirichlet(np.ones(n_classes), 200).round(1) + 0.3 * np.eye(n_classes)[y]
    return y, proba / proba.sum(axis=1, keepdims=True)


def of_labels(function: Callable[..., float], **options: Any) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda y, proba: function(y, proba.argmax(axis=1), **options)


def over_classes(function: Callable[..., float]) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda y, proba: float(np.mean([function(y == one, proba[:, one]) for one in np.unique(y)]))


Scorer = Callable[[np.ndarray, np.ndarray], float]

REGRESSION: dict[str, Scorer] = {
    "rmse": sklearn_metrics.root_mean_squared_error,
    "mae": sklearn_metrics.mean_absolute_error,
    "medae": sklearn_metrics.median_absolute_error,
    "mape": sklearn_metrics.mean_absolute_percentage_error,
    "r2": sklearn_metrics.r2_score,
}
CLASSES: dict[str, Scorer] = {
    "accuracy": of_labels(sklearn_metrics.accuracy_score),
    "balanced_accuracy": lambda y, proba: sklearn_metrics.recall_score(
        y, proba.argmax(axis=1), labels=np.unique(y), average="macro"
    ),
    "f1_macro": of_labels(sklearn_metrics.f1_score, average="macro"),
    "f1_weighted": of_labels(sklearn_metrics.f1_score, average="weighted"),
    "mcc": of_labels(sklearn_metrics.matthews_corrcoef),
}
BINARY: dict[str, Scorer] = {
    "precision": of_labels(sklearn_metrics.precision_score),
    "recall": of_labels(sklearn_metrics.recall_score),
    "roc_auc": lambda y, proba: sklearn_metrics.roc_auc_score(y, proba[:, 1]),
    "roc_auc_ovr": lambda y, proba: sklearn_metrics.roc_auc_score(y, proba[:, 1]),
    "average_precision": lambda y, proba: sklearn_metrics.average_precision_score(y, proba[:, 1]),
    "log_loss": sklearn_metrics.log_loss,
    "brier": lambda y, proba: sklearn_metrics.brier_score_loss(y, proba[:, 1]),
}
SEVERAL: dict[str, Scorer] = {
    "precision": of_labels(sklearn_metrics.precision_score, average="macro"),
    "recall": of_labels(sklearn_metrics.recall_score, average="macro", zero_division=0.0),
    "roc_auc_ovr": over_classes(sklearn_metrics.roc_auc_score),
    "average_precision": over_classes(sklearn_metrics.average_precision_score),
    "log_loss": lambda y, proba: sklearn_metrics.log_loss(y, proba, labels=np.arange(4)),
    "brier": lambda y, proba: sklearn_metrics.brier_score_loss(y, proba, labels=np.arange(4)),
}
TWO, MORE = CLASSES | BINARY, CLASSES | SEVERAL


@pytest.mark.parametrize("name", REGRESSION)
def test_scores_for_numbers_are_those_of_scikit_learn(name: str) -> None:
    generator = np.random.default_rng(0)
    y = generator.normal(size=201)
    predicted = y + generator.normal(size=201)
    assert value(name, y, predicted) == pytest.approx(REGRESSION[name](y, predicted), rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("n_classes", "name"), [*((2, name) for name in TWO), *((4, name) for name in MORE)])
def test_scores_for_classes_are_those_of_scikit_learn(n_classes: int, name: str, seed: int) -> None:
    y, proba = table(n_classes, seed=seed)
    given = proba if METRICS.get(name).needs == "probability" else proba.argmax(axis=1)
    expected = (TWO if n_classes == 2 else MORE)[name](y, proba)
    assert value(name, y, given) == pytest.approx(expected, rel=1e-12)


def test_mape_leaves_out_rows_that_are_zero() -> None:
    assert value("mape", [0.0, 10.0, -20.0], [5.0, 11.0, -24.0]) == pytest.approx(0.15)
    assert np.isnan(value("mape", [0.0, 0.0], [1.0, 2.0]))


@pytest.mark.parametrize(
    ("y", "predicted", "expected"), [([5, 5], [5, 5], 1.0), ([5, 5], [5, 6], 0.0), ([5], [5], NAN)]
)
def test_r2_without_variation(y: list[float], predicted: list[float], expected: float) -> None:
    assert value("r2", y, predicted) == pytest.approx(expected, nan_ok=True)


def test_squares_beyond_the_range_of_floats_are_infinite_and_no_warning() -> None:
    assert value("rmse", [1e200, 0.0], [0.0, 0.0]) == np.inf


def test_being_sure_and_wrong_costs_a_finite_log_loss() -> None:
    assert value("log_loss", [0, 1], [[0.0, 1.0], [0.0, 1.0]]) == pytest.approx(18.02, abs=0.01)
    assert value("log_loss", [1], [[0.0, 1.0]]) == 0.0


@pytest.mark.parametrize(
    ("name", "y", "expected"),
    [
        ("precision", [0, 0], NAN),
        ("precision", [0, 1], 0.0),
        ("recall", [0, 0], NAN),
        ("recall", [0, 1], 0.0),
        ("mcc", [0, 1], 0.0),
        ("mcc", [0, 0], NAN),
        ("roc_auc", [0, 1], 0.5),
        ("roc_auc", [1, 1], NAN),
        ("average_precision", [0, 1], 0.5),
        ("average_precision", [1, 1], NAN),
    ],
)
def test_always_the_first_of_two_classes(name: str, y: list[int], expected: float) -> None:
    labels = METRICS.get(name).needs == "prediction"
    assert value(name, y, [0, 0] if labels else [[0.9, 0.1]] * 2) == pytest.approx(expected, nan_ok=True)


def test_a_single_class_that_is_always_right_scores_one() -> None:
    assert value("balanced_accuracy", [2, 2], [2, 2]) == value("f1_macro", [2, 2], [2, 2]) == 1.0


def test_probabilities_may_be_single_precision() -> None:
    y, proba = table(4, seed=0)
    for name in ("log_loss", "brier"):
        assert value(name, y, proba.astype(np.float32)) == pytest.approx(value(name, y, proba), rel=1e-5)


@pytest.mark.parametrize(
    ("names", "problem_type", "said"),
    [
        (["rmse"], "binary", "'rmse' is not made for classification"),
        (["accuracy", "roc_auc"], "multiclass", "'roc_auc' is not made for multiclass"),
        (["log_loss"], "regression", "'log_loss' is not made for regression"),
        (["log_los"], "binary", "did you mean 'log_loss'"),
    ],
)
def test_what_does_not_fit_the_problem_is_refused(names: list[str], problem_type: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        chosen_metrics(names, problem_type)
    assert names[-1] not in str(caught.value.allowed).split(", ")


def test_what_fits_comes_in_the_order_asked_for() -> None:
    assert [one.name for one in chosen_metrics(["roc_auc", "accuracy"], "binary")] == ["roc_auc", "accuracy"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"unit": "euro"}, "unknown unit"),
        ({"needs": "score"}, "unknown input"),
        ({"task_types": ("ranking",)}, "unknown task type"),
        ({"problem_types": ("classification",)}, "unknown problem type"),
        ({"sentence": "off by a lot"}, "does not say its value"),
        ({"sentence_ja": "{value} {more}"}, "does not say its value"),
    ],
)
def test_a_metric_that_is_described_wrongly_is_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        made(**facts)


@pytest.mark.parametrize(
    ("facts", "language", "said"),
    [
        ({"sentence": "off by {value}"}, "en", "off by 3"),
        ({"sentence": "off by {value}"}, "ja", "off by 3"),
        ({"sentence_ja": "誤差は {value}"}, "en", "誤差は 3"),
        ({"sentence": "off by {value}", "sentence_ja": "誤差は {value}"}, "ja", "誤差は 3"),
        ({}, "en", "mine is 3"),
        ({}, "ja", "mine は 3 です"),
    ],
)
def test_one_sentence_stands_in_for_the_other(facts: dict[str, str], language: Language, said: str) -> None:
    assert made(**facts).said("3", language) == said


def test_probabilities_become_labels_only_where_labels_are_asked_for() -> None:
    proba = np.array([[0.9, 0.1], [0.2, 0.8]])
    assert made(function=lambda _y, given: given.sum()).score(np.array([0, 1]), proba) == 1.0
    assert made(function=lambda _y, given: given.sum(), needs="probability").score(np.array([0, 1]), proba) == 2.0


@pytest.mark.parametrize("function", [lambda _y, _given: 1 / 0, lambda _y, _given: None])
def test_a_metric_that_fails_is_told_by_name(function: Callable[..., Any]) -> None:
    with pytest.raises(DataError, match="'mine' cannot score") as caught:
        made(function=function).score(np.zeros(2), np.zeros(2))
    assert "Error: " in str(caught.value.value)
    assert "leave mine out" in str(caught.value.fix)


def test_a_line_about_a_metric_of_few_words() -> None:
    assert made(sentence="off by {value}").about() == "off by {value}. Lower is better; a bare number."


def test_a_metric_without_a_parameter_for_weights_is_called_without_them() -> None:
    unweighed = made(function=lambda y_true, y_pred: float(np.abs(y_pred - y_true).mean()))
    assert not unweighed.takes_weights
    assert unweighed.score(np.array([0.0, 0.0]), np.array([1.0, 3.0]), np.array([1.0, 9.0])) == 2.0


@pytest.mark.parametrize(
    ("weights", "expected"), [([1.0, 1.0, 1.0], 2.0), ([1.0, 1.0, 2.0], 6.0), ([1.0, 1.0, 9.0], 10.0)]
)
def test_the_middle_error_is_where_half_of_the_weight_ends(weights: list[float], expected: float) -> None:
    found = METRICS.get("medae").score(np.zeros(3), np.array([1.0, 2.0, 10.0]), np.array(weights))
    assert found == expected


@pytest.mark.parametrize("axis", [-1, None, 0])
def test_a_metric_that_takes_many_is_held_to_it(axis: int | None) -> None:
    mine = made(
        function=lambda y, predicted: np.abs(predicted - y).mean(axis=axis),
        takes_many=True,
        summary="How far off predictions are.",
        sentence="predictions are off by {value}",
    )
    if axis == -1:
        check_metric(mine)
    else:
        with pytest.raises(BrokenPromise, match=r"models|float"):
            check_metric(mine)


@pytest.mark.parametrize(
    ("luck", "broken"),
    [
        (lambda rows: METRICS.get("roc_auc_ovr").luck_of(rows), ""),
        (lambda rows: METRICS.get("roc_auc_ovr").luck_of(rows) ** 0.5, "vary as luck= says"),
        (lambda rows: METRICS.get("roc_auc_ovr").luck_of(rows) / 10, "vary as luck= says"),
        (lambda rows: rows["yes"], "how far luck goes"),
        (lambda _rows: 0.0, "how far luck goes"),
    ],
)
def test_a_metric_that_says_how_far_luck_goes_is_held_to_it(luck: Callable[..., float], broken: str) -> None:
    mine = replace(METRICS.get("roc_auc_ovr"), name="mine", luck=luck)
    if not broken:
        check_metric(mine)
    else:
        with pytest.raises(BrokenPromise, match=broken):
            check_metric(mine)


def test_luck_is_not_known_where_the_rows_or_the_metric_do_not_say_it() -> None:
    assert np.isnan([METRICS.get("roc_auc_ovr").luck_of([5, 0]), METRICS.get("log_loss").luck_of([5, 5])]).all()

"""What every metric promises."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import get_args

import numpy as np

from automl_shared.config.models import ProblemType
from automl_shared.plugins import Metric
from automl_shared.testing.promises import Promise, check_sentence, expect, keep_all, working
from automl_shared.words import LANGUAGES

N_ROWS = 120
N_CLASSES = {"regression": 0, "binary": 2, "multiclass": 4}
ALIKE = 1e-12
LUCKY_DRAWS = 100
LUCK_ALIKE = 1.6
"""Times that a variance of so many draws may be off."""


def truth(problem_type: ProblemType, n_rows: int = N_ROWS) -> np.ndarray:
    """(n_rows,): every class at least once from as many rows on as there are classes."""
    if problem_type == "regression":
        return 10.0 + np.random.default_rng(0).normal(size=n_rows)
    return np.random.default_rng(0).permutation(np.arange(n_rows) % N_CLASSES[problem_type])


def predictions(problem_type: ProblemType, y: np.ndarray) -> list[np.ndarray]:
    """Perfect, good, random and adversarial ones: (n_rows,) numbers, or (n_rows, n_classes) probabilities."""
    generator = np.random.default_rng(1)
    if problem_type == "regression":
        noise = generator.normal(size=len(y))
        return [y, y + 0.2 * noise, generator.permutation(y), 30.0 - 2 * y]
    n_classes = N_CLASSES[problem_type]
    perfect = np.eye(n_classes)[y]
    noise = generator.dirichlet(np.ones(n_classes), len(y))
    good = 0.3 * perfect + 0.7 * noise
    return [perfect, good, noise, (1.0 - good) / (n_classes - 1)]


def _cases(metric: Metric, n_rows: int = N_ROWS) -> Iterator[tuple[ProblemType, np.ndarray, np.ndarray]]:
    """Problem, truth and each of the predictions, for every problem the metric is for."""
    for problem_type in get_args(ProblemType):
        if metric.fits(problem_type):
            y = truth(problem_type, n_rows=n_rows)
            for predicted in predictions(problem_type, y):
                yield problem_type, y, predicted


def _score(metric: Metric, y: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None) -> float:
    return working(
        f"the metric {metric.name!r}",
        lambda: metric.score(y, predicted, weights),
        fix="return a float for these rows, and NaN where they allow no value",
    )


def _better_scores_better(metric: Metric) -> None:
    for problem_type in get_args(ProblemType):
        if not metric.fits(problem_type):
            continue
        y = truth(problem_type)
        scores = [_score(metric, y, predicted) for predicted in predictions(problem_type, y)]
        signed = np.array(scores) * (1 if metric.greater_is_better else -1)
        expect(
            bool(np.isfinite(scores).all() and (np.diff(signed) < 0).all()),
            "perfect predictions score better than good ones, good ones than random ones, random ones than wrong ones",
            value=f"{problem_type}: {', '.join(f'{score:.6g}' for score in scores)}",
            fix="set greater_is_better= the other way round, or correct the function",
        )


def _order_does_not_matter(metric: Metric) -> None:
    order = np.random.default_rng(2).permutation(N_ROWS)
    for problem_type, y, predicted in _cases(metric):
        usual, other = _score(metric, y, predicted), _score(metric, y[order], predicted[order])
        expect(
            bool(np.isclose(usual, other, rtol=ALIKE)),
            "the order of the rows does not matter",
            value=f"{problem_type}: {usual!r}, and {other!r} in another order",
            fix="compare y_true[i] with y_pred[i] alone",
        )


def _leaves_its_input(metric: Metric) -> None:
    for problem_type, y, predicted in _cases(metric):
        before = y.copy(), predicted.copy()
        first, second = _score(metric, y, predicted), _score(metric, y, predicted)
        expect(
            first == second,
            "the same rows give the same number",
            value=f"{problem_type}: {first!r}, then {second!r}",
            fix="leave chance out of the function",
        )
        expect(
            np.array_equal(y, before[0]) and np.array_equal(predicted, before[1]),
            "what it is given stays as it was",
            value=f"{problem_type}: y_true or y_pred was changed",
            fix="work on a copy: y_pred = y_pred.copy()",
        )


def _few_rows(metric: Metric) -> None:
    for n_rows in sorted({max(n_classes, 2) for n_classes in N_CLASSES.values()}):
        for problem_type, y, predicted in _cases(metric, n_rows=n_rows):
            _gives_a_number(metric, problem_type, y, predicted, "a few rows give a number", fix="return a float")
    promise, fix = "one row, or one class, gives a number or NaN", "return float('nan') where the rows allow no value"
    for problem_type, y, predicted in _cases(metric):
        for rows in (slice(0, 1), y == y[0]):
            _gives_a_number(metric, problem_type, y[rows], predicted[rows], promise, fix=fix)


def _gives_a_number(
    metric: Metric, problem_type: ProblemType, y: np.ndarray, predicted: np.ndarray, promise: str, *, fix: str
) -> None:
    score = _score(metric, y, predicted)
    expect(isinstance(score, float), promise, value=f"{problem_type}, {len(y)} rows: {score!r}", fix=fix)


def _weights_count(metric: Metric) -> None:
    if not metric.takes_weights:
        return
    weights = np.random.default_rng(2).integers(1, 4, N_ROWS)
    for problem_type, y, predicted in _cases(metric):
        weighed = _score(metric, y, predicted, weights.astype(float))
        repeated = _score(metric, np.repeat(y, weights), np.repeat(predicted, weights, axis=0))
        expect(
            bool(np.isclose(weighed, repeated, rtol=ALIKE)),
            "a row of weight three counts like three rows",
            value=f"{problem_type}: {weighed!r}, and {repeated!r} with the rows repeated",
            fix="weigh every row by sample_weight, or leave the parameter out",
        )


def _many_score_as_one(metric: Metric) -> None:
    weights = np.random.default_rng(2).random(N_ROWS) + 0.5
    for problem_type in filter(metric.fits, get_args(ProblemType)):
        y = truth(problem_type)
        many = np.stack(predictions(problem_type, y))
        one_by_one = [_score(metric, y, predicted, weights) for predicted in many]
        at_once = working(
            f"the metric {metric.name!r}",
            partial(metric.scores, y, many, weights),
            fix="return one score for each model of (n_models, n_rows, ...), or leave takes_many= out",
        )
        expect(
            len(at_once) == len(many) and np.allclose(at_once, one_by_one, rtol=ALIKE, atol=0.0),
            "many models at once get the scores that each gets alone",
            value=f"{problem_type}: {at_once!r}, and {one_by_one!r} one by one",
            fix="sum over the rows alone, the last axis of (n_models, n_rows), or leave takes_many= out",
        )


def _luck_is_as_said(metric: Metric) -> None:
    """Of several classes it may be said as if all of them were lucky together, which is so many times as much."""
    generator = np.random.default_rng(3)
    for problem_type in get_args(ProblemType) if metric.luck else ():
        n_classes = N_CLASSES[problem_type]
        if not n_classes or not metric.fits(problem_type):
            continue
        y = truth(problem_type)
        said = working(
            f"the metric {metric.name!r}",
            partial(metric.luck_of, np.bincount(y).tolist()),
            fix="return the variance of the score, a float above 0, or leave luck= out",
        )
        drawn = np.var([_score(metric, y, generator.dirichlet(np.ones(n_classes), N_ROWS)) for _ in range(LUCKY_DRAWS)])
        expect(
            bool(drawn / LUCK_ALIKE < said < LUCK_ALIKE * n_classes * drawn),
            "scores of a model that knows nothing vary as luck= says",
            value=f"{problem_type}: a variance of {said:.3g}, and {drawn:.3g} in {LUCKY_DRAWS} draws",
            fix="return the variance of the score, the square of its standard deviation, or leave luck= out",
        )


def _says_its_value(metric: Metric) -> None:
    for language in LANGUAGES:
        said = metric.said("12.5", language)
        expect(
            "12.5" in said and not said.rstrip().endswith((".", "。")),
            "its sentence says the value, and goes on from “on rows it has not seen”",
            value=repr(said),
            fix="put {value} into sentence= and leave the full stop out",
        )


METRIC_PROMISES: tuple[Promise[Metric], ...] = (
    Promise("better predictions score better", _better_scores_better),
    Promise("the order of the rows does not matter", _order_does_not_matter),
    Promise("the same rows give the same number, and stay as they were", _leaves_its_input),
    Promise("few rows, one row and one class give a number or NaN", _few_rows),
    Promise("weights count like repeated rows, where it takes any", _weights_count),
    Promise("many models at once get the scores that each gets alone", _many_score_as_one),
    Promise("luck goes as far as it says, where it says so", _luck_is_as_said),
    Promise("says its value in words", _says_its_value),
    Promise("says what it is", lambda metric: check_sentence(metric.about(), "what it measures", "summary")),
)


def check_metric(metric: Metric) -> None:
    """Raises AssertionError, in words, where a metric does not keep what every metric promises."""
    keep_all(METRIC_PROMISES, metric)

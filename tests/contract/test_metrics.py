"""What every registered metric promises."""

from __future__ import annotations

import re
from typing import get_args

import numpy as np
import pytest

from automl_comparison import words
from automl_shared.config.models import Language, ProblemType
from automl_shared.plugins import METRICS, Metric
from automl_shared.plugins.metric import IN_UNITS
from automl_shared.testing import Promise
from automl_shared.testing.metrics import METRIC_PROMISES, N_CLASSES, N_ROWS, predictions, truth
from automl_shared.words import LANGUAGES

CASES = [
    (name, problem_type)
    for name in METRICS
    for problem_type in get_args(ProblemType)
    if METRICS.get(name).fits(problem_type)
]
every_metric = pytest.mark.parametrize("name", list(METRICS))
every_case = pytest.mark.parametrize(("name", "problem_type"), CASES)
every_case_of_classes = pytest.mark.parametrize(
    ("name", "problem_type"), [case for case in CASES if case[1] != "regression"]
)


def scored(name: str, y: np.ndarray, predicted: np.ndarray) -> float:
    return METRICS.get(name).score(y, predicted)


@every_metric
@pytest.mark.parametrize("promise", METRIC_PROMISES, ids=lambda promise: promise.says)
def test_keeps_what_every_metric_promises(name: str, promise: Promise[Metric]) -> None:
    promise.holds(METRICS.get(name))


@every_case
def test_gets_the_input_it_asks_for(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    predicted = predictions(problem_type, y)[1]
    given = predicted if METRICS.get(name).needs == "probability" or predicted.ndim == 1 else predicted.argmax(axis=1)
    assert scored(name, y, predicted) == METRICS.get(name).function(y, given)


@every_case
def test_a_few_rows_give_a_finite_number(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type, n_rows=max(N_CLASSES[problem_type], 2))
    assert np.isfinite([scored(name, y, predicted) for predicted in predictions(problem_type, y)]).all()


@every_case
def test_guessing_the_same_everywhere_gives_a_number(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    perfect = predictions(problem_type, y)[0]
    assert np.isfinite(scored(name, y, np.broadcast_to(perfect.mean(axis=0), perfect.shape)))


@every_case_of_classes
def test_a_fold_of_one_class_gives_a_number_or_none(name: str, problem_type: ProblemType) -> None:
    for only in range(N_CLASSES[problem_type]):
        y = np.full(10, only)
        for predicted in predictions(problem_type, y):
            assert isinstance(scored(name, y, predicted), float)


@pytest.mark.parametrize("name", [name for name, problem_type in CASES if problem_type == "multiclass"])
def test_a_hundred_classes_of_which_a_fold_has_few(name: str) -> None:
    generator = np.random.default_rng(3)
    y, noise = generator.choice([3, 41, 99], N_ROWS), generator.dirichlet(np.ones(100), N_ROWS)
    good, random = scored(name, y, 0.5 * np.eye(100)[y] + 0.5 * noise), scored(name, y, noise)
    assert np.isfinite([good, random]).all()
    assert METRICS.get(name).better(good, random)


@every_case
@pytest.mark.parametrize("language", LANGUAGES)
def test_says_what_a_value_means(name: str, problem_type: ProblemType, language: Language) -> None:
    said = words.meaning(METRICS.get(name), 0.125, language)
    assert ("12.5 %" if METRICS.get(name).unit == "share" else "0.125") in said
    assert not re.search(r"[{}]|\.$|。$", said)


@every_metric
def test_speaks_both_languages_of_its_own(name: str) -> None:
    metric = METRICS.get(name)
    assert metric.said("1", "en").isascii()
    assert not metric.said("1", "ja").isascii()


@every_metric
def test_says_what_it_is(name: str) -> None:
    metric = METRICS.get(name)
    assert metric.unit in IN_UNITS
    assert metric.summary.endswith(".")
    assert metric.function.__doc__


@every_case
def test_equal_weights_change_nothing(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    for predicted in predictions(problem_type, y):
        weighed = METRICS.get(name).score(y, predicted, np.full(len(y), 2.5))
        assert weighed == pytest.approx(scored(name, y, predicted), rel=1e-12)

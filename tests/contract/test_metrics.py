"""What every registered metric promises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from automl_comparison import words
from automl_shared.config.models import Language, ProblemType
from automl_shared.plugins import METRICS, Metric
from automl_shared.plugins.metric import IN_UNITS
from automl_shared.words import LANGUAGES

N_ROWS = 120
N_CLASSES = {"regression": 0, "binary": 2, "multiclass": 4}
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
DOCS = Path(__file__).parents[2] / "docs" / "PLUGINS.md"


def truth(problem_type: ProblemType, n_rows: int = N_ROWS) -> np.ndarray:
    """Every class at least once from as many rows on as there are classes."""
    if problem_type == "regression":
        return 10.0 + np.random.default_rng(0).normal(size=n_rows)
    return np.random.default_rng(0).permutation(np.arange(n_rows) % N_CLASSES[problem_type])


def predictions(problem_type: ProblemType, y: np.ndarray) -> list[np.ndarray]:
    """Perfect, good, random and adversarial ones."""
    generator = np.random.default_rng(1)
    if problem_type == "regression":
        noise = generator.normal(size=len(y))
        return [y, y + 0.2 * noise, generator.permutation(y), 30.0 - 2 * y]
    n_classes = N_CLASSES[problem_type]
    perfect = np.eye(n_classes)[y]
    noise = generator.dirichlet(np.ones(n_classes), len(y))
    good = 0.3 * perfect + 0.7 * noise
    return [perfect, good, noise, (1.0 - good) / (n_classes - 1)]


def scored(name: str, y: np.ndarray, predicted: np.ndarray) -> float:
    return METRICS.get(name).score(y, predicted)


@every_case
def test_better_predictions_score_better(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    scores = [scored(name, y, predicted) for predicted in predictions(problem_type, y)]
    assert np.isfinite(scores).all()
    signed = np.array(scores) * (1 if METRICS.get(name).greater_is_better else -1)
    assert (np.diff(signed) < 0).all(), scores
    assert METRICS.get(name).better(scores[0], scores[1])
    assert not METRICS.get(name).better(scores[1], scores[1])


@every_case
def test_the_order_of_rows_does_not_matter(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    order = np.random.default_rng(2).permutation(N_ROWS)
    for predicted in predictions(problem_type, y):
        assert scored(name, y[order], predicted[order]) == pytest.approx(scored(name, y, predicted), rel=1e-12)


@every_case
def test_the_same_input_gives_the_same_number_and_stays_as_it_was(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    predicted = predictions(problem_type, y)[1]
    before = y.copy(), predicted.copy()
    assert scored(name, y, predicted) == scored(name, y, predicted)
    np.testing.assert_array_equal(y, before[0])
    np.testing.assert_array_equal(predicted, before[1])


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
def test_one_row_gives_a_number_or_none(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)[:1]
    for predicted in predictions(problem_type, y):
        assert isinstance(scored(name, y, predicted), float)


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
    assert metric.sentence != metric.sentence_ja
    assert metric.sentence.isascii()
    assert not metric.sentence_ja.isascii()


@every_metric
def test_says_what_it_is(name: str) -> None:
    metric = METRICS.get(name)
    assert metric.unit in IN_UNITS
    assert metric.summary.endswith(".")
    assert metric.function.__doc__


def test_the_documentation_lists_them_all() -> None:
    part = DOCS.read_text(encoding="utf-8").split("## A metric\n")[1].split("\n## ")[0]
    written = [line for line in part.splitlines() if line.startswith("| `")]
    assert written == [_row(METRICS.get(name)) for name in METRICS]


def _row(metric: Metric) -> str:
    fits = ", ".join(metric.problem_types or metric.task_types)
    better = "higher" if metric.greater_is_better else "lower"
    return f"| `{metric.name}` | {fits} | {better} | {IN_UNITS[metric.unit]} | {metric.summary} |"


@every_case
def test_a_row_of_weight_three_counts_like_three_rows(name: str, problem_type: ProblemType) -> None:
    metric, y = METRICS.get(name), truth(problem_type)
    if not metric.takes_weights:
        pytest.skip("takes no weights")
    weights = np.random.default_rng(2).integers(1, 4, len(y))
    for predicted in predictions(problem_type, y):
        repeated = metric.score(np.repeat(y, weights), np.repeat(predicted, weights, axis=0))
        assert metric.score(y, predicted, weights.astype(float)) == pytest.approx(repeated, rel=1e-12)


@every_case
def test_equal_weights_change_nothing(name: str, problem_type: ProblemType) -> None:
    y = truth(problem_type)
    for predicted in predictions(problem_type, y):
        weighed = METRICS.get(name).score(y, predicted, np.full(len(y), 2.5))
        assert weighed == pytest.approx(scored(name, y, predicted), rel=1e-12)

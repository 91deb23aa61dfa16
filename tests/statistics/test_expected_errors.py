"""Which errors to expect, over many made worlds: right on average, and their intervals hold as often as is said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.unit.comparison.test_expected_errors import a_world, facts_of, rows_of, two

from automl_comparison.expected_errors import BinaryErrors, NumberErrors, expected_errors
from automl_comparison.performance import check_factor, check_range, expected_range, near_ranges, standard_error
from automl_comparison.ranges import quantile, share


@pytest.mark.parametrize(("p", "n"), [(0.3, 200), (0.05, 400)])
def test_intervals_of_shares_hold_nine_times_of_ten(p: float, n: int) -> None:
    random = np.random.default_rng(0)
    found = [share(hits, n) for hits in random.binomial(n, p, size=2000)]
    assert np.mean([one.low <= p <= one.high for one in found]) == pytest.approx(0.9, abs=0.04)


@pytest.mark.parametrize("draw", ["standard_normal", "standard_cauchy", "standard_exponential"])
def test_nine_of_ten_new_rows_lie_within_the_distance(draw: str) -> None:
    random = np.random.default_rng(1)
    make: Callable[..., np.ndarray] = getattr(random, draw)
    held = [np.mean(np.abs(make(500)) <= quantile(np.abs(make(300)), 0.9, np.ones(300)).value) for _ in range(300)]
    assert np.mean(held) == pytest.approx(0.9, abs=0.01)


def test_the_limit_itself_lies_in_its_interval_nine_times_of_ten() -> None:
    random, true = np.random.default_rng(2), 1.6449
    found = [quantile(np.abs(random.standard_normal(300)), 0.9, np.ones(300)) for _ in range(1000)]
    assert np.mean([one.low <= true <= one.high for one in found]) >= 0.88


def test_a_threshold_promises_no_more_than_it_keeps_on_new_rows() -> None:
    random = np.random.default_rng(3)

    def world(n: int) -> tuple[np.ndarray, np.ndarray]:
        y = random.random(n) < 0.2
        return y, 1 / (1 + np.exp(-(random.standard_normal(n) + 2 * y - 1.5)))

    said, kept = [], []
    for _ in range(60):
        y, probability = world(300)
        errors = expected_errors(rows_of(y.astype(int), 2), two(probability), ["no", "yes"])
        assert isinstance(errors, BinaryErrors)
        at = next(one for one in errors.thresholds if one.aim == "find_most")
        new_y, new_probability = world(20_000)
        said.append(at.found.value / (at.found.value + at.missed.value))
        kept.append(float((new_probability[new_y] >= at.threshold).mean()))
    assert np.mean(said) == pytest.approx(np.mean(kept), abs=0.03)


def test_an_honest_check_of_classes_surprises_rarely_and_a_shifted_one_mostly() -> None:
    random, facts = np.random.default_rng(4), facts_of("roc_auc")
    found: dict[bool, list[bool]] = {False: [], True: []}
    for _ in range(400):
        y, predicted = a_world(random, "roc_auc", 400, shifted=False)
        expected = check_range(facts, rows_of(y, 2), predicted)
        for shifted in found:
            score = facts.metric.score(*a_world(random, "roc_auc", 100, shifted=shifted))
            found[shifted].append(not expected[0] <= score <= expected[1])
    assert np.mean(found[False]) <= 0.03
    assert np.mean(found[True]) >= 0.8


def mixed(random: np.random.Generator, n: int) -> np.ndarray:
    """Two of a hundred errors are fifteen times as large."""
    return random.standard_normal(n) * np.where(random.random(n) < 0.02, 15, 1)


def uneven(random: np.random.Generator, n: int) -> np.ndarray:
    """Some rows are harder than others."""
    return random.standard_normal(n) * np.exp(random.normal(0, 0.7, n))


ERRORS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal": lambda random, n: random.standard_normal(n),
    "t with 5": lambda random, n: random.standard_t(5, n),
    "t with 3": lambda random, n: random.standard_t(3, n),
    "t with 2": lambda random, n: random.standard_t(2, n),
    "Cauchy": lambda random, n: random.standard_cauchy(n),
    "log-normal": lambda random, n: random.lognormal(0, 1, n),
    "mixed": mixed,
    "uneven": uneven,
}


@pytest.mark.parametrize("errors", ERRORS)
def test_an_honest_check_of_numbers_surprises_rarely_and_a_shifted_one_mostly(errors: str) -> None:
    """However heavy the tails are. Shifted: errors are twice as large."""
    random, facts = np.random.default_rng(4), facts_of("rmse")
    expected = near_ranges(facts, rows_of(np.zeros(400)))
    assert expected is not None
    found: dict[float, list[bool]] = {1.0: [], 2.0: []}
    for _ in range(500):
        counted = _numbers_of(ERRORS[errors](random, 400))
        for times in found:
            new = np.abs(ERRORS[errors](random, 100)) * times
            near = [(new <= one.value).sum() for one in (counted.half, counted.most)]
            found[times].append(not all(low <= n <= high for n, (low, high) in zip(near, expected, strict=True)))
    assert np.mean(found[1.0]) <= 0.03
    assert np.mean(found[2.0]) >= 0.8


@pytest.mark.parametrize("errors", ["normal", "t with 3", "uneven"])
def test_errors_that_are_said_to_be_noticed_mostly_are(errors: str) -> None:
    """The smaller the check, the larger they have to be."""
    random, factors = np.random.default_rng(5), {}
    for n_new in (30, 200):
        facts = facts_of("rmse", n_holdout=n_new)
        noticed, factors[n_new] = [], []
        for _ in range(200):
            seen = ERRORS[errors](random, 400)
            factor, ranges = check_factor(facts, rows_of(seen), np.zeros(400)), near_ranges(facts, rows_of(seen))
            assert factor is not None
            assert ranges is not None
            counted, new = _numbers_of(seen), np.abs(ERRORS[errors](random, n_new)) * factor
            near = [(new <= one.value).sum() for one in (counted.half, counted.most)]
            noticed.append(any(n < low for n, (low, _) in zip(near, ranges, strict=True)))
            factors[n_new].append(factor)
        assert 0.7 <= np.mean(noticed) <= 0.95
    assert np.mean(factors[30]) > 1.3 * np.mean(factors[200])


def _numbers_of(errors: np.ndarray) -> NumberErrors:
    found = expected_errors(rows_of(errors), np.zeros(len(errors)), [])
    assert isinstance(found, NumberErrors)
    return found


TRUE_RMSE = {"normal": 1.0, "t with 5": np.sqrt(5 / 3), "t with 3": np.sqrt(3), "uneven": np.exp(0.49)}


@pytest.mark.parametrize("errors", TRUE_RMSE)
def test_the_range_of_a_score_of_numbers_holds_it_however_heavy_the_tails(errors: str) -> None:
    """The mean over the folds is what is told of the score; the largest errors to come are not among those seen."""
    random, facts = np.random.default_rng(7), facts_of("rmse")
    held, reach = [], []
    for _ in range(300):
        off = ERRORS[errors](random, 400)
        facts.choice.recommended.cv_mean = np.mean([np.sqrt(np.mean(off[fold::5] ** 2)) for fold in range(5)])
        low, high = expected_range(facts, rows_of(off), np.zeros(400))
        held.append(low <= TRUE_RMSE[errors] <= high)
        reach.append(high / low)
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)
    assert errors != "normal" or np.median(reach) < 1.15


@pytest.mark.parametrize("metric", ["rmse", "log_loss"])
def test_the_range_of_the_performance_holds_it_nine_times_of_ten(metric: str) -> None:
    """What is looked for is the score on very many rows; the mean over the folds is where it is looked for. Within two
    standard errors it is at least 95 times of 100."""
    random, facts = np.random.default_rng(6), facts_of(metric)
    true = facts.metric.score(*a_world(random, metric, 400_000, shifted=False))
    held, near = [], []
    for _ in range(600):
        y, predicted = a_world(random, metric, 400, shifted=False)
        rows = rows_of(y, 0 if metric == "rmse" else 2)
        facts.choice.recommended.cv_mean = facts.metric.score(y, predicted)
        facts.expected_range = ends = expected_range(facts, rows, predicted)
        held.append(ends[0] <= true <= ends[1])
        near.append(abs(true - facts.choice.recommended.cv_mean) <= 2 * standard_error(facts))
    assert np.mean(held) == pytest.approx(0.9, abs=0.04)
    assert np.mean(near) >= 0.95

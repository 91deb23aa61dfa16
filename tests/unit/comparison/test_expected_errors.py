"""Which errors to expect: counted by hand on a few rows."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from automl_comparison.ensembles import Rows
from automl_comparison.expected_errors import (
    BinaryErrors,
    ClassErrors,
    NumberErrors,
    Sample,
    decided_apart,
    expected_errors,
    few_false,
    find_most,
)
from automl_comparison.performance import check_range, expected_range, near_ranges, standard_error
from automl_comparison.words.errors import OfRows, of_rows
from automl_shared.plugins import METRICS

FOLDS = 5


def rows_of(y: np.ndarray, n_classes: int = 0, *, repeats: int = 1, in_time_order: bool = False) -> Rows:
    """The rows dealt into folds by their place, all of them once a repeat."""
    n = len(y)
    fold = np.sort(np.arange(n) % FOLDS)
    return Rows(
        row_id=np.tile(np.arange(n), repeats),
        y=np.tile(y, repeats),
        fold=np.concatenate([fold + FOLDS * repeat for repeat in range(repeats)]),
        repeats=tuple(repeat for repeat in range(repeats) for _ in range(FOLDS)),
        n_classes=n_classes,
        in_time_order=in_time_order,
    )


def two(probability: np.ndarray) -> np.ndarray:
    return np.column_stack([1 - probability, probability])


@pytest.mark.parametrize("repeats", [1, 3])
def test_two_classes_are_counted(repeats: int) -> None:
    y = np.tile([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], 10)
    probability = np.tile([0.9, 0.3, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.5], 10)
    errors = expected_errors(rows_of(y, 2, repeats=repeats), two(np.tile(probability, repeats)), ["no", "yes"])
    assert isinstance(errors, BinaryErrors)
    default, _, find, *few = errors.thresholds
    assert (errors.positive, errors.share, errors.n_rows) == ("yes", 0.2, 100)
    assert (default.found.value, default.missed.value, default.false_alarms.value) == pytest.approx((0.1, 0.1, 0.1))
    assert default.right == pytest.approx(0.5)
    assert (find.aim, find.threshold) == ("find_most", 0.3)
    assert (find.found.value, find.missed.value, find.false_alarms.value) == pytest.approx((0.2, 0.0, 0.2))
    assert [one.threshold for one in few] == [0.9]
    assert few[0].false_alarms.value == 0


def ranked(found: int, false: int, *, rare: int = 100, n: int = 1000, among_first: int = 50) -> BinaryErrors:
    """``rare`` positive rows of n, as many found and falsely called, and so many of them in the first tenth."""
    y = np.zeros(n, dtype=np.int64)
    y[:rare] = 1
    probability = np.full(n, 0.1)
    probability[:among_first] = 0.4
    probability[rare : rare + n // 10 - among_first] = 0.4
    probability[:found] = 0.9
    probability[n - false :] = 0.9
    random = np.random.default_rng(0).permutation(n)
    errors = expected_errors(rows_of(y[random], 2), two(probability[random]), ["no", "yes"])
    assert isinstance(errors, BinaryErrors)
    return errors


@pytest.mark.parametrize(("found", "false", "better"), [(40, 10, True), (20, 18, False), (0, 0, False)])
def test_answers_beat_the_usual_one_only_by_more_than_luck(found: int, false: int, better: bool) -> None:
    assert ranked(found, false).beats_usual == better


def test_answers_beat_the_usual_one_where_that_is_what_is_looked_for() -> None:
    """Nine of ten are positive: only who says that some are not can be better."""
    y = np.tile([1] * 9 + [0], 40)
    for said_no, better in ((0, False), (1, True)):
        probability = np.where(y == 1, 0.9, 0.9 - 0.8 * said_no)
        errors = expected_errors(rows_of(y, 2), two(probability), ["no", "yes"])
        assert isinstance(errors, BinaryErrors)
        assert errors.beats_usual == better


@pytest.mark.parametrize(("among_first", "told"), [(50, True), (12, False)])
def test_the_rows_to_look_at_first_hold_more_than_others(among_first: int, told: bool) -> None:
    first = ranked(0, 0, among_first=among_first).surest
    assert (first is not None) == told
    if first is not None:
        assert first.found.value == pytest.approx(among_first / 1000)
        assert first.alarms == pytest.approx(0.1)


def test_no_more_are_found_than_there_are() -> None:
    y = np.tile([1, 0, 0, 0], 50)
    errors = expected_errors(rows_of(y, 2), two(np.where(y == 1, 0.9, 0.1)), ["no", "yes"])
    assert isinstance(errors, BinaryErrors)
    found, missed = errors.thresholds[0].found, errors.thresholds[0].missed
    assert (found.value, found.high) == pytest.approx((0.25, 0.25))
    assert missed.high == pytest.approx(0.25 - found.low)


def test_where_all_are_as_likely_there_are_none_to_look_at_first() -> None:
    errors = expected_errors(rows_of(np.tile([0, 1], 50), 2), two(np.full(100, 0.3)), ["no", "yes"])
    assert isinstance(errors, BinaryErrors)
    assert errors.surest is None


def test_several_classes_are_counted() -> None:
    y, predicted = np.tile([0, 0, 1, 2, 2], 20), np.tile([0, 1, 1, 2, 0], 20)
    errors = expected_errors(rows_of(y, 3), np.eye(3)[predicted], ["a", "b", "c"])
    assert isinstance(errors, ClassErrors)
    assert errors.right.value == pytest.approx(0.6)
    assert {(one.actual, one.predicted, one.share) for one in errors.confusions} == {("a", "b", 0.2), ("c", "a", 0.2)}
    assert dict(errors.found) == {"a": 0.5, "b": 1.0, "c": 0.5}


def test_numbers_are_measured_in_the_target_s_unit() -> None:
    y = np.arange(1, 101, dtype=np.float64)
    errors = expected_errors(rows_of(y), y + np.tile([1.0, -1.0, 1.0, 1.0, 10.0], 20), [])
    assert isinstance(errors, NumberErrors)
    assert (errors.half.value, errors.most.value) == (1.0, 10.0)
    assert (errors.guessed_half, errors.guessed_most) == pytest.approx((25.0, 45.0), abs=0.6)


def test_in_the_order_of_time_the_first_rows_are_not_judged() -> None:
    rows = rows_of(np.tile([0, 1], 50), 2, in_time_order=True)
    _, judged = decided_apart(rows, Sample.of(rows.y == 1, np.linspace(0, 1, 100)), find_most)
    assert judged.tolist() == [False] * 20 + [True] * 80


def test_no_threshold_where_alarms_are_never_right_enough() -> None:
    assert few_false(Sample.of(np.tile([True, False], 50), np.full(100, 0.5))) is None
    assert find_most(Sample.of(np.zeros(10, dtype=bool), np.zeros(10))) is None


@pytest.mark.parametrize(
    ("part", "said"), [(0.2654, "265"), (0.0049, "5"), (0.0004, "0.4"), (0.0, "0"), (1.0, "1,000")]
)
def test_rows_of_a_thousand(part: float, said: str) -> None:
    assert OfRows().count(part) == said


@pytest.mark.parametrize(
    ("one_in", "rows"), [(20, 1000), (100, 1000), (200, 10_000), (2000, 100_000), (10**6, 100_000)]
)
def test_the_rarer_what_people_look_for_the_more_rows_it_is_told_of(one_in: int, rows: int) -> None:
    assert of_rows(SimpleNamespace(share=1 / one_in)) == OfRows(rows)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.0062, 0.017, ("6", "17")),
        (0.0002, 0.0042, ("0", "4")),
        (0.0, 0.0004, ("0", "0.4")),
        (0.4, 1, ("400", "1,000")),
    ],
)
def test_the_lower_end_is_no_finer_than_the_upper_one(low: float, high: float, said: tuple[str, str]) -> None:
    assert OfRows().ends(low, high) == said


def test_numbers_that_are_shown_add_up() -> None:
    """171 found and 58 missed of 228.3 are 229, as everybody counts who reads them."""
    of = OfRows()
    assert [of.count(0.1708), of.count(0.0575), of.together(0.1708, 0.0575)] == ["171", "58", "229"]
    assert of.together(0.9) == "900"


def facts_of(metric: str, kind: str = "kfold", n_holdout: int = 100, scores: tuple[float, ...] = ()) -> Any:
    plan = SimpleNamespace(kind=kind)
    return SimpleNamespace(
        metric=METRICS.get(metric),
        data=SimpleNamespace(n_holdout=n_holdout, fold_plan=plan),
        choice=SimpleNamespace(recommended=SimpleNamespace(scores=scores)),
    )


def a_world(random: np.random.Generator, metric: str, n: int, *, shifted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Truth and prediction; shifted: the model is half as good."""
    if metric == "rmse":
        y = random.standard_normal(n)
        return y, y + random.standard_t(5, size=n) * (2.0 if shifted else 1.0)
    y = (random.random(n) < 0.3).astype(int)
    return y, two(1 / (1 + np.exp(-((0.5 if shifted else 2.0) * y + random.standard_normal(n) - 1))))


def test_numbers_are_checked_by_their_score_where_rows_do_not_count_alike() -> None:
    rows = rows_of(np.arange(100.0))
    weighed = replace(rows, weights=np.tile([1.0, 2.0], 50))
    predicted = np.arange(100.0) + np.tile([1.0, -2.0], 50)
    assert near_ranges(facts_of("rmse"), weighed) is None
    assert check_range(facts_of("rmse"), weighed, predicted) is not None
    assert near_ranges(facts_of("rmse", "group"), rows) is None
    assert check_range(facts_of("rmse"), rows, predicted) is None


def test_rows_that_are_alike_are_judged_by_their_folds() -> None:
    rows = rows_of(np.zeros(100))
    facts = facts_of("rmse", "group", scores=(1.0, 1.2, 0.8, 1.1, 0.9))
    assert check_range(facts, rows, np.zeros(100)) == pytest.approx((1 - 0.5712, 1 + 0.5712), abs=0.001)
    assert check_range(facts_of("rmse", "group", scores=(1.0,)), rows, np.zeros(100)) is None
    assert check_range(facts_of("rmse", n_holdout=0), rows, np.zeros(100)) is None


def test_no_range_goes_beyond_perfect_predictions() -> None:
    y = np.tile([0, 1], 200)
    predicted = two(np.clip(0.2 + 0.6 * y + np.random.default_rng(1).normal(0, 0.17, 400), 0, 1))
    facts = facts_of("roc_auc_ovr", n_holdout=20)
    facts.choice.recommended.cv_mean = facts.metric.score(y, predicted)
    for ends in (f(facts, rows_of(y, 2), predicted) for f in (expected_range, check_range)):
        assert ends[1] <= 1.0


@pytest.mark.parametrize(("cv_mean", "reach"), [(1.0, 0.4), (1.2, 0.4), (1.05, 0.35)])
def test_the_standard_error_reaches_as_far_as_the_range(cv_mean: float, reach: float) -> None:
    facts = facts_of("rmse")
    facts.choice.recommended.cv_mean, facts.expected_range = cv_mean, (0.8, 1.4)
    assert standard_error(facts) == pytest.approx(reach / 1.6449, rel=1e-3)
    facts.expected_range = None
    assert standard_error(facts) is None


def test_the_same_rows_give_the_same_range() -> None:
    random, facts = np.random.default_rng(5), facts_of("roc_auc")
    y, predicted = a_world(random, "roc_auc", 300, shifted=False)
    rows = rows_of(y, 2)
    assert check_range(facts, rows, predicted) == check_range(facts, replace(rows), predicted)


@pytest.mark.parametrize("kind", ["numbers", "two", "several"])
def test_a_row_of_weight_three_counts_like_three(kind: str) -> None:
    random = np.random.default_rng(4)
    n_classes = {"numbers": 0, "two": 2, "several": 3}[kind]
    y = random.integers(0, n_classes, 200) if n_classes else random.normal(size=200)
    predicted = random.dirichlet(np.ones(n_classes), 200) if n_classes else y + random.normal(size=200)
    classes = ["a", "b", "c"][:n_classes]
    weights = random.integers(1, 4, 200)
    rows = rows_of(y, n_classes)
    repeated = replace(
        rows, row_id=np.arange(weights.sum()), y=np.repeat(y, weights), fold=np.repeat(rows.fold, weights)
    )
    weighed = expected_errors(replace(rows, weights=weights.astype(float)), predicted, classes)
    plain = expected_errors(repeated, np.repeat(predicted, weights, axis=0), classes)
    assert shares_of(weighed) == pytest.approx(shares_of(plain), rel=0.02)


def shares_of(errors: object) -> list[float]:
    """The figures that do not depend on how many rows there are."""
    match errors:
        case BinaryErrors():
            return [one for at in errors.thresholds for one in (at.threshold, at.found.value, at.missed.value)]
        case ClassErrors():
            return [errors.right.value, *(one.share for one in errors.confusions), *dict(errors.found).values()]
        case NumberErrors():
            return [errors.half.value, errors.most.value, errors.guessed_half, errors.guessed_most]
    raise AssertionError(errors)

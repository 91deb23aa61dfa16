"""Corrected probabilities over many seeds: nearer to what happens, left alone where they are right, no dearer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from tests.unit.comparison.test_calibration import CLASSES
from tests.unit.comparison.test_costs import ONE_TO_FIVE, of_no_sigmoid, paid, too_sure
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.calibration import Corrected, corrected
from automl_comparison.costs import expected_costs
from automl_data.bundle.calibration import calibrated, calibrated_second

FRESH, SEEDS = 100_000, 10
UNSEEN = 10_000
"""Rows whose chances are known: without the luck of drawn classes they tell more than ten times as many do with it."""


def world(random: np.random.Generator, n: int, n_classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows whose classes a line tells apart, with each column there four times; also how likely the last class is."""
    x = random.normal(size=(n, 3))
    odds = np.column_stack([np.zeros(n), *(1.2 * x[:, at] for at in range(n_classes - 1))])
    y = (odds + random.gumbel(size=odds.shape)).argmax(axis=1)
    return np.tile(x, 4), y, special.softmax(odds, axis=1)[:, -1]


def learned(model: Any, seed: int, n: int, n_classes: int) -> tuple[Corrected | None, float, float]:
    """What is corrected out of fold, and how far the mean of the fold models is off on fresh rows, before and after."""
    random = np.random.default_rng(seed)
    (x, y, _), (new, _, chance) = world(random, n, n_classes), world(random, UNSEEN, n_classes)
    rows = rows_of(y, n_classes)
    predicted, said = np.empty((n, n_classes)), []
    for fold in range(rows.n_folds):
        here = rows.slice_of(fold)
        others = np.setdiff1d(np.arange(n), np.arange(n)[here])
        model.fit(x[others], y[others])
        predicted[here] = model.predict_proba(x[here])
        said.append(model.predict_proba(new))
    found = corrected(rows, predicted, CLASSES if n_classes == 2 else ("a", "b", "c"))
    by = found.by if found else None
    before, after = (np.mean([calibrated(one, each) for one in said], axis=0) for each in (None, by))
    return found, off(before, chance), off(after, chance)


def off(said: np.ndarray, chance: np.ndarray) -> float:
    """Mean distance between what is said of the last class and how likely it is, over 50 equal parts."""
    order = np.argsort(said[:, -1], kind="stable")
    parts = (np.array_split(one[order], 50) for one in (said[:, -1], chance))
    return float(np.mean([abs(a.mean() - b.mean()) for a, b in zip(*parts, strict=True)]))


@pytest.mark.parametrize(
    ("model", "n_classes"),
    [
        (GaussianNB(), 2),
        (GaussianNB(), 3),
        (RandomForestClassifier(10, random_state=0), 2),
        (HistGradientBoostingClassifier(max_iter=12, learning_rate=0.9, early_stopping=False), 2),
    ],
)
def test_models_that_are_too_sure_are_nearer_to_what_happens(model: Any, n_classes: int) -> None:
    found = [learned(model, seed, 1500, n_classes) for seed in range(SEEDS)]
    assert sum(after < before for _, before, after in found) >= 0.9 * SEEDS


def test_a_model_that_is_right_is_mostly_left_alone() -> None:
    found = [learned(LogisticRegression(), seed, 1500, 2) for seed in range(SEEDS)]
    assert sum(better is None for better, *_ in found) >= 0.8 * SEEDS


@pytest.mark.parametrize("made", [too_sure, of_no_sigmoid])
def test_a_threshold_by_cost_is_told_of_corrected_probabilities_and_costs_no_more(made: Callable[..., Any]) -> None:
    more = []
    for seed in range(5):
        random = np.random.default_rng(seed)
        truth, probability = made(random, 4000)
        rows = rows_of(truth.astype(int), 2)
        better = corrected(rows, two(probability), CLASSES)
        found = expected_costs(rows, two(probability), ONE_TO_FIVE, ONE_TO_FIVE.of_rows(4000), better)
        assert found.threshold == pytest.approx(1 / 6, abs=0.06)  # where an alarm costs what it is worth
        new_truth, new = made(random, FRESH)
        best = min(paid(ONE_TO_FIVE, at, new_truth, new) for at in np.quantile(new, np.linspace(0, 1, 201)))
        more.append(paid(ONE_TO_FIVE, found.threshold, new_truth, calibrated_second(new, better.by)) / best - 1)
    assert np.mean(more) <= 0.02

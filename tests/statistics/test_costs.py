"""What errors cost, over many seeds: thresholds are nearly the best possible, what is said to be saved is saved."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from scipy.special import expit
from tests.unit.comparison.test_costs import ONE_TO_FIVE, World, calibrated, of_no_sigmoid, paid, too_sure
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.costs import Costs, RowCosts, cheapest_threshold, expected_costs
from automl_comparison.expected_errors import Sample


@pytest.mark.parametrize("world", [calibrated, too_sure, of_no_sigmoid])
@pytest.mark.parametrize("costs", [ONE_TO_FIVE, Costs(false_positive=10, false_negative=1)])
def test_a_threshold_costs_at_most_two_per_cent_more_than_the_best_one(world: World, costs: Costs) -> None:
    more = []
    for seed in range(8):
        random = np.random.default_rng(seed)
        threshold = cheapest_threshold(costs.of_rows(4000), Sample.of(*world(random, 4000)))
        fresh = world(random, 100_000)
        best = min(paid(costs, at, *fresh) for at in np.quantile(fresh[1], np.linspace(0, 1, 201)))
        more.append(paid(costs, threshold, *fresh) / best - 1)
    assert np.mean(more) <= 0.02


ONE_TO_FIFTY = Costs(false_positive=1, false_negative=50)


@pytest.mark.parametrize(("strength", "mean", "most"), [(1.0, 0.002, 0.02), (2.5, 0.009, 0.035)])
def test_a_threshold_about_a_rare_class_is_near_the_best_one_for_every_draw(
    strength: float, mean: float, most: float
) -> None:
    """Seventy rows of it. Costs are those to be expected, so that no luck of fresh rows is in them.

    Probabilities that can be taken at their word need nothing to be learned; of others no threshold is surer.
    """
    more = []
    fresh_odds = 1.5 * np.random.default_rng(99).standard_normal(200_000) - 5
    for seed in range(16):
        random = np.random.default_rng(seed)
        odds = 1.5 * random.standard_normal(4000) - 5
        truth = random.random(4000) < expit(odds)
        threshold = cheapest_threshold(ONE_TO_FIFTY.of_rows(4000), Sample.of(truth, expit(strength * odds)))
        said, likely = expit(strength * fresh_odds), expit(fresh_odds)
        best = np.minimum(1 - likely, 50 * likely).mean()
        more.append(np.where(said >= threshold, 1 - likely, 50 * likely).mean() / best - 1)
    assert np.mean(more) <= mean
    assert max(more) <= most


def test_what_is_said_to_be_saved_is_saved_on_fresh_rows() -> None:
    said: dict[str, list[float]] = {}
    saved: dict[str, list[float]] = {}
    held = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        truth, probability = too_sure(random, 400)
        found = expected_costs(rows_of(truth.astype(int), 2), two(probability), ONE_TO_FIVE, ONE_TO_FIVE.of_rows(400))
        new_truth, new = too_sure(random, 50_000)
        kept = paid(ONE_TO_FIVE, found.threshold, new_truth, new)
        for name, instead in (("nobody", 5 * new_truth.mean()), ("everybody", (~new_truth).mean())):
            said.setdefault(name, []).append(found.saved[cast("Any", name)].value)
            saved.setdefault(name, []).append(instead - kept)
        held.append(found.cost.low <= kept <= found.cost.high)
    for name in said:
        assert np.mean(said[name]) == pytest.approx(np.mean(saved[name]), abs=0.02)
    assert np.mean(held) >= 0.8


LOSS = Costs(false_positive=25, false_negative=0.6, false_negative_column="amount")


def lent(random: np.random.Generator, n: int) -> tuple[RowCosts, Sample]:
    """Large amounts are likelier to be lost, and a model that is too sure says so."""
    amount = np.exp(random.normal(5, 1, n))
    odds = 1.2 * random.standard_normal(n) - 2.5 + 0.6 * (np.log(amount) - 5)
    truth = random.random(n) < 1 / (1 + np.exp(-odds))
    return LOSS.of_rows(n, {"amount": amount}), Sample.of(truth, 1 / (1 + np.exp(-1.5 * odds)))


def lost(each: RowCosts, fresh: Sample, threshold: float) -> float:
    return float(each.of(fresh.probability >= threshold, fresh.truth).mean())


def test_a_threshold_by_amounts_costs_at_most_two_per_cent_more_than_the_best_one() -> None:
    more, without = [], []
    for seed in range(12):
        random = np.random.default_rng(seed)
        each, sample = lent(random, 4000)
        even = Costs(false_positive=25, false_negative=float(each.false_negative.mean())).of_rows(4000)
        fresh = lent(random, 100_000)
        best = min(lost(*fresh, at) for at in np.quantile(fresh[1].probability, np.linspace(0, 1, 201)))
        more.append(lost(*fresh, cheapest_threshold(each, sample)) / best - 1)
        without.append(lost(*fresh, cheapest_threshold(even, sample)) / best - 1)
    assert np.mean(more) <= 0.02
    assert np.mean(without) > 1.5 * np.mean(more), "one amount for all rows would do as well"


def test_what_is_said_to_be_saved_by_amounts_is_saved_on_fresh_rows() -> None:
    said: dict[str, list[float]] = {"nobody": [], "everybody": []}
    saved: dict[str, list[float]] = {"nobody": [], "everybody": []}
    held = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        each, sample = lent(random, 600)
        found = expected_costs(rows_of(sample.truth.astype(int), 2), two(sample.probability), LOSS, each)
        new, fresh = lent(random, 50_000)
        kept = lost(new, fresh, found.threshold)
        for name, threshold in (("nobody", 2.0), ("everybody", 0.0)):
            said[name].append(found.saved[cast("Any", name)].value)
            saved[name].append(lost(new, fresh, threshold) - kept)
        held.append(found.cost.low <= kept <= found.cost.high)
    for name, values in said.items():
        error = np.std(np.subtract(values, saved[name])) / np.sqrt(len(values))
        assert abs(np.mean(values) - np.mean(saved[name])) < 3 * error
    assert np.mean(held) >= 0.8

"""What errors cost: the threshold that costs least, and what it saves, counted on out-of-fold predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy import stats

from automl_comparison.calibration import Corrected, chosen_corrected, fits, mean_and_error, sigmoid_where_better
from automl_comparison.expected_errors import DEFAULT_THRESHOLD, Sample, Threshold, decided_apart, default, placed
from automl_comparison.ranges import LEVEL, Range
from automl_comparison.rows import Rows
from automl_data.bundle.calibration import calibrated_second, uncalibrated_second
from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

CURVE = tuple(round(0.02 * step, 2) for step in range(1, 50))

Alternative = Literal["nobody", "everybody", "guessing", "default"]
"""To what a threshold is compared: never or always saying the positive class, saying it as often as it occurs but of
rows drawn by lot, and saying it when it is the likelier one."""


class Costs(Frozen):
    """Of one error of each kind: so much, or so many times what its row has in a column."""

    false_positive: float
    false_negative: float
    currency: str = ""
    false_positive_column: str | None = None
    false_negative_column: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Those whose values are needed."""
        named = (self.false_positive_column, self.false_negative_column)
        return tuple(dict.fromkeys(name for name in named if name is not None))

    def of_rows(self, n_rows: int, amounts: Mapping[str, NDArray[np.float64]] | None = None) -> RowCosts:
        """amounts: of each of the columns, (n_rows,) from 0 up."""
        each = np.ones(n_rows)
        amounts = amounts or {}
        return RowCosts(
            false_positive=self.false_positive * amounts.get(self.false_positive_column or "", each),
            false_negative=self.false_negative * amounts.get(self.false_negative_column or "", each),
        )


class RowCosts(Frozen):
    """What an error of each kind costs in each row: (n,) each."""

    false_positive: NDArray[np.float64]
    false_negative: NDArray[np.float64]

    def of(self, said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(n,) what each answer costs."""
        return np.where(truth, self.false_negative * ~said, self.false_positive * said)

    def at(self, place: NDArray[np.intp] | NDArray[np.bool_]) -> RowCosts:
        """Of some of the rows."""
        return RowCosts(false_positive=self.false_positive[place], false_negative=self.false_negative[place])


class ExpectedCosts(Frozen):
    """Per row. ``saved``: by the threshold, against each alternative. ``curve``: thresholds and their cost.

    ``false_positive`` and ``false_negative``: what one error of each kind costs on average, of the rows that it can
    happen to. The cost and what is saved are counted with thresholds chosen on the other folds; the curve chooses
    nothing.
    """

    costs: Costs
    false_positive: float
    false_negative: float
    threshold: float
    cost: Range
    saved: Mapping[Alternative, Range]
    curve: tuple[tuple[float, float], ...]


def expected_costs(
    rows: Rows, predicted: np.ndarray, costs: Costs, each: RowCosts, corrected: Corrected | None = None
) -> ExpectedCosts | None:
    """predicted: (n, 2) probabilities, out of fold. ``each``: what errors cost in these rows, by ``costs``.

    None where no fold can choose for another. Thresholds are of ``corrected`` probabilities where there are any.
    """
    sample = Sample.of(rows.y == 1, predicted[:, 1].astype(np.float64), rows.counts)
    choose, truth, counts = cheapest(each, corrected), sample.truth, sample.counts
    probability = corrected.predicted[:, 1] if corrected else sample.probability
    said, judged = decided_apart(rows, sample, choose)
    if not judged.any():
        return None
    threshold = choose(sample)
    assert threshold is not None, "there always is a cheapest one"
    there = replace(sample.at(judged), probability=probability[judged])
    paid = each.at(judged).of(said[judged], there.truth)
    others = {name: _instead(name, each.at(judged), there) for name in get_args(Alternative)}
    false_positive, false_negative = _averages(each, sample)
    return ExpectedCosts(
        costs=costs,
        false_positive=false_positive,
        false_negative=false_negative,
        threshold=placed(threshold, corrected.by if corrected else None),
        cost=_mean(rows.row_id[judged], paid, there.counts),
        saved={name: _mean(rows.row_id[judged], other - paid, there.counts) for name, other in others.items()},
        curve=tuple((at, float(np.average(each.of(probability >= at, truth), weights=counts))) for at in CURVE),
    )


def cheapest(each: RowCosts, corrected: Corrected | None = None) -> Threshold:
    """`cheapest_threshold` for these costs, chosen on corrected probabilities where there are any."""
    choose: Threshold = partial(cheapest_threshold, each)
    return chosen_corrected(corrected.by.method, choose) if corrected else choose


def cheapest_threshold(each: RowCosts, sample: Sample) -> float:
    """From which probability on the positive class is to be said. ``each``: of all rows that the sample is of.

    Where an alarm costs as much as it is worth, by the probabilities as they are, or corrected with a sigmoid (Platt
    1999) where they are clearly better so. It hardly varies with the rows drawn, as the cheapest threshold on them
    does; that one is taken where no sigmoid fits. Each row counts as often as its error is dearer than the average of
    its kind: so what goes along with the probability, costly rows that are likelier to be positive, moves the threshold
    as it should. Source: Elkan (2001), The foundations of cost-sensitive learning.
    """
    costs = each.at(sample.place)
    false_positive, false_negative = _averages(costs, sample)
    if not false_positive + false_negative:
        return DEFAULT_THRESHOLD
    own = np.where(sample.truth, costs.false_negative, costs.false_positive)
    average = np.where(sample.truth, false_negative, false_positive)
    dearer = np.divide(own, average, out=np.ones_like(own), where=average > 0)
    by = sigmoid_where_better(replace(sample, counts=sample.counts * dearer))
    if not fits(sample, calibrated_second(sample.probability, by), dearer):
        return _on_these_rows(costs, sample)
    return uncalibrated_second(false_positive / (false_positive + false_negative), by)


def _averages(costs: RowCosts, sample: Sample) -> tuple[float, float]:
    """What a false alarm and a miss cost on average, each of the rows that it can happen to; of all where none can."""
    return _average(costs.false_positive, ~sample.truth, sample.counts), _average(
        costs.false_negative, sample.truth, sample.counts
    )


def _average(costs: NDArray[np.float64], of: NDArray[np.bool_], counts: NDArray[np.float64]) -> float:
    of = of if of.any() else np.ones_like(of)
    return float(np.average(costs[of], weights=counts[of]))


def _on_these_rows(costs: RowCosts, sample: Sample) -> float:
    """The cheapest of all; between two rows it lies in the middle."""
    order = np.argsort(-sample.probability, kind="stable")
    ordered = sample.probability[order]
    step = (sample.counts * np.where(sample.truth, -costs.false_negative, costs.false_positive))[order]
    ends = np.append(np.diff(ordered) != 0, True)
    total = np.where(ends, np.cumsum(step), np.inf)
    last = int(total.argmin())
    if total[last] >= 0:
        return float(np.nextafter(ordered[0], 2))
    return float((ordered[last] + (ordered[last + 1] if last + 1 < len(ordered) else 0.0)) / 2)


def _instead(name: Alternative, costs: RowCosts, sample: Sample) -> NDArray[np.float64]:
    """(n,) what each row would cost."""
    truth = sample.truth
    nobody, everybody = costs.of(np.zeros_like(truth), truth), costs.of(np.ones_like(truth), truth)
    if name == "guessing":
        share = np.average(truth, weights=sample.counts)
        return np.asarray(share * everybody + (1 - share) * nobody)
    said = {"nobody": nobody, "everybody": everybody}
    return said[name] if name in said else costs.of(sample.probability >= default(sample), truth)


def _mean(row_id: np.ndarray, values: NDArray[np.float64], counts: NDArray[np.float64]) -> Range:
    """The mean and where it lies nine times out of ten; a row that was dealt into several folds counts once."""
    _, place = np.unique(row_id, return_inverse=True)
    each = np.bincount(place, weights=values) / np.bincount(place)
    mean, error = mean_and_error(each, np.bincount(place, weights=counts).astype(np.float64))
    reach = stats.norm.ppf(0.5 + LEVEL / 2) * error
    return Range(value=mean, low=float(mean - reach), high=float(mean + reach))

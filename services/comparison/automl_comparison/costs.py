"""What errors cost: the threshold that costs least, and what it saves, counted on out-of-fold predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy import stats

from automl_comparison.calibration import Corrected, chosen_corrected, fitted, mean_and_error
from automl_comparison.expected_errors import LEVEL, Range, Threshold, decided_apart, default, placed
from automl_comparison.rows import Rows
from automl_shared.bundle.calibration import uncalibrated_second

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEARLY = 2.0
"""So many standard errors must the threshold that was cheapest on the rows at hand be ahead of the smooth one."""
CURVE = tuple(round(0.02 * step, 2) for step in range(1, 50))

Alternative = Literal["nobody", "everybody", "guessing", "default"]
"""To what a threshold is compared: never or always saying the positive class, saying it as often as it occurs but of
rows drawn by lot, and saying it when it is the likelier one."""


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Of one error of each kind."""

    false_positive: float
    false_negative: float
    currency: str = ""

    def of(self, said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(n,) what each answer costs."""
        return np.where(truth, self.false_negative * ~said, self.false_positive * said)


@dataclass(frozen=True, kw_only=True)
class ExpectedCosts:
    """Per row. ``saved``: by the threshold, against each alternative. ``curve``: thresholds and their cost.

    The cost and what is saved are counted with thresholds chosen on the other folds; the curve chooses nothing.
    """

    costs: Costs
    threshold: float
    cost: Range
    saved: Mapping[Alternative, Range]
    curve: tuple[tuple[float, float], ...]


def expected_costs(
    rows: Rows, predicted: np.ndarray, costs: Costs, corrected: Corrected | None = None
) -> ExpectedCosts | None:
    """predicted: (n, 2) probabilities, out of fold. None where no fold can choose for another.

    Thresholds are of ``corrected`` probabilities where there are any.
    """
    truth, counts, choose = rows.y == 1, rows.counts, cheapest(costs, corrected)
    plain = predicted[:, 1].astype(np.float64)
    probability = corrected.predicted[:, 1] if corrected else plain
    said, judged = decided_apart(rows, truth, plain, choose)
    if not judged.any():
        return None
    threshold = choose(truth, plain, counts)
    assert threshold is not None, "there always is a cheapest one"
    row_id, true, count = rows.row_id[judged], truth[judged], counts[judged]
    paid = costs.of(said[judged], true)
    others = {name: _instead(name, costs, true, probability[judged], count) for name in get_args(Alternative)}
    return ExpectedCosts(
        costs=costs,
        threshold=placed(threshold, corrected.by if corrected else None),
        cost=_mean(row_id, paid, count),
        saved={name: _mean(row_id, other - paid, count) for name, other in others.items()},
        curve=tuple((at, float(np.average(costs.of(probability >= at, truth), weights=counts))) for at in CURVE),
    )


def cheapest(costs: Costs, corrected: Corrected | None = None) -> Threshold:
    """`cheapest_threshold` for these costs, chosen on corrected probabilities where there are any."""
    choose: Threshold = partial(cheapest_threshold, costs)
    return chosen_corrected(corrected.by.method, choose) if corrected else choose


def cheapest_threshold(
    costs: Costs, truth: NDArray[np.bool_], probability: NDArray[np.float64], counts: NDArray[np.float64]
) -> float:
    """From which probability on the positive class is to be said.

    truth, probability: (n,). counts: (n,) how many rows each stands for.

    Where an alarm costs as much as it is worth, by probabilities corrected with a sigmoid (Platt 1999). It hardly
    varies with the rows drawn, as the cheapest threshold on them does; that one is taken where it is clearly ahead,
    which is where no sigmoid fits. Source: Elkan (2001), The foundations of cost-sensitive learning.
    """
    smooth, found = (way(costs, truth, probability, counts) for way in (_by_sigmoid, _on_these_rows))
    mean, error = mean_and_error(costs.of(probability >= smooth, truth) - costs.of(probability >= found, truth), counts)
    clearly = mean > CLEARLY * error
    return found if clearly else smooth


def _by_sigmoid(
    costs: Costs, truth: NDArray[np.bool_], probability: NDArray[np.float64], counts: NDArray[np.float64]
) -> float:
    worth = costs.false_positive / (costs.false_positive + costs.false_negative)
    by = fitted("sigmoid", truth.astype(np.int64), np.column_stack([1 - probability, probability]), counts)
    return uncalibrated_second(worth, by)


def _on_these_rows(
    costs: Costs, truth: NDArray[np.bool_], probability: NDArray[np.float64], counts: NDArray[np.float64]
) -> float:
    """The cheapest of all; between two rows it lies in the middle."""
    order = np.argsort(-probability, kind="stable")
    ordered, step = probability[order], (counts * np.where(truth, -costs.false_negative, costs.false_positive))[order]
    ends = np.append(np.diff(ordered) != 0, True)
    total = np.where(ends, np.cumsum(step), np.inf)
    last = int(total.argmin())
    if total[last] >= 0:
        return float(np.nextafter(ordered[0], 2))
    return float((ordered[last] + (ordered[last + 1] if last + 1 < len(ordered) else 0.0)) / 2)


def _instead(
    name: Alternative,
    costs: Costs,
    truth: NDArray[np.bool_],
    probability: NDArray[np.float64],
    counts: NDArray[np.float64],
) -> NDArray[np.float64]:
    """(n,) what each row would cost."""
    nobody, everybody = costs.of(np.zeros_like(truth), truth), costs.of(np.ones_like(truth), truth)
    if name == "guessing":
        share = np.average(truth, weights=counts)
        return np.asarray(share * everybody + (1 - share) * nobody)
    said = {"nobody": nobody, "everybody": everybody}
    return said[name] if name in said else costs.of(probability >= default(truth, probability, counts), truth)


def _mean(row_id: np.ndarray, values: NDArray[np.float64], counts: NDArray[np.float64]) -> Range:
    """The mean and where it lies nine times of ten; a row that was dealt into several folds counts once."""
    _, place = np.unique(row_id, return_inverse=True)
    each = np.bincount(place, weights=values) / np.bincount(place)
    mean, error = mean_and_error(each, np.bincount(place, weights=counts).astype(np.float64))
    reach = stats.norm.ppf(0.5 + LEVEL / 2) * error
    return Range(value=mean, low=float(mean - reach), high=float(mean + reach))

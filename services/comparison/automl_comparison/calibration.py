"""Correcting probabilities: fitted to out-of-fold predictions, and only where it helps on rows it was not fitted to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special, stats

from automl_comparison.expected_errors import Sample, Threshold
from automl_comparison.reliability import Reliability, reliability
from automl_comparison.rows import Rows
from automl_data.bundle import Calibration
from automl_data.bundle.calibration import (
    SOFT,
    calibrated,
    calibrated_second,
    log_odds,
    temperature,
    uncalibrated_second,
)
from automl_data.bundle.manifest import CalibrationMethod
from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST: dict[CalibrationMethod, int] = {"temperature": 200, "sigmoid": 200, "isotonic": 1000}
"""Rows below which it is not tried."""
FEWEST_OF_A_CLASS = 20
"""Of two classes, rows of the rarer one."""
CLEARLY = 2.0
"""So many standard errors must the log loss of corrected probabilities be ahead."""
SURE = 1e-7
"""What is said to be less likely than this is judged as if it were as likely."""
FIT_GROUPS, FIT_ERROR_RATE = 8, 0.01
"""Groups of rows that a correction is judged by, and how often one that is right is taken for wrong."""
MOST_ROWS = 100_000
"""Entries a correction is fitted to at most."""

Fit = Callable[["NDArray[np.int64]", "NDArray[np.float64]", "NDArray[np.float64]"], Calibration | None]


class Corrected(Frozen):
    """Probabilities that are better corrected.

    ``by``: fitted on all rows. ``predicted``: (n, n_classes), each row corrected by what the folds say that may decide
    about its own. ``log_loss``: before and after. ``before`` and ``after``: how far they can be taken at their word.
    """

    by: Calibration
    predicted: np.ndarray = field(compare=False, repr=False)
    n_rows: int
    log_loss: tuple[float, float]
    before: Reliability
    after: Reliability
    score: float | None = None
    """By the metric of the run where it judges probabilities, the mean over the folds."""


def corrected(rows: Rows, predicted: np.ndarray, classes: tuple[str, ...]) -> Corrected | None:
    """predicted: (n, n_classes) probabilities, out of fold. None where the best way is not clearly ahead of none."""
    judged = np.flatnonzero(np.array([bool(rows.learnt_from(fold)) for fold in range(rows.n_folds)])[rows.fold])
    counts, before = rows.counts[judged], _losses(rows, predicted)[judged]
    tried = {method: apart(method, rows, predicted) for method in _possible(rows)}
    losses = {method: _losses(rows, said)[judged] for method, said in tried.items()}
    best = min(losses, key=lambda method: mean_and_error(losses[method], counts)[0], default=None)
    if best is None:
        return None
    ahead, error = mean_and_error(before - losses[best], counts)
    by, made = fitted(best, rows.y, predicted, rows.counts), tried[best]
    if by is None or not ahead > CLEARLY * error:
        return None
    at = rows.at(judged)
    reliable = [reliability(at, one[judged], classes) for one in (predicted, made)]
    if not reliable[0] or not reliable[1]:
        return None
    return Corrected(
        by=by,
        predicted=made,
        n_rows=at.n_distinct,
        log_loss=(mean_and_error(before, counts)[0], mean_and_error(losses[best], counts)[0]),
        before=reliable[0],
        after=reliable[1],
    )


def apart(method: CalibrationMethod, rows: Rows, predicted: np.ndarray) -> np.ndarray:
    """(n, n_classes) each row corrected by what other folds say; as it is where there is none yet."""
    made, counts = predicted.astype(np.float64), rows.counts
    for fold in range(rows.n_folds):
        others, here = np.isin(rows.fold, rows.learnt_from(fold)), rows.slice_of(fold)
        if others.any():
            made[here] = calibrated(made[here], fitted(method, rows.y[others], predicted[others], counts[others]))
    return made


def chosen_corrected(method: CalibrationMethod, choose: Threshold) -> Threshold:
    """The same choice made on corrected probabilities, told as one of those that are not.

    The rows it chooses on are those the correction is fitted to, so that no others have a part in it.
    """

    def chosen(sample: Sample) -> float | None:
        by = fitted_second(method, sample)
        threshold = choose(replace(sample, probability=calibrated_second(sample.probability, by)))
        return None if threshold is None else uncalibrated_second(threshold, by)

    return chosen


def fitted(
    method: CalibrationMethod, y: np.ndarray, predicted: np.ndarray, counts: NDArray[np.float64]
) -> Calibration | None:
    """y: (n,) class indices. predicted: (n, n_classes). counts: (n,) how many rows each stands for.

    None where the probabilities say nothing, or the opposite.
    """
    at = np.linspace(0, len(y) - 1, min(len(y), MOST_ROWS)).astype(np.int64)
    return _FITS[method](y[at], predicted[at].astype(np.float64), counts[at])


def fitted_second(method: CalibrationMethod, sample: Sample) -> Calibration | None:
    """The same of two classes."""
    both = np.column_stack([1 - sample.probability, sample.probability])
    return fitted(method, sample.truth.astype(np.int64), both, sample.counts)


def sigmoid_where_better(sample: Sample) -> Calibration | None:
    """Of two classes; None where the probabilities are as good without, for what two more numbers are worth.

    Source: Schwarz (1978), Estimating the dimension of a model.
    """
    by = fitted_second("sigmoid", sample)
    before, after = (_surprise(sample, calibrated_second(sample.probability, one)) for one in (None, by))
    return by if 2 * (before - after) > 2 * np.log(sample.counts.sum()) else None


def fits(sample: Sample, corrected: NDArray[np.float64], times: NDArray[np.float64]) -> bool:
    """Whether what happens is about as likely as is said, from the lowest probabilities to the highest.

    corrected: (n,) what is said of the second class. times: (n,) how often a row was counted in the correction.
    Source: Hosmer & Lemeshow (1980), Goodness of fit tests for the multiple logistic regression model.
    """
    order = np.argsort(sample.probability, kind="stable")
    said, truth, times, counts = corrected[order], sample.truth[order], times[order], sample.counts[order]
    alike = [np.average(times[of] ** 2, weights=counts[of]) if of.any() else 1.0 for of in (truth, ~truth)]
    varies = counts * said * (1 - said) * ((1 - said) * alike[0] + said * alike[1])
    if not varies.sum() > 0:
        return bool((said == truth).all())
    group = np.minimum(np.cumsum(varies) / varies.sum() * FIT_GROUPS, FIT_GROUPS - 1).astype(np.int64)
    apart, variance = (np.bincount(group, each) for each in (counts * times * (truth - said), varies))
    squares = apart[variance > 0] ** 2 / variance[variance > 0]
    return bool(stats.chi2.sf(squares.sum(), max(len(squares) - 2, 1)) > FIT_ERROR_RATE)


def _surprise(sample: Sample, probability: NDArray[np.float64]) -> float:
    likelihood = np.where(sample.truth, probability, 1 - probability)
    return float(-sample.counts @ np.log(np.clip(likelihood, SURE, 1.0)))


def mean_and_error(values: NDArray[np.float64], counts: NDArray[np.float64]) -> tuple[float, float]:
    """The mean and its standard error. counts: (n,) how many independent rows each value stands for."""
    mean = np.average(values, weights=counts)
    return float(mean), float(np.sqrt(np.average((values - mean) ** 2, weights=counts) / counts.sum()))


def _possible(rows: Rows) -> list[CalibrationMethod]:
    """The simpler first."""
    methods: list[CalibrationMethod] = ["sigmoid", "isotonic"] if rows.n_classes == 2 else ["temperature"]
    n, rarer = rows.counts.sum(), np.bincount(rows.y, rows.counts, minlength=rows.n_classes).min()
    return [one for one in methods if n >= FEWEST[one] and (rows.n_classes > 2 or rarer >= FEWEST_OF_A_CLASS)]


def _losses(rows: Rows, predicted: np.ndarray) -> NDArray[np.float64]:
    """(n,) minus the logarithm of what was said of the class that was true."""
    likelihood = predicted[np.arange(len(rows)), rows.y].astype(np.float64)
    return np.asarray(-np.log(np.clip(likelihood, SURE, 1.0)))


def _sigmoid(y: np.ndarray, predicted: NDArray[np.float64], counts: NDArray[np.float64]) -> Calibration | None:
    """The likeliest line of the log odds.

    Source: Platt (1999), Probabilistic outputs for support vector machines, with his correction of the targets.
    """
    truth, shares = y == 1, counts / counts.sum()
    positive, negative = counts[truth].sum(), counts[~truth].sum()
    target = np.where(truth, (positive + 1) / (positive + 2), 1 / (negative + 2))

    def fit(soft: float) -> tuple[float, float, float, float]:
        odds = log_odds(predicted[:, 1], soft)

        def loss(line: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            said = line[0] * odds + line[1]
            step = shares * (special.expit(said) - target)
            return float(shares @ (np.logaddexp(0, said) - target * said)), np.array([step @ odds, step.sum()])

        found = optimize.minimize(loss, np.array([1.0, 0.0]), jac=True)
        return float(found.fun), soft, float(found.x[0]), float(found.x[1])

    _, soft, slope, offset = min(map(fit, SOFT))
    usable = slope > 0 and np.isfinite([slope, offset]).all()
    return Calibration(method="sigmoid", slope=slope, offset=offset, soft=soft) if usable else None


def _isotonic(y: np.ndarray, predicted: NDArray[np.float64], counts: NDArray[np.float64]) -> Calibration:
    """Lines between the middles of the steps, so that no two probabilities become one; no step is at 0 or 1.

    Source: Oron & Flournoy (2017), Centered isotonic regression.
    """
    said, place = np.unique(predicted[:, 1], return_inverse=True)
    weights = np.bincount(place, counts)
    steps = optimize.isotonic_regression(np.bincount(place, counts * (y == 1)) / weights, weights=weights)
    starts, n = steps.blocks[:-1], counts.sum()
    middles = np.add.reduceat(said * weights, starts) / np.add.reduceat(weights, starts)
    happened = (steps.x[starts] * n + 1) / (n + 2)
    middles, happened = _to_the_ends(middles, happened)
    return Calibration(method="isotonic", said=middles.tolist(), happened=happened.tolist())


def _to_the_ends(
    said: NDArray[np.float64], happened: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The points with one at 0 and at 1, half as far from there as their neighbour, where there is none."""
    if said[0] > 0:
        said, happened = np.append(0.0, said), np.append(happened[0] / 2, happened)
    if said[-1] < 1:
        said, happened = np.append(said, 1.0), np.append(happened, (1 + happened[-1]) / 2)
    return said, happened


_FITS: dict[CalibrationMethod, Fit] = {"temperature": temperature, "sigmoid": _sigmoid, "isotonic": _isotonic}

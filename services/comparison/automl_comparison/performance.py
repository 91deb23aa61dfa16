"""How good the recommended candidate is going to be: ranges for its score on new rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from automl_comparison.expected_errors import MIDDLE, MOST
from automl_comparison.meta import Facts
from automl_comparison.ranges import LEVEL
from automl_comparison.rows import Rows
from automl_comparison.time_left import TimeLeft
from automl_shared.plugins import Metric

ALIKE_KINDS = ("group", "timeseries")
"""Ways of making folds for rows that are alike one another."""
SURPRISE_RATE = 0.03
"""How often an honest final check may lie outside the range that is expected of it, to either side."""
DRAWS, LARGEST_DRAW, SEED = 250, 5_000, 0
FEWEST_DRAWS = 60
"""Where the run's time is up."""
DRAWN_TAIL = (1 - LEVEL) / 2
"""Of so many draws no smaller share is to be trusted."""
STRETCH = 3.0 / 1.645
"""From that share to the surprise rate, beyond what the normal distribution asks for."""
LIKELY = 0.8
"""How often the final check is to show errors that are so much larger."""
FACTORS = np.geomspace(1.0, 10.0, 93)
COUNT_SURPRISE_RATE = 0.0125
"""The same of each of the two counts that numbers are checked by."""
WIDER = 1.08
"""Of the range itself, for the same reason. Measured with 400 rows: it holds the score in 88 to 92 % of the cases."""
FARTHER = 14.0
"""How much farther the end of a range reaches towards which few rows pull a score of numbers, for each unit of the
acceleration. Twice to three times what the normal distribution asks for: the largest errors are not among those seen.
Measured with 150 and 400 rows: from normal errors to Student's t with 3 degrees of freedom it holds in 85 to 95 %."""
LEFT_OUT_AT_ONCE = 100
"""Parts of the rows, each of which is left out once."""

ALL_TIME = TimeLeft()
Ends = tuple[float, float]
"""Of a range, the lower one first."""


def expected_range(facts: Facts, rows: Rows, predicted: np.ndarray, time_left: TimeLeft = ALL_TIME) -> Ends | None:
    """Where the score on very many new rows like these is to be expected, around the mean over the folds.

    predicted: out of fold, of the recommended candidate. Where rows are alike one another (groups, time) the folds'
    own scores tell how much a score varies (corrected for overlapping folds: Nadeau & Bengio 2003); else samples of the
    rows do (the bootstrap: Efron & Tibshirani 1993). None where it is not known.
    """
    chosen = facts.choice.recommended
    if chosen is None:
        return None
    if facts.data.fold_plan.kind in ALIKE_KINDS:
        found = _from_folds(chosen.scores, 1 - LEVEL, facts.rules.resampling_ratio)
        return found and _within(facts.metric, rows, found)
    stretch = (WIDER, WIDER) if rows.n_classes else _farther(facts.metric, rows, predicted)
    middle = chosen.cv_mean if rows.n_classes else None  # the mean over folds has too little of the largest errors
    found = _from_samples(facts.metric, rows, predicted, rows.n_distinct, time_left, stretch=stretch, middle=middle)
    return found and _within(facts.metric, rows, found)


def standard_error(facts: Facts) -> float | None:
    """Of the mean over the folds, as a forecast for very many new rows; None where no range is known.

    The longer side of `expected_range`, by the normal distribution. The spread of the folds would not do: within two of
    its standard errors, with five folds, are 88 % where 95 % should be (Student's t with 4 degrees of freedom).
    """
    chosen = facts.choice.recommended
    if chosen is None or facts.expected_range is None:
        return None
    low, high = facts.expected_range
    return float(max(chosen.cv_mean - low, high - chosen.cv_mean) / stats.norm.ppf(0.5 + LEVEL / 2))


def check_range(facts: Facts, rows: Rows, predicted: np.ndarray, time_left: TimeLeft = ALL_TIME) -> Ends | None:
    """Where the score on the rows kept back is to be expected; None where it is not known, or there are none, and
    where `near_ranges` are told.

    Both the new rows and the rows tested on have a spread. Sources: as `expected_range`; Student's t for a new
    observation.
    """
    chosen, data = facts.choice.recommended, facts.data
    if chosen is None or not data.n_holdout or _is_counted(facts, rows):
        return None
    if data.fold_plan.kind in ALIKE_KINDS:
        found = _from_folds(chosen.scores, SURPRISE_RATE, 1.0)
    else:
        wanted = 1 / (1 / data.n_holdout + 1 / rows.n_distinct)
        found = _from_samples(facts.metric, rows, predicted, wanted, time_left, stretch=(STRETCH, STRETCH))
    return found and _within(facts.metric, rows, found)


def near_ranges(facts: Facts, rows: Rows) -> tuple[Ends, Ends] | None:
    """Of numbers: how many of the rows kept back are to be expected within the distances that half of the rows, and
    nine out of ten, lie within; None where there are none, and where `check_range` is told.

    A score of numbers depends on the few largest errors, and no sample tells how large those can get; how many errors
    are smaller than one of those seen does not depend on how they are distributed. Source: Wilks (1942), Statistical
    prediction with special reference to the problem of tolerance limits.
    """
    if facts.choice.recommended is None or not facts.data.n_holdout or not _is_counted(facts, rows):
        return None
    half, most = (_expected_below(of, rows.n_distinct, facts.data.n_holdout) for of in (MIDDLE, MOST))
    return half, most


def check_factor(facts: Facts, rows: Rows, predicted: np.ndarray) -> float | None:
    """Of numbers: how many times as large all errors on new rows have to be before one of `near_ranges` shows it, most
    likely; None where none are told."""
    ranges, n_new = near_ranges(facts, rows), facts.data.n_holdout
    if ranges is None:
        return None
    distance = np.abs(predicted - rows.y)
    reach = np.quantile(distance, [MIDDLE, MOST], method="inverted_cdf", weights=rows.counts)
    fewest = np.array([low for low, _ in ranges]) - 1
    for factor in FACTORS:
        within = [np.average(distance * factor <= one, weights=rows.counts) for one in reach]
        if stats.binom.cdf(fewest, n_new, within).max() >= LIKELY:
            return float(factor)
    return float(FACTORS[-1])


def _is_counted(facts: Facts, rows: Rows) -> bool:
    """Whether the rows are numbers, each independent of the others and as good as them."""
    return not rows.n_classes and rows.weights is None and facts.data.fold_plan.kind not in ALIKE_KINDS


def _expected_below(of: float, n_seen: int, n_new: int) -> Ends:
    """How many of the new values are no larger than the value that `quantile` finds among those seen."""
    place = min(int(np.ceil(of * (n_seen + 1))), n_seen)
    low, high = stats.betabinom.ppf(
        [COUNT_SURPRISE_RATE / 2, 1 - COUNT_SURPRISE_RATE / 2], n_new, place, n_seen + 1 - place
    )
    return float(low), float(high)


def _within(metric: Metric, rows: Rows, ends: Ends) -> Ends:
    """The range, but for what is better than perfect predictions."""
    perfect = metric.score(rows.y, np.eye(rows.n_classes)[rows.y] if rows.n_classes else rows.y, rows.weights)
    low, high = ends
    return (low, min(high, perfect)) if metric.greater_is_better else (max(low, perfect), high)


def _from_folds(scores: Sequence[float], outside: float, new: float) -> Ends | None:
    """``new``: variance of what is looked for, as a share of that between folds, beside the mean's own."""
    n = len(scores)
    if n < 2:
        return None
    reach = stats.t.isf(outside / 2, n - 1) * np.std(scores, ddof=1) * np.sqrt(new + 1 / n)
    return float(np.mean(scores) - reach), float(np.mean(scores) + reach)


def _from_samples(
    metric: Metric,
    rows: Rows,
    predicted: np.ndarray,
    wanted: float,
    time_left: TimeLeft,
    *,
    stretch: tuple[float, float],
    middle: float | None = None,
) -> Ends | None:
    """The spread of the score on ``wanted`` rows; wide samples are drawn small and shrunk, fewer when time is up.

    ``stretch``: of the lower and the upper end. ``middle``: the score of all rows when left out.
    """
    size = max(2, min(round(wanted), LARGEST_DRAW))
    random = np.random.default_rng(SEED)
    drawn: list[float] = []
    while len(drawn) < FEWEST_DRAWS or (len(drawn) < DRAWS and time_left.allows("ranges")):
        at = random.integers(len(rows), size=size)
        drawn.append(metric.score(rows.y[at], predicted[at], rows.weights_of(at)))
    scores = np.array(drawn)[np.isfinite(drawn)]
    if len(scores) < len(drawn) / 2:
        return None
    pooled = metric.score(rows.y, predicted, rows.weights)
    ends = np.quantile(scores, [DRAWN_TAIL, 1 - DRAWN_TAIL])
    reach = np.array(stretch) * np.sqrt(size / wanted)
    around = pooled if middle is None else middle
    if _is_distance(metric) and pooled > 0 and ends[0] > 0:
        low, high = around * (ends / pooled) ** reach
    else:
        low, high = around + (ends - pooled) * reach
    return float(low), float(high)


def _farther(metric: Metric, rows: Rows, predicted: np.ndarray) -> tuple[float, float]:
    """How many times as far the lower and the upper end lie for the few rows that pull a score of numbers."""
    pull = FARTHER * _acceleration(metric, rows, predicted)
    return 1 + max(-pull, 0.0), 1 + max(pull, 0.0)


def _acceleration(metric: Metric, rows: Rows, predicted: np.ndarray) -> float:
    """How unevenly single rows pull the score, above 0 where a few of them pull it up; 0 where that is not known.

    Source: Efron (1987), Better bootstrap confidence intervals, with the jackknife.
    """
    part = rows.row_id % min(LEFT_OUT_AT_ONCE, len(rows))
    without = [
        metric.score(rows.y[kept], predicted[kept], rows.weights_of(kept))
        for kept in (part != one for one in np.unique(part))
    ]
    scores = np.log(without) if _is_distance(metric) and min(without) > 0 else np.array(without)
    pulls = scores.mean() - scores
    spread = (pulls**2).sum() ** 1.5
    return float((pulls**3).sum() / (6 * spread)) if np.isfinite(spread) and spread > 0 else 0.0


def _is_distance(metric: Metric) -> bool:
    """Half and double are as far away."""
    return metric.unit == "target"

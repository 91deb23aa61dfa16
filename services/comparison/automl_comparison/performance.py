"""How good the recommended candidate is going to be: ranges for its score on new rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from automl_comparison.meta import Facts
from automl_comparison.rows import Rows
from automl_comparison.time_left import TimeLeft
from automl_shared.plugins import Metric

ALIKE_KINDS = ("group", "timeseries")
"""Ways of making folds for rows that are alike one another."""
LEVEL = 0.9
"""How often the range is to hold the score on very many new rows."""
SURPRISE_RATE = 0.03
"""How often an honest final check may lie outside the range that is expected of it, to either side."""
DRAWS, LARGEST_DRAW, SEED = 250, 5_000, 0
FEWEST_DRAWS = 60
"""Where the run's time is up."""
DRAWN_TAIL = (1 - LEVEL) / 2
"""Of so many draws no smaller share is to be trusted."""
STRETCH = 3.0 / 1.645
"""From that share to the surprise rate, beyond what the normal distribution asks for: large errors are rarer among the
rows at hand than among all there could be. Measured: honest checks lie outside in 0.4 % (normal errors), 2.8 %
(Student's t with 5 degrees of freedom) and 5 % (with 3), of a model that is off by 1.6 times as much in 100, 80 and
43 %."""
WIDER = 1.08
"""Of the range itself, for the same reason. Measured with 400 rows: it holds the score in 88 to 92 % of the cases."""

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
    found = _from_samples(
        facts.metric, rows, predicted, rows.n_distinct, time_left, stretch=WIDER, middle=chosen.cv_mean
    )
    return found and _within(facts.metric, rows, found)


def check_range(facts: Facts, rows: Rows, predicted: np.ndarray, time_left: TimeLeft = ALL_TIME) -> Ends | None:
    """Where the score on the rows kept back is to be expected; None where it is not known, or there are none.

    Both the new rows and the rows tested on have a spread. Sources: as `expected_range`; Student's t for a new
    observation.
    """
    chosen, data = facts.choice.recommended, facts.data
    if chosen is None or not data.n_holdout:
        return None
    if data.fold_plan.kind in ALIKE_KINDS:
        found = _from_folds(chosen.scores, SURPRISE_RATE, 1.0)
    else:
        wanted = 1 / (1 / data.n_holdout + 1 / rows.n_distinct)
        found = _from_samples(facts.metric, rows, predicted, wanted, time_left, stretch=STRETCH)
    return found and _within(facts.metric, rows, found)


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
    stretch: float,
    middle: float | None = None,
) -> Ends | None:
    """The spread of the score on ``wanted`` rows; wide samples are drawn small and shrunk, fewer when time is up."""
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
    reach = stretch * np.sqrt(size / wanted)
    around = pooled if middle is None else middle
    if metric.unit == "target" and pooled > 0 and ends[0] > 0:  # a distance: half and double are as far away
        low, high = around * (ends / pooled) ** reach
    else:
        low, high = around + (ends - pooled) * reach
    return float(low), float(high)

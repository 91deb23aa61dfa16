"""The final check: one score of the recommended candidate on rows that nobody has looked at before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from automl_comparison.ensembles.rows import Rows
from automl_comparison.meta import Facts
from automl_shared.errors import DataError
from automl_shared.plugins import Metric

if TYPE_CHECKING:
    import pandas as pd

ROW_ID = "row_id"
CLASS_COLUMN = "proba_"
ALIKE_KINDS = ("group", "timeseries")
"""Ways of making folds for rows that are alike one another."""
SURPRISE_RATE = 0.03
"""How often an honest final check may lie outside the range that is expected of it, to either side."""
DRAWS, LARGEST_DRAW, SEED = 250, 5_000, 0
DRAWN_TAIL = 0.05
"""Of so many draws no smaller share is to be trusted."""
STRETCH = 2.8 / 1.645
"""From that share to the surprise rate, beyond what the normal distribution asks for: large errors are rarer among the
rows at hand than among all there could be. Measured: honest checks lie outside in 1 % (normal errors), 2 % (Student's t
with 5 degrees of freedom) and 5 % (with 3), those of a model that is off by 1.6 times as much in 83 to 100 %."""


def score(
    metric: Metric,
    predictions: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    target: str,
    classes: Sequence[str],
    holdout_rows: Sequence[int],
    weight: str | None = None,
) -> float:
    """The metric over the hold-out rows.

    predictions: ``row_id`` with ``prediction`` or ``proba_<class index>`` columns. truth: ``row_id`` with the target,
    and with the rows' weights in the column ``weight``. Raises DataError when the rows are not exactly the hold-out's,
    or when the score is not a number.
    """
    predicted, true = _by_row_id(predictions), _by_row_id(truth)
    if sorted(predicted.index) != sorted(holdout_rows):
        raise DataError(
            "the predictions are not for the rows of the hold-out",
            value=f"{len(predicted)} predictions, {len(holdout_rows)} rows",
            fix="submit again",
        )
    rows = list(holdout_rows)
    y_true = _encoded(true.loc[rows, target], classes)
    weights = None if weight is None else true.loc[rows, weight].to_numpy(dtype=float)
    value = metric.score(y_true, _predicted(predicted.loc[rows], n_classes=len(classes)), weights)
    if not np.isfinite(value):
        raise DataError(
            f"{metric.name} cannot be computed on these rows",
            value=value,
            fix="choose another metric, or keep more rows back (data.test_size)",
        )
    return value


def check_range(facts: Facts, rows: Rows, predicted: np.ndarray) -> tuple[float, float] | None:
    """Where the score on so many new rows is to be expected, the lower end first; None where it is not known.

    predicted: out of fold, of the recommended candidate. Where rows are alike one another (groups, time) the folds'
    own scores tell how much a score varies; else samples of the rows do, as large as the hold-out.
    Sources: Efron & Tibshirani (1993), An introduction to the bootstrap; Student's t for a new observation.
    """
    chosen, data = facts.choice.recommended, facts.data
    if chosen is None or not data.n_holdout:
        return None
    if data.fold_plan.kind in ALIKE_KINDS:
        return _from_folds(chosen.scores)
    return _from_samples(facts.metric, rows, predicted, data.n_holdout)


def _from_folds(scores: Sequence[float]) -> tuple[float, float] | None:
    n = len(scores)
    if n < 2:
        return None
    reach = stats.t.isf(SURPRISE_RATE / 2, n - 1) * np.std(scores, ddof=1) * np.sqrt(1 + 1 / n)
    return float(np.mean(scores) - reach), float(np.mean(scores) + reach)


def _from_samples(metric: Metric, rows: Rows, predicted: np.ndarray, n_new: int) -> tuple[float, float] | None:
    """The spread that both the new rows and the rows tested on have; wide samples are drawn small and shrunk."""
    n_tested = rows.n_distinct
    wanted = 1 / (1 / n_new + 1 / n_tested)
    size = max(2, min(round(wanted), LARGEST_DRAW))
    random = np.random.default_rng(SEED)
    drawn = (random.integers(len(rows), size=size) for _ in range(DRAWS))
    scores = np.array([metric.score(rows.y[at], predicted[at], rows.weights_of(at)) for at in drawn])
    scores = scores[np.isfinite(scores)]
    if len(scores) < DRAWS / 2:
        return None
    middle = metric.score(rows.y, predicted, rows.weights)
    ends = np.quantile(scores, [DRAWN_TAIL, 1 - DRAWN_TAIL])
    reach = STRETCH * np.sqrt(size / wanted)
    if metric.unit == "target" and middle > 0 and ends[0] > 0:  # a distance: half and double are as far away
        low, high = middle * (ends / middle) ** reach
    else:
        low, high = middle + (ends - middle) * reach
    return float(low), float(high)


def _by_row_id(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if frame.index.name == ROW_ID else frame.set_index(ROW_ID)


def _encoded(target: pd.Series, classes: Sequence[str]) -> Any:
    """(n_rows,) floats, or class indices when there are classes."""
    if not classes:
        return target.to_numpy(dtype=float)
    index = {label: number for number, label in enumerate(classes)}
    unknown = sorted({str(label) for label in target} - set(index))
    if unknown:
        raise DataError(
            "the hold-out has classes the run does not know",
            value=", ".join(unknown),
            allowed=", ".join(classes),
            fix="submit again",
        )
    return np.array([index[str(label)] for label in target])


def _predicted(predictions: pd.DataFrame, *, n_classes: int) -> Any:
    """(n_rows,) values, or (n_rows, n_classes) probabilities."""
    columns = [f"{CLASS_COLUMN}{number}" for number in range(n_classes)] or ["prediction"]
    missing = [column for column in columns if column not in predictions]
    if missing:
        raise DataError("the predictions lack columns", value=", ".join(missing), fix="submit again")
    values = predictions[columns].to_numpy(dtype=float)
    return values if n_classes else values[:, 0]

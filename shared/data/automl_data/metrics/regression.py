"""Scores for numbers. y_true and y_pred: (n_rows,) floats; sample_weight: (n_rows,) above 0.

Of those that take many, y_pred may be (n_models, n_rows); they return (n_models,) then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_data.metrics.weighing import mean, median, part
from automl_shared.lazy import np
from automl_shared.plugins.metric import metric
from automl_shared.words import N_

ERROR: Mapping[str, Any] = {"task_types": ["regression"], "greater_is_better": False, "unit": "target"}


@metric(
    "rmse",
    **ERROR,
    sentence=N_("the root mean square of the errors is {value} (large errors count more)"),
    summary=N_("Root of the mean squared error, in units of the target; a few large errors weigh heavily."),
    title=N_("RMSE"),
    takes_many=True,
)
def rmse(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
    """Root mean squared error, from 0 up, in units of the target."""
    return np.sqrt(_mean_square(_errors(y_true, y_pred), sample_weight))


@metric(
    "mae",
    **ERROR,
    sentence=N_("predictions are off by {value} on average"),
    summary=N_("Average error in units of the target; every unit of error weighs the same."),
    title=N_("Mean absolute error"),
    takes_many=True,
)
def mae(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
    """Mean absolute error, from 0 up, in units of the target."""
    return mean(np.abs(_errors(y_true, y_pred)), sample_weight)


@metric(
    "medae",
    **ERROR,
    sentence=N_("half of the predictions are off by {value} or less"),
    summary=N_("Error of the row in the middle, in units of the target; outliers do not count."),
    title=N_("Median absolute error"),
)
def medae(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Median absolute error, from 0 up, in units of the target."""
    return median(np.abs(_errors(y_true, y_pred)), sample_weight)


@metric(
    "mape",
    task_types=["regression"],
    greater_is_better=False,
    unit="share",
    sentence=N_("predictions are off by {value} of the true value on average"),
    summary=N_("Average error as a share of the true value; rows whose true value is zero are left out."),
    title=N_("Mean error in per cent"),
)
def mape(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Mean absolute percentage error as a share, from 0 up.

    Rows whose true value is zero have no relative error and are left out; NaN when no other row is left.
    """
    truth = np.asarray(y_true, dtype=np.float64)
    kept = truth != 0
    if not kept.any():
        return float("nan")
    with np.errstate(over="ignore"):
        return float(mean(np.abs(_errors(truth, y_pred)[kept] / truth[kept]), part(sample_weight, kept)))


@metric(
    "r2",
    task_types=["regression"],
    greater_is_better=True,
    unit="share",
    sentence=N_("the model explains {value} of the variation"),
    summary=N_("Share of the variation that is explained: 100 % is perfect, 0 % no better than the average."),
    title=N_("R², the share explained"),
)
def r2(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Coefficient of determination: 1 perfect, 0 as good as the mean of the truth, without a lower end.

    NaN for fewer than two rows. For a truth without variation 1 when it is met exactly, else 0, as in scikit-learn.
    """
    truth = np.asarray(y_true, dtype=np.float64)
    if len(truth) < 2:
        return float("nan")
    left = _mean_square(_errors(truth, y_pred), sample_weight)
    there = _mean_square(truth - mean(truth, sample_weight), sample_weight)
    if there == 0.0:
        return float(left == 0.0)
    return float(1.0 - left / there)


def _errors(y_true: Any, y_pred: Any) -> np.ndarray:
    """Predicted minus true, shaped like the predicted."""
    return np.asarray(y_pred, dtype=np.float64) - np.asarray(y_true, dtype=np.float64)


def _mean_square(values: np.ndarray, weights: np.ndarray | None) -> Any:
    """Infinite when the squares leave the range of float64."""
    with np.errstate(over="ignore"):
        return mean(np.square(values), weights)

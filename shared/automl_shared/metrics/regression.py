"""Scores for numbers. y_true and y_pred: (n_rows,) floats."""

from __future__ import annotations

from typing import Any

from automl_shared.plugins.metric import metric


@metric(
    "rmse",
    task_types=["regression"],
    greater_is_better=False,
    unit="target",
    sentence="predictions are typically off by {value} (large errors count more)",
)
def rmse(y_true: Any, y_pred: Any) -> float:
    """Root mean squared error, in units of the target."""
    from sklearn.metrics import root_mean_squared_error

    return float(root_mean_squared_error(y_true, y_pred))


@metric(
    "mae",
    task_types=["regression"],
    greater_is_better=False,
    unit="target",
    sentence="predictions are off by {value} on average",
)
def mae(y_true: Any, y_pred: Any) -> float:
    """Mean absolute error, in units of the target."""
    from sklearn.metrics import mean_absolute_error

    return float(mean_absolute_error(y_true, y_pred))


@metric(
    "r2",
    task_types=["regression"],
    greater_is_better=True,
    unit="share",
    sentence="the model explains {value} of the variation",
)
def r2(y_true: Any, y_pred: Any) -> float:
    """Coefficient of determination; NaN for fewer than two rows."""
    from sklearn.metrics import r2_score

    return float(r2_score(y_true, y_pred)) if len(y_true) > 1 else float("nan")

"""The final check: one score of the recommended candidate on rows that nobody has looked at before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from automl_shared.errors import DataError
from automl_shared.lazy import pd
from automl_shared.plugins import Metric
from automl_shared.words import T_

ROW_ID = "row_id"
CLASS_COLUMN = "proba_"


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
            T_("the predictions are not for the rows of the hold-out"),
            value=T_("{given} predictions, {wanted} rows", given=len(predicted), wanted=len(holdout_rows)),
            fix=T_("run it again"),
        )
    rows = list(holdout_rows)
    y_true = _encoded(true.loc[rows, target], classes)
    weights = None if weight is None else true.loc[rows, weight].to_numpy(dtype=float)
    value = metric.score(y_true, _predicted(predicted.loc[rows], n_classes=len(classes)), weights)
    if not np.isfinite(value):
        raise DataError(
            T_("{metric} cannot be computed on these rows", metric=metric.name),
            value=value,
            fix=T_("choose another metric, or keep more rows back (data.test_size)"),
        )
    return value


def n_near(
    predictions: pd.DataFrame, truth: pd.DataFrame, *, target: str, holdout_rows: Sequence[int], reach: float
) -> int:
    """Hold-out rows whose number lies no farther from its prediction; arguments as `score`."""
    rows = list(holdout_rows)
    y_true = _by_row_id(truth).loc[rows, target].to_numpy(dtype=float)
    predicted = _by_row_id(predictions).loc[rows, "prediction"].to_numpy(dtype=float)
    return int((np.abs(predicted - y_true) <= reach).sum())


def n_right(
    predictions: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    target: str,
    classes: Sequence[str],
    holdout_rows: Sequence[int],
    said: Callable[[np.ndarray], np.ndarray],
) -> int:
    """Hold-out rows whose class is the one that is ``said`` of its probabilities; other arguments as `score`."""
    rows = list(holdout_rows)
    y_true = _encoded(_by_row_id(truth).loc[rows, target], classes)
    answers = said(_predicted(_by_row_id(predictions).loc[rows], n_classes=len(classes)))
    return int((answers == y_true).sum())


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
            T_("the hold-out has classes the run does not know"),
            value=", ".join(unknown),
            allowed=", ".join(classes),
            fix=T_("run it again"),
        )
    return np.array([index[str(label)] for label in target])


def _predicted(predictions: pd.DataFrame, *, n_classes: int) -> Any:
    """(n_rows,) values, or (n_rows, n_classes) probabilities."""
    columns = [f"{CLASS_COLUMN}{number}" for number in range(n_classes)] or ["prediction"]
    missing = [column for column in columns if column not in predictions]
    if missing:
        raise DataError(T_("the predictions lack columns"), value=", ".join(missing), fix=T_("run it again"))
    values = predictions[columns].to_numpy(dtype=float)
    return values if n_classes else values[:, 0]

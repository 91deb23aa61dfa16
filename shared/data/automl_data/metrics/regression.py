"""Scores for numbers. y_true and y_pred: (n_rows,) floats; sample_weight: (n_rows,) above 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automl_data.metrics.weighing import mean, median, part
from automl_shared.plugins.metric import metric

if TYPE_CHECKING:
    import numpy as np


@metric(
    "rmse",
    task_types=["regression"],
    greater_is_better=False,
    unit="target",
    sentence="the root mean square of the errors is {value} (large errors count more)",
    sentence_ja="予測の誤差は二乗平均で {value} です（大きな誤差ほど重く数えます）",
    summary="Root of the mean squared error, in units of the target; a few large errors weigh heavily.",
    summary_ja="誤差の二乗平均の平方根（目的の列の単位）。大きな誤差ほど重く数えます。",
    title="RMSE",
    title_ja="RMSE",
)
def rmse(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Root mean squared error, from 0 up, in units of the target."""
    import numpy as np

    return float(np.sqrt(_mean_square(_errors(y_true, y_pred), sample_weight)))


@metric(
    "mae",
    task_types=["regression"],
    greater_is_better=False,
    unit="target",
    sentence="predictions are off by {value} on average",
    sentence_ja="予測は平均して {value} ずれます",
    summary="Average error in units of the target; every unit of error weighs the same.",
    summary_ja="誤差の大きさの平均（目的の列の単位）。",
    title="Mean absolute error",
    title_ja="平均絶対誤差",
)
def mae(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Mean absolute error, from 0 up, in units of the target."""
    import numpy as np

    return mean(np.abs(_errors(y_true, y_pred)), sample_weight)


@metric(
    "medae",
    task_types=["regression"],
    greater_is_better=False,
    unit="target",
    sentence="half of the predictions are off by {value} or less",
    sentence_ja="予測の半分は誤差が {value} 以下です",
    summary="Error of the row in the middle, in units of the target; outliers do not count.",
    summary_ja="誤差の大きさを並べたときの中央の値（目的の列の単位）。外れ値の影響を受けません。",
    title="Median absolute error",
    title_ja="絶対誤差の中央値",
)
def medae(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Median absolute error, from 0 up, in units of the target."""
    import numpy as np

    return median(np.abs(_errors(y_true, y_pred)), sample_weight)


@metric(
    "mape",
    task_types=["regression"],
    greater_is_better=False,
    unit="share",
    sentence="predictions are off by {value} of the true value on average",
    sentence_ja="予測は平均して実際の値の {value} ずれます",
    summary="Average error as a share of the true value; rows whose true value is zero are left out.",
    summary_ja="実際の値に対する誤差の割合の平均。実際の値が 0 の行は除きます。",
    title="Mean error in per cent",
    title_ja="平均誤差率",
)
def mape(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Mean absolute percentage error as a share, from 0 up.

    Rows whose true value is zero have no relative error and are left out; NaN when no other row is left.
    """
    import numpy as np

    truth = np.asarray(y_true, dtype=np.float64)
    kept = truth != 0
    if not kept.any():
        return float("nan")
    with np.errstate(over="ignore"):
        return mean(np.abs(_errors(truth, y_pred)[kept] / truth[kept]), part(sample_weight, kept))


@metric(
    "r2",
    task_types=["regression"],
    greater_is_better=True,
    unit="share",
    sentence="the model explains {value} of the variation",
    sentence_ja="モデルは値のばらつきの {value} を説明します",
    summary="Share of the variation that is explained: 100 % is perfect, 0 % no better than the average.",
    summary_ja="ばらつきのうち説明できた割合。100 % は完全、0 % は平均を答えるのと同じ。",
    title="R², the share explained",
    title_ja="決定係数 R²",
)
def r2(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Coefficient of determination: 1 perfect, 0 as good as the mean of the truth, without a lower end.

    NaN for fewer than two rows. For a truth without variation 1 when it is met exactly, else 0, as in scikit-learn.
    """
    import numpy as np

    truth = np.asarray(y_true, dtype=np.float64)
    if len(truth) < 2:
        return float("nan")
    left = _mean_square(_errors(truth, y_pred), sample_weight)
    there = _mean_square(truth - mean(truth, sample_weight), sample_weight)
    if there == 0.0:
        return float(left == 0.0)
    return 1.0 - left / there


def _errors(y_true: Any, y_pred: Any) -> np.ndarray:
    """(n_rows,) predicted minus true."""
    import numpy as np

    return np.asarray(y_pred, dtype=np.float64) - np.asarray(y_true, dtype=np.float64)


def _mean_square(values: np.ndarray, weights: np.ndarray | None) -> float:
    """Infinite when the squares leave the range of float64."""
    import numpy as np

    with np.errstate(over="ignore"):
        return mean(np.square(values), weights)

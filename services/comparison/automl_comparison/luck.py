"""How far luck takes a model that knows nothing, where that follows from the rows alone."""

from __future__ import annotations

import numpy as np

from automl_comparison.performance import ALIKE_KINDS
from automl_comparison.rows import Rows
from automl_shared.plugins import Metric


def luck_of(metric: Metric, rows: Rows, kind: str) -> float | None:
    """Variance of a fold's score, mean over the folds; None where it is not known.

    It is known of a metric that says so, of classes whose rows are independent and count the same. Raises DataError
    where the metric cannot say it.
    """
    if metric.luck is None or not rows.n_classes or kind in ALIKE_KINDS or rows.weights is not None:
        return None
    counts = [np.bincount(rows.y[rows.slice_of(fold)], minlength=rows.n_classes) for fold in range(rows.n_folds)]
    found = float(np.mean([metric.luck_of(of_fold.tolist()) for of_fold in counts]))
    return found if np.isfinite(found) else None

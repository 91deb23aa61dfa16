"""How much each row counts while a model is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from automl_data.recipe import NO_TIES, Ties
from automl_shared.plugins.weighing import ties_parameter, weights_parameter


def fitted(estimator: Any, X: Any, y: np.ndarray, weights: np.ndarray | None, ties: Ties = NO_TIES) -> Any:
    """The estimator fitted on X (n_rows, n_features) and y (n_rows,), whatever it is wrapped in.

    weights: (n_rows,), for estimators that take them; None where every row counts the same. ``ties``: what it respects
    where it splits these rows once more; estimators that split none have no such parameter.
    """
    told: dict[str, Any] = {} if weights is None else {weights_parameter(estimator): weights}
    if ties and (name := ties_parameter(estimator)):
        told[name] = ties
    return estimator.fit(X, y, **told)


def evened(weights: np.ndarray | None) -> np.ndarray | None:
    """The same weights with a mean of 1, so that penalties and least sizes of leaves keep their meaning."""
    return None if weights is None else weights / weights.mean()


def with_classes(
    weights: np.ndarray | None, y: np.ndarray, of_class: Literal["balanced"] | Sequence[float] | None
) -> np.ndarray | None:
    """Weights (n_rows,) of rows times those of their classes. y: (n_rows,) class indices.

    ``of_class``: a weight a class; balanced gives all classes that occur the same weight in sum.
    """
    if of_class is None:
        return weights
    rows = np.ones(len(y)) if weights is None else weights
    each = 1 / np.maximum(np.bincount(y, rows), 1e-300) if of_class == "balanced" else np.asarray(of_class)
    return np.asarray(rows * each[y])

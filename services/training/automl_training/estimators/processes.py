"""Gaussian processes that refuse tables they would need all the memory for."""

from __future__ import annotations

from typing import Any, Self

from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor

from automl_shared.errors import DataError
from automl_training.estimators.quiet import Quiet

MAX_ROWS = 5000


class _Small(Quiet):
    """Raises DataError above `MAX_ROWS`. A kernel parameter at its bound is a usual outcome."""

    def fit(self, X: Any, y: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,)."""
        if len(X) > MAX_ROWS:
            raise DataError(
                "the table has too many rows for a gaussian process, whose memory grows with their square",
                value=f"{len(X)} rows in a fold",
                allowed=f"up to {MAX_ROWS}",
                fix="leave gaussian_process out, or use svm instead",
            )
        return super().fit(X, y)


class SmallGaussianProcessClassifier(_Small, GaussianProcessClassifier):  # type: ignore[misc]
    """For up to `MAX_ROWS` rows."""


class SmallGaussianProcessRegressor(_Small, GaussianProcessRegressor):  # type: ignore[misc]
    """For up to `MAX_ROWS` rows."""

"""Fitting that ends before the optimiser is content, which is meant, and no reason for a warning."""

from __future__ import annotations

import warnings
from typing import Any, Self

from sklearn.exceptions import ConvergenceWarning


class Quiet:
    """Mixin: fits without convergence warnings."""

    def fit(self, X: Any, y: Any, **options: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,)."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return super().fit(X, y, **options)  # type: ignore[misc, no-any-return]

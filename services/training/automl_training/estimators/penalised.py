"""Penalised linear models that choose the strength of the penalty by an inner cross-validation."""

from __future__ import annotations

from typing import Any, Self

from sklearn.linear_model import ElasticNetCV, LassoCV

INNER_FOLDS = 5


class _FewRows:
    """Lowers the number of inner folds to the number of rows while fitting."""

    cv: Any

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """X: (n_rows, n_features). y and sample_weight: (n_rows,)."""
        self.cv = self.cv or min(INNER_FOLDS, len(X))
        return super().fit(X, y, sample_weight)  # type: ignore[misc, no-any-return]


class FewRowsLassoCV(_FewRows, LassoCV):  # type: ignore[misc]
    """With no more inner folds than rows."""


class FewRowsElasticNetCV(_FewRows, ElasticNetCV):  # type: ignore[misc]
    """With no more inner folds than rows."""

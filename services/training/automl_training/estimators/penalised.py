"""Penalised linear models that choose the strength of the penalty by an inner cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from sklearn.linear_model import ElasticNetCV, LassoCV

from automl_training.resources import threads

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


def penalised(
    plain: Callable[..., Any], choosing: Callable[..., Any], params: Mapping[str, Any], random_seed: int
) -> Any:
    """``plain`` where the parameters have the strength ``alpha``, else ``choosing``, which finds it by itself."""
    seeded = {"random_state": random_seed, **params}
    return plain(**seeded) if "alpha" in params else choosing(**{"n_jobs": threads(), **seeded})

"""Penalised linear models that choose the strength of the penalty by an inner cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from sklearn.linear_model import ElasticNetCV, LassoCV, RidgeCV

from automl_data.recipe import NO_TIES, Ties
from automl_training.inner_splits import folds_of
from automl_training.resources import threads

INNER_FOLDS = 5


class _Tied:
    """Chooses on folds that respect groups and time, where there are any, unless the caller says how."""

    cv: Any

    def fit(self, X: Any, y: Any, sample_weight: Any = None, ties: Ties = NO_TIES) -> Self:
        """X: (n_rows, n_features). y and sample_weight: (n_rows,)."""
        asked = self.cv
        self.cv = asked or (ties and folds_of(y, INNER_FOLDS, ties, by_class=False)) or self._usual(len(X))
        try:
            return super().fit(X, y, sample_weight)  # type: ignore[misc, no-any-return]
        finally:
            self.cv = asked  # the rows of the folds are no part of the fitted model

    def _usual(self, n_rows: int) -> int | None:
        """Folds where no row belongs to others: no more than there are rows."""
        return min(INNER_FOLDS, n_rows)


class TiedLassoCV(_Tied, LassoCV):  # type: ignore[misc]
    """See `_Tied`."""


class TiedElasticNetCV(_Tied, ElasticNetCV):  # type: ignore[misc]
    """See `_Tied`."""


class TiedRidgeCV(_Tied, RidgeCV):  # type: ignore[misc]
    """See `_Tied`; else by leaving out one row at a time, which costs no further fit."""

    def _usual(self, _n_rows: int) -> None:
        return None


def penalised(
    plain: Callable[..., Any], choosing: Callable[..., Any], params: Mapping[str, Any], random_seed: int
) -> Any:
    """``plain`` where the parameters have the strength ``alpha``, else ``choosing``, which finds it by itself."""
    seeded = {"random_state": random_seed, **params}
    return plain(**seeded) if "alpha" in params else choosing(**{"n_jobs": threads(), **seeded})

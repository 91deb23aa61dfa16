"""Nearest neighbours for tables with fewer rows than neighbours asked for."""

from __future__ import annotations

from typing import Any, Self

from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor


class _FewRows:
    """Lowers ``n_neighbors`` to the number of rows while fitting."""

    n_neighbors: int

    def fit(self, X: Any, y: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,)."""
        self.n_neighbors = min(self.n_neighbors, len(X))
        return super().fit(X, y)  # type: ignore[misc, no-any-return]


class FewRowsKNeighborsClassifier(_FewRows, KNeighborsClassifier):  # type: ignore[misc]
    """At most as many neighbours as rows."""


class FewRowsKNeighborsRegressor(_FewRows, KNeighborsRegressor):  # type: ignore[misc]
    """At most as many neighbours as rows."""

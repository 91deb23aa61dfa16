"""Forests that give the same prediction to the last digit.

Threads add their trees' votes in the order in which they are done, so that the last digit changes from call to call.
Here the trees are grown by all threads and added up by one.
"""

from __future__ import annotations

from typing import Any, Self

from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor


class _AddedUpInOrder:
    """Leaves one thread to a fitted forest."""

    def fit(self, X: Any, y: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,)."""
        super().fit(X, y)  # type: ignore[misc]
        self.n_jobs = 1
        return self


class OrderedRandomForestClassifier(_AddedUpInOrder, RandomForestClassifier):  # type: ignore[misc]
    """Source: Breiman (2001), Random Forests."""


class OrderedRandomForestRegressor(_AddedUpInOrder, RandomForestRegressor):  # type: ignore[misc]
    """Source: Breiman (2001), Random Forests."""


class OrderedExtraTreesClassifier(_AddedUpInOrder, ExtraTreesClassifier):  # type: ignore[misc]
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""


class OrderedExtraTreesRegressor(_AddedUpInOrder, ExtraTreesRegressor):  # type: ignore[misc]
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""

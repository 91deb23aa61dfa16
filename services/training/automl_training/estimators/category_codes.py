"""Categories for libraries that want them as whole numbers, named while fitting, and without gaps."""

from __future__ import annotations

from typing import Any, Self

import pandas as pd

from automl_data.intake.columns import changed


class CategoryCodes:
    """Mixin: hands on a frame's categories by their codes, a gap as -1, and says which columns they are."""

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, *, eval_set: tuple[Any, Any, Any] | None = None, **options: Any
    ) -> Self:
        """X: (n_rows, n_features) floats, or a frame with categories. y and sample_weight: (n_rows,).

        ``eval_set``: three such to watch.
        """
        watched = None if eval_set is None else _pool(*eval_set)
        return super().fit(  # type: ignore[misc, no-any-return]
            _coded(X), y, cat_features=_categories(X), sample_weight=sample_weight, eval_set=watched, **options
        )

    def predict(self, X: Any, *args: Any, **options: Any) -> Any:
        """(n_rows,) predictions for X as in `fit`."""
        return super().predict(_coded(X), *args, **options)  # type: ignore[misc]

    def predict_proba(self, X: Any, *args: Any, **options: Any) -> Any:
        """(n_rows, n_classes) probabilities for X as in `fit`."""
        return super().predict_proba(_coded(X), *args, **options)  # type: ignore[misc]


def _pool(X: Any, y: Any, weights: Any) -> Any:
    from catboost import Pool

    return Pool(_coded(X), y, cat_features=_categories(X), weight=weights)


def _categories(X: Any) -> list[str]:
    return list(X.select_dtypes("category").columns) if isinstance(X, pd.DataFrame) else []


def _coded(X: Any) -> Any:
    names = _categories(X)
    return changed(X, {name: X[name].cat.codes.astype("int64") for name in names}) if names else X

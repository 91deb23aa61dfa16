"""Categories for libraries that want them as whole numbers, named while fitting, and without gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import is_classifier

from automl_data.intake.columns import changed
from automl_data.recipe import NO_TIES, Ties
from automl_data.recipe.encoders import TargetMeanEncoder

_KEPT = "category_means"


class CategoryCodes:
    """Mixin: hands on a frame's categories by their codes, a gap as -1, and says which columns they are.

    The library tells a row's category by the targets of rows before it, in an order drawn by chance. Rows of one group
    would tell each other their target that way, so with groups the library gets numbers: the mean target of each
    category, for the rows fitted on that of other groups.
    """

    means_: TargetMeanEncoder | None = None
    """What makes numbers of categories; None where the library does so itself."""

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        eval_set: tuple[Any, Any, Any] | None = None,
        ties: Ties = NO_TIES,
        **options: Any,
    ) -> Self:
        """X: (n_rows, n_features) floats, or a frame with categories. y and sample_weight: (n_rows,).

        ``eval_set``: three such to watch. ``ties``: of the rows; with times, their order is that of the rows.
        """
        categories = _categories(X)
        if categories and ties.times is not None:
            order = np.argsort(ties.times, kind="stable")
            X, y = X.iloc[order], np.asarray(y)[order]
            sample_weight = None if sample_weight is None else np.asarray(sample_weight)[order]
            self.set_params(has_time=True)  # type: ignore[attr-defined]
        self.means_, coded = None, _coded(X)
        if categories and ties.groups is not None and ties.times is None:
            self.means_ = TargetMeanEncoder("classification" if is_classifier(self) else "regression")
            means = self.means_.fit_transform(coded[categories], y, ties)
            coded, categories = _beside(coded.drop(columns=categories), means), []
        watched = None if eval_set is None else self._watched(*eval_set, categories)
        return super().fit(  # type: ignore[misc, no-any-return]
            coded, y, cat_features=categories, sample_weight=sample_weight, eval_set=watched, **options
        )

    def predict(self, X: Any, *args: Any, **options: Any) -> Any:
        """(n_rows,) predictions for X as in `fit`."""
        return super().predict(self._numbers(X), *args, **options)  # type: ignore[misc]

    def predict_proba(self, X: Any, *args: Any, **options: Any) -> Any:
        """(n_rows, n_classes) probabilities for X as in `fit`."""
        return super().predict_proba(self._numbers(X), *args, **options)  # type: ignore[misc]

    def __getstate__(self) -> dict[str, Any]:
        """The library keeps what it knows, and nothing else."""
        state: dict[str, Any] = super().__getstate__()  # type: ignore[assignment]
        return state if self.means_ is None else {**state, _KEPT: self.means_}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        """Of files without means, too."""
        kept = dict(state)
        self.means_ = kept.pop(_KEPT, None)
        super().__setstate__(kept)  # type: ignore[misc]

    def _watched(self, X: Any, y: Any, weights: Any, categories: list[str]) -> Any:
        from catboost import Pool

        return Pool(self._numbers(X), y, cat_features=categories, weight=weights)

    def _numbers(self, X: Any) -> Any:
        coded = _coded(X)
        if self.means_ is None:
            return coded
        names = self.means_.columns_
        return _beside(coded.drop(columns=names), self.means_.transform(coded[names]))


def _categories(X: Any) -> list[str]:
    return list(X.select_dtypes("category").columns) if isinstance(X, pd.DataFrame) else []


def _coded(X: Any) -> Any:
    names = _categories(X)
    return changed(X, {name: X[name].cat.codes.astype("int64") for name in names}) if names else X


def _beside(numbers: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([numbers, means], axis=1)

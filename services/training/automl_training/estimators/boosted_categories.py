"""CatBoost on pandas categories."""

from __future__ import annotations

from catboost import CatBoostClassifier, CatBoostRegressor

from automl_training.estimators.category_codes import CategoryCodes


class CategoryCatBoostClassifier(CategoryCodes, CatBoostClassifier):  # type: ignore[misc]
    """Takes a frame's categories as they are."""


class CategoryCatBoostRegressor(CategoryCodes, CatBoostRegressor):  # type: ignore[misc]
    """Takes a frame's categories as they are."""

"""Gradient boosting on sorted columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "gradient_boosting",
    task_types=["regression", "classification"],
    complexity=52,
    portfolios=["thorough"],
    defaults={"n_estimators": 150, "learning_rate": 0.05, "subsample": 0.8, "min_samples_leaf": 3},
    summary="Grows small trees one after the other, each mending the errors of those before it; exact but slow.",
)
def gradient_boosting(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Friedman (2002), Stochastic gradient boosting."""
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

    kind = GradientBoostingRegressor if task_type == "regression" else GradientBoostingClassifier
    return kind(**{"random_state": random_seed, **params})

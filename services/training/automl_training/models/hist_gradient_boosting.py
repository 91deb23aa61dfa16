"""Gradient boosting on binned columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "hist_gradient_boosting",
    task_types=["regression", "classification"],
    complexity=50,
    portfolios=["thorough"],
    defaults={"max_iter": 200, "learning_rate": 0.05},
    summary="Grows small trees one after the other, each mending the errors of those before it.",
)
def hist_gradient_boosting(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """scikit-learn's fast one; it stops early on more than 10,000 rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if task_type == "regression" else HistGradientBoostingClassifier
    return kind(**{"random_state": random_seed, **params})

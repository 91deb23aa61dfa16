"""XGBoost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "xgboost",
    task_types=["regression", "classification"],
    complexity=53,
    portfolios=["thorough"],
    requires="xgboost",
    defaults={"n_estimators": 200, "learning_rate": 0.05, "max_depth": 6},
    summary="Grows many small trees one after the other, each mending the errors of those before it.",
)
def xgboost(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Chen and Guestrin (2016), XGBoost."""
    from xgboost import XGBClassifier, XGBRegressor

    from automl_training.resources import threads

    kind = XGBRegressor if task_type == "regression" else XGBClassifier
    return kind(**{"random_state": random_seed, "n_jobs": threads(), "verbosity": 0, **params})

"""CatBoost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "catboost",
    task_types=["regression", "classification"],
    complexity=54,
    portfolios=["thorough"],
    requires="catboost",
    defaults={"iterations": 300, "learning_rate": 0.05},
    summary="Grows many symmetric trees one after the other, each mending the errors of those before it.",
)
def catboost(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Prokhorenkova et al. (2018), CatBoost."""
    from catboost import CatBoostClassifier, CatBoostRegressor

    from automl_training.resources import threads

    kind = CatBoostRegressor if task_type == "regression" else CatBoostClassifier
    quiet = {"verbose": False, "allow_writing_files": False}
    return kind(**{"random_seed": random_seed, "thread_count": threads(), **quiet, **params})

"""LightGBM."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "lightgbm",
    task_types=["regression", "classification"],
    complexity=51,
    portfolios=["fast"],
    defaults={"n_estimators": 200, "learning_rate": 0.05, "num_leaves": 31, "min_child_samples": 10},
    summary="Grows many small trees one after the other, each mending the errors of those before it; fast.",
)
def lightgbm(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Ke et al. (2017), LightGBM."""
    from lightgbm import LGBMClassifier, LGBMRegressor

    from automl_training.resources import threads

    kind = LGBMRegressor if task_type == "regression" else LGBMClassifier
    repeatable = {"deterministic": True, "force_row_wise": True, "random_state": random_seed}
    return kind(**{**repeatable, "n_jobs": threads(), "verbosity": -1, **params})

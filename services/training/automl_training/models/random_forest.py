"""Random forest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "random_forest",
    task_types=["regression", "classification"],
    complexity=40,
    portfolios=["standard"],
    defaults={"n_estimators": 200, "min_samples_leaf": 2},
    summary="Averages many decision trees, each grown on a random part of the rows and columns.",
)
def random_forest(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Breiman (2001), Random Forests."""
    from automl_training.estimators.forests import OrderedRandomForestClassifier, OrderedRandomForestRegressor
    from automl_training.resources import threads

    kind = OrderedRandomForestRegressor if task_type == "regression" else OrderedRandomForestClassifier
    return kind(**{"random_state": random_seed, "n_jobs": threads(), **params})

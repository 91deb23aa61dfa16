"""Extremely randomised trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "extra_trees",
    task_types=["regression", "classification"],
    complexity=41,
    portfolios=["standard"],
    defaults={"n_estimators": 200, "min_samples_leaf": 2},
    summary="Averages many decision trees whose questions are partly drawn by chance.",
)
def extra_trees(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""
    from automl_training.estimators.forests import OrderedExtraTreesClassifier, OrderedExtraTreesRegressor
    from automl_training.resources import threads

    kind = OrderedExtraTreesRegressor if task_type == "regression" else OrderedExtraTreesClassifier
    return kind(**{"random_state": random_seed, "n_jobs": threads(), **params})

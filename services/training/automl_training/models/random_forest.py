"""Random forest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import FOREST
from automl_training.models.shared_params import forest

USUAL: Mapping[TaskType, Any] = {"classification": "sqrt", "regression": 0.5}


@model(
    "random_forest",
    **FOREST,
    complexity=40,
    portfolios=["standard"],
    priority=70,
    title=N_("Random forest"),
    summary="Averages many decision trees, each grown on a random part of the rows and columns.",
)
def random_forest(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Breiman (2001), Random Forests."""
    from automl_training.estimators.forests import BoundedRandomForestClassifier, BoundedRandomForestRegressor

    kind = BoundedRandomForestRegressor if task_type == "regression" else BoundedRandomForestClassifier
    return forest(kind, params, USUAL[task_type], random_seed)

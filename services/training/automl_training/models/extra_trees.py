"""Extremely randomised trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import CLASSES, FOREST, standard
from automl_training.models.shared_params import forest

USUAL: Mapping[TaskType, Any] = {"classification": "sqrt", "regression": 1.0}


@model(
    "extra_trees",
    **FOREST,
    complexity=41,
    portfolios=["standard"],
    priority=85,
    presets=[
        standard("smooth", N_("smoother"), 72, CLASSES, min_samples_leaf=5),
    ],
    title=N_("Extra trees"),
    summary="Averages many decision trees whose questions are partly drawn by chance.",
)
def extra_trees(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""
    from automl_training.estimators.forests import BoundedExtraTreesClassifier, BoundedExtraTreesRegressor

    kind = BoundedExtraTreesRegressor if task_type == "regression" else BoundedExtraTreesClassifier
    return forest(kind, params, USUAL[task_type], random_seed)

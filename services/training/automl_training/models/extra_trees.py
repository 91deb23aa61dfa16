"""Extremely randomised trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import Preset, model
from automl_shared.words import N_
from automl_training.models.shared_params import AUTO, FOREST, FOREST_DEFAULTS

USUAL: Mapping[TaskType, Any] = {"classification": "sqrt", "regression": 1.0}


@model(
    "extra_trees",
    task_types=["regression", "classification"],
    complexity=41,
    portfolios=["standard"],
    family="forest",
    extrapolates=False,
    priority=85,
    scale_invariant=True,
    presets=[
        Preset(
            suffix="smooth",
            title=N_("smoother"),
            params={"min_samples_leaf": 5},
            portfolios=("standard",),
            priority=72,
            task_types=("classification",),
        ),
    ],
    params=FOREST,
    defaults=FOREST_DEFAULTS,
    takes_gaps=True,
    title=N_("Extra trees"),
    takes_weights=True,
    summary="Averages many decision trees whose questions are partly drawn by chance.",
)
def extra_trees(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees."""
    from automl_training.estimators.forests import BoundedExtraTreesClassifier, BoundedExtraTreesRegressor
    from automl_training.resources import threads

    kind = BoundedExtraTreesRegressor if task_type == "regression" else BoundedExtraTreesClassifier
    usual = USUAL[task_type] if params.get("max_features") == AUTO else params.get("max_features")
    return kind(**{"random_state": random_seed, "n_jobs": threads(), **params, "max_features": usual})

"""Random forest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.shared_params import AUTO, FOREST, FOREST_DEFAULTS

USUAL: Mapping[TaskType, Any] = {"classification": "sqrt", "regression": 0.5}


@model(
    "random_forest",
    task_types=["regression", "classification"],
    complexity=40,
    portfolios=["standard"],
    family="forest",
    extrapolates=False,
    priority=70,
    scale_invariant=True,
    params=FOREST,
    defaults=FOREST_DEFAULTS,
    takes_gaps=True,
    title=N_("Random forest"),
    takes_weights=True,
    summary="Averages many decision trees, each grown on a random part of the rows and columns.",
)
def random_forest(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Breiman (2001), Random Forests."""
    from automl_training.estimators.forests import BoundedRandomForestClassifier, BoundedRandomForestRegressor
    from automl_training.resources import threads

    kind = BoundedRandomForestRegressor if task_type == "regression" else BoundedRandomForestClassifier
    usual = USUAL[task_type] if params.get("max_features") == AUTO else params.get("max_features")
    return kind(**{"random_state": random_seed, "n_jobs": threads(), **params, "max_features": usual})

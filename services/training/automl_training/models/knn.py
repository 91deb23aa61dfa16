"""Nearest neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "knn",
    task_types=["regression", "classification"],
    complexity=25,
    portfolios=["thorough"],
    defaults={"n_neighbors": 15, "weights": "distance"},
    summary="Looks up the most similar known rows and averages them.",
)
def knn(task_type: TaskType, params: Mapping[str, Any], _random_seed: int) -> Any:
    """At most as many neighbours as there are rows."""
    from automl_training.estimators.neighbours import FewRowsKNeighborsClassifier, FewRowsKNeighborsRegressor
    from automl_training.resources import threads

    kind = FewRowsKNeighborsRegressor if task_type == "regression" else FewRowsKNeighborsClassifier
    return kind(**{"n_jobs": threads(), **params})

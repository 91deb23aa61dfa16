"""One decision tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "decision_tree",
    task_types=["regression", "classification"],
    complexity=20,
    portfolios=["thorough"],
    defaults={"max_depth": 8, "min_samples_leaf": 5},
    summary="Asks a short chain of yes-or-no questions.",
)
def decision_tree(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Short enough to be read."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    kind = DecisionTreeRegressor if task_type == "regression" else DecisionTreeClassifier
    return kind(**{"random_state": random_seed, **params})

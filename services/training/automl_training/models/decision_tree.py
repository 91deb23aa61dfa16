"""One decision tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, whole
from automl_shared.words import N_
from automl_training.models.kinds import TREE
from automl_training.models.shared_params import CLASS_WEIGHT, depth


@model(
    "decision_tree",
    **TREE,
    complexity=20,
    portfolios=["thorough"],
    family="tree",
    priority=10,
    params={
        "max_depth": depth(2, 20, also=(None,)),
        "min_samples_leaf": whole(
            1,
            100,
            N_("Rows that every answer has to rest on at least."),
            log=True,
            searched=True,
        ),
        "class_weight": CLASS_WEIGHT,
    },
    defaults={"max_depth": 8, "min_samples_leaf": 5},
    takes_gaps=True,
    title=N_("Decision tree"),
    summary="Asks a short chain of yes-or-no questions.",
)
def decision_tree(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Short enough to be read."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    kind = DecisionTreeRegressor if task_type == "regression" else DecisionTreeClassifier
    return kind(**{"random_state": random_seed, **params})

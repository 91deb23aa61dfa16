"""Logistic regression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "logistic",
    task_types=["classification"],
    complexity=11,
    portfolios=["fast"],
    defaults={"max_iter": 5000},
    summary="Adds up the columns with fixed weights and turns the sum into a probability.",
)
def logistic(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Multinomial for several classes. Scaled inside, since unscaled columns keep the solver from arriving."""
    from sklearn.linear_model import LogisticRegression

    from automl_training.estimators.scaled import on_one_scale

    return on_one_scale(LogisticRegression(**{"random_state": random_seed, **params}), task_type)

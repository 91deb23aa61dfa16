"""Logistic regression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real
from automl_shared.words import N_
from automl_training.models.shared_params import solver_steps


@model(
    "logistic",
    task_types=["classification"],
    complexity=11,
    portfolios=["fast"],
    family="linear",
    priority=95,
    params={
        "C": real(
            1e-3,
            1e2,
            N_("The smaller, the stronger the penalty on large weights."),
            log=True,
            searched=True,
        ),
        "class_weight": choice(
            (None, "balanced"),
            N_("Whether rows of rare classes count more."),
            also=(),
        ),
        "max_iter": solver_steps(100, 10_000),
    },
    defaults={"C": 1.0, "max_iter": 5000},
    scales_itself=True,
    title=N_("Logistic regression"),
    takes_weights=True,
    summary="Adds up the columns with fixed weights and turns the sum into a probability.",
)
def logistic(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Multinomial for several classes. Scaled inside, since unscaled columns keep the solver from arriving."""
    from sklearn.linear_model import LogisticRegression

    from automl_training.estimators.scaled import on_one_scale

    return on_one_scale(LogisticRegression(**{"random_state": random_seed, **params}), task_type)

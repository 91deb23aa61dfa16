"""Ordinary least squares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model
from automl_shared.words import N_
from automl_training.models.kinds import LINEAR_REGRESSION
from automl_training.models.shared_params import CONSTANT


@model(
    "linear",
    **LINEAR_REGRESSION,
    complexity=10,
    portfolios=["thorough"],
    priority=40,
    params={
        "fit_intercept": CONSTANT,
        "positive": choice((False, True), N_("Whether all weights must be positive.")),
    },
    title=N_("Linear regression"),
    summary="Adds up the columns, each with a fixed weight.",
)
def linear(_task_type: TaskType, params: Mapping[str, Any], _random_seed: int) -> Any:
    """Least squares without a penalty."""
    from sklearn.linear_model import LinearRegression

    return LinearRegression(**params)

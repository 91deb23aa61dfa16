"""Ordinary least squares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "linear",
    task_types=["regression"],
    complexity=10,
    portfolios=["thorough"],
    summary="Adds up the columns, each with a fixed weight.",
)
def linear(_task_type: TaskType, params: Mapping[str, Any], _random_seed: int) -> Any:
    """Least squares without a penalty."""
    from sklearn.linear_model import LinearRegression

    return LinearRegression(**params)

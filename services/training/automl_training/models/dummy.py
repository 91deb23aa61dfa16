"""Guessing: the baseline every other model has to beat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "dummy",
    task_types=["regression", "classification"],
    complexity=0,
    summary="Guesses without looking: always the average, or how often each class occurs.",
)
def dummy(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Mean of the target, or class frequencies."""
    from sklearn.dummy import DummyClassifier, DummyRegressor

    if task_type == "regression":
        return DummyRegressor(**params)
    return DummyClassifier(**{"strategy": "prior", "random_state": random_seed, **params})

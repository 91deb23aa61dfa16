"""Support vector machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "svm",
    task_types=["regression", "classification"],
    complexity=60,
    defaults={"cache_size": 500},
    summary="Draws a smooth border that keeps the widest distance to the rows on both sides.",
)
def svm(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """In no portfolio: its time grows with the square of the rows."""
    from sklearn.svm import SVR

    from automl_training.estimators.calibrated_svm import CalibratedSVC
    from automl_training.estimators.scaled import on_one_scale

    if task_type == "regression":
        return on_one_scale(SVR(**params), task_type)
    return on_one_scale(CalibratedSVC(**{"random_state": random_seed, **params}), task_type)

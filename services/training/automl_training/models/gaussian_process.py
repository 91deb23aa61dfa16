"""Gaussian process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, whole
from automl_shared.words import N_


@model(
    "gaussian_process",
    task_types=["regression", "classification"],
    complexity=80,
    priority=2,
    max_rows=5000,
    params={
        "n_restarts_optimizer": whole(0, 10, N_("How often the search for the best curve starts over.")),
    },
    scales_itself=True,
    title=N_("Gaussian process"),
    summary="Averages all smooth curves that fit the known rows; for small tables.",
)
def gaussian_process(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """In no portfolio: its memory grows with the square of the rows."""
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    from automl_training.estimators.processes import QuietGaussianProcessClassifier, QuietGaussianProcessRegressor
    from automl_training.estimators.scaled import on_one_scale

    smooth = ConstantKernel() * RBF(length_scale=3.0)
    if task_type == "regression":
        settings = {"kernel": smooth + WhiteKernel(), "random_state": random_seed, **params}
        return on_one_scale(QuietGaussianProcessRegressor(**settings), task_type)
    settings = {"kernel": smooth, "random_state": random_seed, **params}
    return on_one_scale(QuietGaussianProcessClassifier(**settings), task_type)

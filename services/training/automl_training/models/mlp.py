"""A small neural network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "mlp",
    task_types=["regression", "classification"],
    complexity=70,
    portfolios=["thorough"],
    defaults={"hidden_layer_sizes": [64, 32], "alpha": 0.001, "max_iter": 300},
    summary="A small neural network: layers of weighted sums that bend the data until the answer can be read off.",
)
def mlp(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Scaled inside: it does not learn from columns of different magnitudes."""
    from automl_training.estimators.networks import BoundedMLPClassifier, BoundedMLPRegressor
    from automl_training.estimators.scaled import on_one_scale

    kind = BoundedMLPRegressor if task_type == "regression" else BoundedMLPClassifier
    return on_one_scale(kind(**{"random_state": random_seed, **params}), task_type)

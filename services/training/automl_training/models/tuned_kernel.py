"""A kernel model that fits itself to the columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, whole
from automl_shared.words import N_
from automl_training.models.kinds import ON_ONE_SCALE


@model(
    "tuned_kernel",
    **ON_ONE_SCALE,
    complexity=61,
    portfolios=["standard"],
    family="kernel",
    priority=89,
    max_rows=100_000,
    defaults={"n_landmarks": 1000},
    params={
        "n_landmarks": whole(
            100,
            2000,
            N_("Rows that all others are compared with; fewer of them where the table is long."),
            log=True,
        ),
    },
    title=N_("Kernel model fitted to the columns"),
    summary="Compares each row with up to a thousand others, on columns that count by how much they tell.",
)
def tuned_kernel(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning."""
    from automl_training.estimators.scaled import on_one_scale
    from automl_training.estimators.tuned_likeness import TunedLikenessClassifier, TunedLikenessRegressor

    kind = TunedLikenessRegressor if task_type == "regression" else TunedLikenessClassifier
    return on_one_scale(kind(**{"random_state": random_seed, **params}), task_type)

"""Linear regression that leaves columns out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.shared_params import WEIGHT_PENALTY, solver_steps


@model(
    "lasso",
    task_types=["regression"],
    complexity=12,
    portfolios=["thorough"],
    family="linear",
    priority=35,
    params={
        "alpha": WEIGHT_PENALTY,
        "max_iter": solver_steps(1000, 100_000),
    },
    defaults={"max_iter": 10_000},
    title=N_("Lasso regression"),
    takes_weights=True,
    summary="Adds up a few columns with fixed weights and leaves out the rest.",
)
def lasso(_task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """The strength of the penalty is ``alpha``, or chosen on the rows it is fitted on when it is not given."""
    from sklearn.linear_model import Lasso

    from automl_training.estimators.penalised import FewRowsLassoCV
    from automl_training.resources import threads

    if "alpha" in params:
        return Lasso(**{"random_state": random_seed, **params})
    return FewRowsLassoCV(**{"random_state": random_seed, "n_jobs": threads(), **params})

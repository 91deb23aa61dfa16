"""Linear regression that leaves columns out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import LINEAR_REGRESSION
from automl_training.models.shared_params import WEIGHT_PENALTY, solver_steps


@model(
    "lasso",
    **LINEAR_REGRESSION,
    complexity=12,
    portfolios=["thorough"],
    priority=35,
    params={
        "alpha": WEIGHT_PENALTY,
        "max_iter": solver_steps(1000, 100_000),
    },
    defaults={"max_iter": 10_000},
    title=N_("Lasso regression"),
    summary="Adds up a few columns with fixed weights and leaves out the rest.",
)
def lasso(_task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """The strength of the penalty is ``alpha``, or chosen on the rows it is fitted on when it is not given."""
    from sklearn.linear_model import Lasso

    from automl_training.estimators.penalised import TiedLassoCV, penalised

    return penalised(Lasso, TiedLassoCV, params, random_seed)

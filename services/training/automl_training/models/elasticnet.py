"""Linear regression between ridge and lasso."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, real
from automl_shared.words import N_
from automl_training.models.kinds import LINEAR_REGRESSION
from automl_training.models.shared_params import WEIGHT_PENALTY, solver_steps


@model(
    "elasticnet",
    **LINEAR_REGRESSION,
    complexity=13,
    portfolios=["thorough"],
    priority=45,
    params={
        "alpha": WEIGHT_PENALTY,
        "l1_ratio": real(
            0.0,
            1.0,
            N_("Between 0, small weights for all columns, and 1, no weight for most of them."),
            searched=True,
        ),
        "max_iter": solver_steps(1000, 100_000),
    },
    defaults={"l1_ratio": 0.5, "max_iter": 10_000},
    title=N_("Elastic net"),
    summary="Adds up columns with small fixed weights and leaves out those that hardly help.",
)
def elasticnet(_task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """The strength of the penalty is ``alpha``, or chosen on the rows it is fitted on when it is not given."""
    from sklearn.linear_model import ElasticNet

    from automl_training.estimators.penalised import TiedElasticNetCV, penalised

    return penalised(ElasticNet, TiedElasticNetCV, params, random_seed)

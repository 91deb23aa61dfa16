"""Linear regression between ridge and lasso."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model


@model(
    "elasticnet",
    task_types=["regression"],
    complexity=13,
    portfolios=["standard"],
    defaults={"max_iter": 10_000},
    summary="Adds up columns with small fixed weights and leaves out those that hardly help.",
)
def elasticnet(_task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """The strength of the penalty is ``alpha``, or chosen on the rows it is fitted on when it is not given."""
    from sklearn.linear_model import ElasticNet

    from automl_training.estimators.penalised import FewRowsElasticNetCV
    from automl_training.resources import threads

    if "alpha" in params:
        return ElasticNet(**{"random_state": random_seed, **params})
    return FewRowsElasticNetCV(**{"random_state": random_seed, "n_jobs": threads(), **params})

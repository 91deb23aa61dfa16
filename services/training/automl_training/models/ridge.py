"""Linear regression with a penalty on large weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.lazy import np
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import LINEAR_REGRESSION
from automl_training.models.shared_params import CONSTANT, WEIGHT_PENALTY


@model(
    "ridge",
    **LINEAR_REGRESSION,
    complexity=11,
    portfolios=["fast"],
    priority=95,
    params={
        "alpha": WEIGHT_PENALTY,
        "fit_intercept": CONSTANT,
    },
    title=N_("Ridge regression"),
    summary="Adds up the columns with fixed weights, kept small so that chance matters less.",
)
def ridge(_task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """The strength of the penalty is ``alpha``, or chosen on the rows it is fitted on when it is not given."""
    from sklearn.linear_model import Ridge

    from automl_training.estimators.penalised import TiedRidgeCV

    if "alpha" in params:
        return Ridge(**{"random_state": random_seed, **params})
    return TiedRidgeCV(**{"alphas": np.logspace(-3, 4, 15), **params})

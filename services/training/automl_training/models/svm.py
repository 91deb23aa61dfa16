"""Support vector machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real
from automl_shared.words import N_
from automl_training.models.kinds import ON_ONE_SCALE

CURVED_MAX_ROWS = 10_000
"""Rows above which the border is straight: a curved one takes time by the square of the rows."""


@model(
    "svm",
    **ON_ONE_SCALE,
    complexity=60,
    portfolios=["thorough"],
    priority=80,
    max_rows=200_000,
    defaults={"C": 1.0},
    params={
        "C": real(
            1e-2,
            1e2,
            N_("The larger, the more the border bends to single rows."),
            log=True,
            searched=True,
        ),
        "kernel": choice(
            ("rbf", "linear"),
            N_("Shape of the border: curved or straight; by the number of rows when it is not given."),
            also=("poly", "sigmoid"),
        ),
        "gamma": real(
            1e-4,
            1.0,
            N_("How closely a curved border follows the rows."),
            log=True,
            also=("scale", "auto"),
        ),
    },
    title=N_("Support vector machine"),
    summary="Draws a smooth border that keeps the widest distance to the rows on both sides.",
)
def svm(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Cortes and Vapnik (1995), Support-vector networks."""
    from sklearn.svm import SVR, LinearSVR

    from automl_training.estimators.by_size import BySizeClassifier, BySizeRegressor
    from automl_training.estimators.calibrated_svm import CalibratedLinearSVC, CalibratedSVC
    from automl_training.estimators.scaled import on_one_scale

    curved: Any = {"cache_size": CACHE_MIB, **params}
    straight: Any = {"C": params["C"], "random_state": random_seed, "max_iter": STEPS}
    if task_type == "regression":
        small, large, by_size = SVR(**curved), LinearSVR(**straight), BySizeRegressor
    else:
        small = CalibratedSVC(**{"random_state": random_seed, **curved})
        large, by_size = CalibratedLinearSVC(**straight), BySizeClassifier
    chosen = small if "kernel" in params else by_size(small, large, max_rows=CURVED_MAX_ROWS)
    return on_one_scale(chosen, task_type)


CACHE_MIB = 500
STEPS = 5000

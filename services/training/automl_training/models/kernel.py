"""A linear model on the likeness to other rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, real, whole
from automl_shared.words import N_
from automl_training.models.kinds import CLASSES, ON_ONE_SCALE, thorough

USUAL: Mapping[TaskType, float] = {"classification": 1.0, "regression": 0.3}
"""How near rows have to be; what did best alone on the tables of the portfolio study."""


@model(
    "kernel",
    **ON_ONE_SCALE,
    complexity=59,
    portfolios=["standard"],
    priority=82,
    presets=[
        thorough("wide", N_("looks farther"), 58, CLASSES, closeness=0.3),
        thorough("smooth", N_("smoother"), 57, C=1.0),
    ],
    max_rows=100_000,
    defaults={"C": 10.0, "n_landmarks": 500},
    params={
        "C": real(
            1e-2,
            1e3,
            N_("The larger, the more the answer bends to single rows."),
            log=True,
            searched=True,
        ),
        "n_landmarks": whole(
            50,
            2000,
            N_("Rows that all others are compared with; more of them follow the data more closely and take longer."),
            log=True,
        ),
        "closeness": real(
            0.05,
            20.0,
            N_(
                "The larger, the nearer two rows have to be to count as alike; by the kind of target when it is not "
                "given."
            ),
            log=True,
        ),
    },
    title=N_("Kernel model"),
    summary="Compares each row with some hundred others and weighs how much it is like each of them.",
)
def kernel(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Williams and Seeger (2001), Using the Nyström Method to Speed Up Kernel Machines."""
    from automl_training.estimators.likeness import LikenessClassifier, LikenessRegressor
    from automl_training.estimators.scaled import on_one_scale

    kind = LikenessRegressor if task_type == "regression" else LikenessClassifier
    usual = {"closeness": USUAL[task_type], "random_state": random_seed}
    return on_one_scale(kind(**{**usual, **params}), task_type)

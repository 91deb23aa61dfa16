"""Gradient boosting on sorted columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import BOOSTER
from automl_training.models.shared_params import (
    BOOSTING,
    LEARNING_RATE,
    ROUNDS,
    ROWS_OF_A_LEAF,
    ROWS_OF_A_TREE,
    columns_of_a_question,
    depth,
)


@model(
    "gradient_boosting",
    **BOOSTER,
    complexity=52,
    portfolios=["thorough"],
    priority=25,
    max_rows=100_000,
    defaults={"learning_rate": 0.08, "max_depth": 4, "subsample": 0.8, "min_samples_leaf": 5, "max_features": 0.6},
    params={
        "n_estimators": ROUNDS,
        **BOOSTING,
        "learning_rate": LEARNING_RATE,
        "max_depth": depth(2, 8),
        "min_samples_leaf": ROWS_OF_A_LEAF,
        "subsample": ROWS_OF_A_TREE,
        "max_features": columns_of_a_question(0.2, also=("sqrt", "log2", None)),
    },
    title=N_("Gradient boosting"),
    trusted=["automl_training.estimators.watched_stages.best_rounds"],
    summary="Grows small trees one after the other, each correcting the errors of those before it; exact but slow.",
)
def gradient_boosting(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Friedman (2002), Stochastic gradient boosting."""
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

    from automl_training.estimators.early_stopping import boosted
    from automl_training.estimators.watched_stages import best_rounds

    kind = GradientBoostingRegressor if task_type == "regression" else GradientBoostingClassifier
    make = partial(kind, random_state=random_seed)
    return boosted(task_type, make, params, random_seed, name="n_estimators", rounds=best_rounds, most=MOST_ROUNDS)


MOST_ROUNDS = 600
"""It sorts every column for every tree, so that rounds are expensive."""

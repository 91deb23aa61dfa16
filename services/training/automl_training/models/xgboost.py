"""XGBoost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, real
from automl_shared.words import N_
from automl_training.models.kinds import BINNED_BOOSTER, CLASSES, standard, thorough
from automl_training.models.shared_params import (
    BOOSTING,
    COLUMNS_OF_A_TREE,
    LEARNING_RATE,
    ROUNDS,
    ROWS_OF_A_TREE,
    depth,
    penalty,
)

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "xgboost",
    **BINNED_BOOSTER,
    complexity=53,
    portfolios=["standard"],
    priority=90,
    requires="xgboost",
    defaults={
        "learning_rate": 0.05,
        "max_depth": 7,
        "min_child_weight": 1.0,
        "colsample_bytree": 0.8,
        "subsample": 0.9,
        "reg_lambda": 1.0,
    },
    presets=[
        standard("long", N_("more rounds"), 63, CLASSES, max_depth=9, round_factor=4.0),
        thorough("deep", N_("deep trees"), 54, max_depth=11, learning_rate=0.03, colsample_bytree=0.7),
    ],
    params={
        "n_estimators": ROUNDS,
        **BOOSTING,
        "learning_rate": LEARNING_RATE,
        "max_depth": depth(3, 12),
        "min_child_weight": real(
            0.5,
            50.0,
            N_("Weight of the rows that every answer of a tree has to rest on at least."),
            log=True,
            searched=True,
        ),
        "colsample_bytree": COLUMNS_OF_A_TREE,
        "subsample": ROWS_OF_A_TREE,
        "reg_lambda": penalty(1e-3, 20.0),
    },
    title=N_("XGBoost"),
    trusted=["automl_training.models.xgboost.best_rounds", "xgboost.core.Booster", "xgboost.sklearn.*"],
    summary="Grows many small trees one after the other, each correcting the errors of those before it.",
)
def xgboost(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Chen and Guestrin (2016), XGBoost."""
    from xgboost import XGBClassifier, XGBRegressor

    from automl_training.estimators.early_stopping import BOOSTING_NAMES, boosted
    from automl_training.estimators.names import check_names
    from automl_training.resources import threads

    kind = XGBRegressor if task_type == "regression" else XGBClassifier
    fixed = {"random_state": random_seed, "n_jobs": threads(), "verbosity": 0, "enable_categorical": True}
    check_names(params, {*kind().get_params(), *BOOSTING_NAMES})
    make = partial(kind, **fixed)
    return boosted(task_type, make, params, random_seed, name="n_estimators", rounds=best_rounds)


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`."""
    estimator.set_params(early_stopping_rounds=patience)
    estimator.fit(
        split.X,
        split.y,
        sample_weight=split.weights,
        eval_set=[(split.X_watched, split.y_watched)],
        sample_weight_eval_set=None if split.weights_watched is None else [split.weights_watched],
        verbose=False,
    )
    return int(estimator.best_iteration) + 1

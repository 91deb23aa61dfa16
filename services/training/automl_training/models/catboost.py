"""CatBoost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import BINNED_BOOSTER
from automl_training.models.shared_params import BOOSTING, LEARNING_RATE, ROUNDS, depth, penalty

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "catboost",
    **BINNED_BOOSTER,
    complexity=54,
    portfolios=["standard"],
    priority=92,
    requires="catboost",
    defaults={"learning_rate": 0.06, "depth": 6, "l2_leaf_reg": 3.0},
    params={
        "iterations": ROUNDS,
        **BOOSTING,
        "learning_rate": LEARNING_RATE,
        "depth": depth(3, 9),
        "l2_leaf_reg": penalty(0.5, 30.0),
    },
    title=N_("CatBoost"),
    trusted=[
        "automl_training.models.catboost.best_rounds",
        "automl_training.estimators.boosted_categories.CategoryCatBoostClassifier",
        "automl_training.estimators.boosted_categories.CategoryCatBoostRegressor",
    ],
    summary="Grows many symmetric trees one after the other, each correcting the errors of those before it.",
)
def catboost(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Prokhorenkova et al. (2018), CatBoost."""
    from automl_training.estimators.boosted_categories import CategoryCatBoostClassifier, CategoryCatBoostRegressor
    from automl_training.estimators.early_stopping import boosted
    from automl_training.resources import threads

    kind = CategoryCatBoostRegressor if task_type == "regression" else CategoryCatBoostClassifier
    fixed = {"random_seed": random_seed, "thread_count": threads(), "verbose": False, "allow_writing_files": False}
    make = partial(kind, **fixed)
    return boosted(task_type, make, params, random_seed, name="iterations", rounds=best_rounds, most=MOST_ROUNDS)


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`."""
    watched = (split.X_watched, split.y_watched, split.weights_watched)
    stopping = {"eval_set": watched, "early_stopping_rounds": patience}
    estimator.fit(split.X, split.y, sample_weight=split.weights, ties=split.ties, **stopping)
    return int(estimator.get_best_iteration()) + 1


MOST_ROUNDS = 1000
"""Its rounds take several times as long as those of the others, above all with many classes."""

"""LightGBM."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real
from automl_shared.words import N_
from automl_training.models.kinds import BINNED_BOOSTER, CLASSES, standard, thorough
from automl_training.models.shared_params import (
    BOOSTING,
    CLASS_WEIGHT,
    COLUMNS_OF_A_TREE,
    LEAVES,
    ROUNDS,
    ROWS_OF_A_LEAF,
    ROWS_OF_A_TREE,
    penalty,
)

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "lightgbm",
    **BINNED_BOOSTER,
    complexity=51,
    portfolios=["fast"],
    priority=100,
    defaults={
        "learning_rate": 0.05,
        "num_leaves": 31,
        "min_child_samples": 10,
        "colsample_bytree": 0.8,
        "subsample": 0.9,
        "subsample_freq": 1,
        "reg_lambda": 0.01,
        "extra_trees": False,
    },
    presets=[
        standard(
            "small",
            N_("small trees"),
            65,
            num_leaves=12,
            min_child_samples=20,
            colsample_bytree=0.7,
            subsample=0.8,
            reg_lambda=5,
        ),
        standard(
            "extra", N_("random borders"), 60, CLASSES, extra_trees=True, min_child_samples=20, colsample_bytree=1.0
        ),
        standard("long", N_("more rounds"), 88, CLASSES, num_leaves=64, min_child_samples=4, round_factor=4.0),
        thorough(
            "shallow",
            N_("shallow trees"),
            59,
            num_leaves=4,
            min_child_samples=20,
            colsample_bytree=0.7,
            learning_rate=0.08,
        ),
        thorough(
            "large", N_("large trees"), 53, num_leaves=96, min_child_samples=4, colsample_bytree=0.9, learning_rate=0.03
        ),
    ],
    params={
        "n_estimators": ROUNDS,
        **BOOSTING,
        "learning_rate": real(
            0.01,
            0.2,
            N_(
                "How much of the remaining error each tree corrects; raised where a large table allows only "
                "a few trees."
            ),
            log=True,
            searched=True,
        ),
        "num_leaves": LEAVES,
        "min_child_samples": ROWS_OF_A_LEAF,
        "colsample_bytree": COLUMNS_OF_A_TREE,
        "subsample": ROWS_OF_A_TREE,
        "reg_lambda": penalty(1e-3, 20.0),
        "extra_trees": choice(
            (False, True),
            N_("Whether the borders in the questions are drawn by chance, which makes the trees more different."),
            searched=True,
        ),
        "class_weight": CLASS_WEIGHT,
    },
    title=N_("LightGBM"),
    package="lightgbm",
    trusted=[
        "automl_training.estimators.light_trees.*",
        "automl_training.models.lightgbm.best_rounds",
        "lightgbm.basic.Booster",
        "lightgbm.sklearn.*",
    ],
    monotone="monotone_constraints",
    summary="Grows many small trees one after the other, each correcting the errors of those before it; fast.",
)
def lightgbm(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Ke et al. (2017), LightGBM."""
    from automl_training.estimators.early_stopping import BOOSTING_NAMES, boosted
    from automl_training.estimators.light_trees import LightClassifier, LightRegressor
    from automl_training.estimators.names import check_names
    from automl_training.resources import threads

    kind = LightRegressor if task_type == "regression" else LightClassifier
    repeatable = {"deterministic": True, "force_row_wise": True, "random_state": random_seed}
    fixed: dict[str, Any] = {**repeatable, "n_jobs": threads(), "verbosity": -1}
    check_names(params, {*kind().get_params(), *BOOSTING_NAMES, *LIBRARY_NAMES})
    make = partial(kind, **fixed)
    return boosted(task_type, make, params, random_seed, name="n_estimators", rounds=best_rounds)


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`."""
    from lightgbm import early_stopping

    watched: dict[str, Any] = {"eval_X": (split.X_watched,), "eval_y": (split.y_watched,)}
    if split.weights_watched is not None:
        watched["eval_sample_weight"] = [split.weights_watched]
    stop = early_stopping(patience, verbose=False)
    estimator.fit(split.X, split.y, sample_weight=split.weights, callbacks=[stop], **watched)
    return int(estimator.best_iteration_ or estimator.n_estimators_)


LIBRARY_NAMES = (
    "alpha bagging_fraction bagging_freq boost_from_average cat_l2 cat_smooth deterministic drop_rate extra_seed "
    "extra_trees fair_c feature_fraction feature_fraction_bynode force_col_wise force_row_wise interaction_constraints "
    "is_unbalance lambda_l1 lambda_l2 linear_lambda linear_tree max_bin max_cat_threshold max_cat_to_onehot "
    "max_delta_step max_drop min_data_in_bin min_data_in_leaf min_data_per_group min_gain_to_split "
    "min_sum_hessian_in_leaf monotone_constraints monotone_constraints_method monotone_penalty other_rate path_smooth "
    "reg_sqrt scale_pos_weight seed sigmoid skip_drop top_rate tweedie_variance_power uniform_drop use_missing "
    "verbosity zero_as_missing"
).split()
"""Beside those of its scikit-learn interface."""

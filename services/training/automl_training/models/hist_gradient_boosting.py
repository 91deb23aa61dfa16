"""Gradient boosting on binned columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.lazy import np
from automl_shared.plugins import model
from automl_shared.words import N_
from automl_training.models.kinds import BINNED_BOOSTER
from automl_training.models.shared_params import (
    BOOSTING,
    CLASS_WEIGHT,
    LEARNING_RATE,
    LEAVES,
    ROUNDS,
    ROWS_OF_A_LEAF,
    columns_of_a_question,
    penalty,
)

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "hist_gradient_boosting",
    **BINNED_BOOSTER,
    complexity=50,
    portfolios=["thorough"],
    priority=52,
    defaults={
        "learning_rate": 0.05,
        "max_leaf_nodes": 31,
        "min_samples_leaf": 10,
        "max_features": 0.8,
        "l2_regularization": 0.01,
    },
    params={
        "max_iter": ROUNDS,
        **BOOSTING,
        "learning_rate": LEARNING_RATE,
        "max_leaf_nodes": LEAVES,
        "min_samples_leaf": ROWS_OF_A_LEAF,
        "max_features": columns_of_a_question(0.4),
        "l2_regularization": penalty(1e-3, 20.0),
        "class_weight": CLASS_WEIGHT,
    },
    title=N_("Gradient boosting on histograms"),
    trusted=["automl_training.models.hist_gradient_boosting.best_rounds"],
    monotone="monotonic_cst",
    summary="Grows small trees one after the other, each correcting the errors of those before it.",
)
def hist_gradient_boosting(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """scikit-learn's fast one. Source: Friedman (2001), Greedy function approximation."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    from automl_training.estimators.early_stopping import boosted

    kind = HistGradientBoostingRegressor if task_type == "regression" else HistGradientBoostingClassifier
    fixed = {"random_state": random_seed, "categorical_features": "from_dtype", "early_stopping": False}
    make = partial(kind, **fixed)
    return boosted(task_type, make, params, random_seed, name="max_iter", rounds=best_rounds)


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`."""
    estimator.set_params(early_stopping=True, scoring="loss", n_iter_no_change=patience, tol=0.0)
    watched = {"X_val": split.X_watched, "y_val": split.y_watched, "sample_weight_val": split.weights_watched}
    estimator.fit(split.X, split.y, split.weights, **watched)
    return int(np.argmax(estimator.validation_score_))

"""Gradient boosting on binned columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real, whole

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "hist_gradient_boosting",
    task_types=["regression", "classification"],
    complexity=50,
    portfolios=["thorough"],
    family="boosting",
    priority=52,
    defaults={
        "learning_rate": 0.05,
        "max_leaf_nodes": 31,
        "min_samples_leaf": 10,
        "max_features": 0.8,
        "l2_regularization": 0.01,
    },
    params={
        "max_iter": whole(
            20,
            2000,
            "Trees grown one after the other; found by early stopping when it is not given, and kept to when it is.",
            "順に育てる木の数。指定しなければ早期終了で決まり、指定すればその数になります。",
            log=True,
        ),
        "early_stopping": choice(
            (True, False),
            "Whether it ends when rows set aside inside the training are no longer predicted better.",
            "学習内で取り分けた行の予測が良くならなくなったら止めるかどうか。",
        ),
        "round_factor": real(
            1.0,
            5.0,
            "Rounds used, as a multiple of those early stopping finds; ranks get better after probabilities do not.",
            "早期終了で決まる回数の何倍まで続けるか。確率より順位を重視するときに増やします。",
        ),
        "learning_rate": real(
            0.01,
            0.2,
            "How much of the remaining error each tree mends.",
            "各木が残りの誤差を直す割合。",
            log=True,
            searched=True,
        ),
        "max_leaf_nodes": whole(
            8, 128, "Answers each tree may have.", "各木が持てる答えの数。", log=True, searched=True
        ),
        "min_samples_leaf": whole(
            2,
            100,
            "Rows that every answer of a tree has to rest on at least.",
            "木の各答えの根拠となる最小の行数。",
            log=True,
            searched=True,
        ),
        "max_features": real(
            0.4,
            1.0,
            "Share of the columns that each question may choose from.",
            "各質問で選べる列の割合。",
            searched=True,
        ),
        "l2_regularization": real(
            1e-3,
            20.0,
            "Strength of the penalty on large corrections.",
            "大きな補正への罰則の強さ。",
            log=True,
            also=(0,),
            searched=True,
        ),
        "class_weight": choice(
            (None, "balanced"),
            "Whether rows of rare classes count more.",
            "少ないクラスの行を重く扱うかどうか。",
            task_types=("classification",),
        ),
    },
    takes_gaps=True,
    takes_categories=True,
    scale_invariant=True,
    title="Gradient boosting on histograms",
    title_ja="ヒストグラム勾配ブースティング",
    takes_weights=True,
    monotone="monotonic_cst",
    summary="Grows small trees one after the other, each correcting the errors of those before it.",
)
def hist_gradient_boosting(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """scikit-learn's fast one. Source: Friedman (2001), Greedy function approximation."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    from automl_training.estimators.early_stopping import boosted

    kind = HistGradientBoostingRegressor if task_type == "regression" else HistGradientBoostingClassifier
    fixed = {"random_state": random_seed, "categorical_features": "from_dtype", "early_stopping": False}
    return boosted(
        task_type,
        lambda wanted: kind(**{**fixed, **wanted}),
        params,
        name="max_iter",
        rounds=best_rounds,
        random_seed=random_seed,
    )


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`."""
    import numpy as np

    estimator.set_params(early_stopping=True, scoring="loss", n_iter_no_change=patience, tol=0.0)
    watched = {"X_val": split.X_watched, "y_val": split.y_watched, "sample_weight_val": split.weights_watched}
    estimator.fit(split.X, split.y, split.weights, **watched)
    return int(np.argmax(estimator.validation_score_))

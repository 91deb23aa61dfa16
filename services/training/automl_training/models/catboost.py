"""CatBoost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real, whole

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "catboost",
    task_types=["regression", "classification"],
    complexity=54,
    portfolios=["standard"],
    family="boosting",
    priority=92,
    requires="catboost",
    defaults={"learning_rate": 0.06, "depth": 6, "l2_leaf_reg": 3.0},
    params={
        "iterations": whole(
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
        "depth": whole(
            3, 9, "Questions asked one after the other at most.", "続けて尋ねる質問の最大数。", searched=True
        ),
        "l2_leaf_reg": real(
            0.5,
            30.0,
            "Strength of the penalty on large corrections.",
            "大きな補正への罰則の強さ。",
            log=True,
            also=(0,),
            searched=True,
        ),
    },
    takes_gaps=True,
    takes_categories=True,
    scale_invariant=True,
    title="CatBoost",
    title_ja="CatBoost",
    takes_weights=True,
    summary="Grows many symmetric trees one after the other, each correcting the errors of those before it.",
)
def catboost(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Prokhorenkova et al. (2018), CatBoost."""
    from automl_training.estimators.boosted_categories import CategoryCatBoostClassifier, CategoryCatBoostRegressor
    from automl_training.estimators.early_stopping import boosted
    from automl_training.resources import threads

    kind = CategoryCatBoostRegressor if task_type == "regression" else CategoryCatBoostClassifier
    fixed = {"random_seed": random_seed, "thread_count": threads(), "verbose": False, "allow_writing_files": False}
    return boosted(
        task_type,
        lambda wanted: kind(**{**fixed, **wanted}),
        params,
        name="iterations",
        rounds=best_rounds,
        random_seed=random_seed,
        most=MOST_ROUNDS,
    )


def best_rounds(estimator: Any, split: Split, patience: int) -> int:
    """See `early_stopping.Rounds`."""
    watched = (split.X_watched, split.y_watched, split.weights_watched)
    estimator.fit(split.X, split.y, sample_weight=split.weights, eval_set=watched, early_stopping_rounds=patience)
    return int(estimator.get_best_iteration()) + 1


MOST_ROUNDS = 1000
"""Its rounds take several times as long as those of the others, above all with many classes."""

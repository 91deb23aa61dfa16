"""XGBoost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import Preset, choice, model, real, whole

if TYPE_CHECKING:
    from automl_training.estimators.early_stopping import Split


@model(
    "xgboost",
    task_types=["regression", "classification"],
    complexity=53,
    portfolios=["standard"],
    family="boosting",
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
        Preset(
            suffix="long",
            title="more rounds",
            title_ja="回数を増やす",
            params={"max_depth": 9, "round_factor": 4.0},
            portfolios=("standard",),
            priority=63,
            task_types=("classification",),
        ),
        Preset(
            suffix="deep",
            title="deep trees",
            title_ja="深い木",
            params={"max_depth": 11, "learning_rate": 0.03, "colsample_bytree": 0.7},
            portfolios=("thorough",),
            priority=54,
        ),
    ],
    params={
        "n_estimators": whole(
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
        "max_depth": whole(
            3, 12, "Questions asked one after the other at most.", "続けて尋ねる質問の最大数。", searched=True
        ),
        "min_child_weight": real(
            0.5,
            50.0,
            "Weight of the rows that every answer of a tree has to rest on at least.",
            "木の各答えの根拠となる行の最小の重み。",
            log=True,
            searched=True,
        ),
        "colsample_bytree": real(
            0.4, 1.0, "Share of the columns that each tree may use.", "各木が使える列の割合。", searched=True
        ),
        "subsample": real(
            0.4, 1.0, "Share of the rows that each tree is grown on.", "各木が学習に使う行の割合。", searched=True
        ),
        "reg_lambda": real(
            1e-3,
            20.0,
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
    title="XGBoost",
    title_ja="XGBoost",
    takes_weights=True,
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
    return boosted(
        task_type,
        lambda wanted: kind(**{**fixed, **wanted}),
        params,
        name="n_estimators",
        rounds=best_rounds,
        random_seed=random_seed,
    )


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

"""Gradient boosting on sorted columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real, whole

if TYPE_CHECKING:
    pass


@model(
    "gradient_boosting",
    task_types=["regression", "classification"],
    complexity=52,
    portfolios=["thorough"],
    family="boosting",
    priority=25,
    scale_invariant=True,
    max_rows=100_000,
    defaults={"learning_rate": 0.08, "max_depth": 4, "subsample": 0.8, "min_samples_leaf": 5, "max_features": 0.6},
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
            2, 8, "Questions asked one after the other at most.", "続けて尋ねる質問の最大数。", searched=True
        ),
        "min_samples_leaf": whole(
            2,
            100,
            "Rows that every answer of a tree has to rest on at least.",
            "木の各答えの根拠となる最小の行数。",
            log=True,
            searched=True,
        ),
        "subsample": real(
            0.4, 1.0, "Share of the rows that each tree is grown on.", "各木が学習に使う行の割合。", searched=True
        ),
        "max_features": real(
            0.2,
            1.0,
            "Share of the columns that each question may choose from.",
            "各質問で選べる列の割合。",
            searched=True,
            also=("sqrt", "log2", None),
        ),
    },
    title="Gradient boosting",
    title_ja="勾配ブースティング",
    takes_weights=True,
    summary="Grows small trees one after the other, each correcting the errors of those before it; exact but slow.",
)
def gradient_boosting(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Friedman (2002), Stochastic gradient boosting."""
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

    from automl_training.estimators.early_stopping import boosted
    from automl_training.estimators.watched_stages import best_rounds

    kind = GradientBoostingRegressor if task_type == "regression" else GradientBoostingClassifier
    return boosted(
        task_type,
        lambda wanted: kind(**{"random_state": random_seed, **wanted}),
        params,
        name="n_estimators",
        rounds=best_rounds,
        random_seed=random_seed,
        most=MOST_ROUNDS,
    )


MOST_ROUNDS = 600
"""It sorts every column for every tree, so that rounds are dear."""

"""Random forest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, whole

AUTO = "auto"
USUAL: Mapping[TaskType, Any] = {"classification": "sqrt", "regression": 0.5}


@model(
    "random_forest",
    task_types=["regression", "classification"],
    complexity=40,
    portfolios=["standard"],
    family="forest",
    priority=70,
    scale_invariant=True,
    params={
        "n_estimators": whole(50, 1000, "How many trees are averaged.", "平均する木の数。", log=True),
        "min_samples_leaf": whole(
            1,
            50,
            "Rows that every answer of a tree has to rest on at least; more makes probabilities less extreme.",
            "木の各答えの根拠となる最小の行数。大きいほど確率が極端になりません。",
            log=True,
            searched=True,
        ),
        "max_features": choice(
            (AUTO, "sqrt", 0.3, 0.5, 0.8, 1.0),
            "Share of the columns that each question may choose from; auto goes by the kind of problem.",
            "各質問で選べる列の割合。auto は問題の種類によります。",
            also=("log2", None),
            searched=True,
        ),
        "max_leaf_nodes": whole(
            50,
            100_000,
            "Answers a tree may have; by the number of trees, so that the model stays small, when not given.",
            "木が持てる答えの数。指定しなければ、モデルが大きくなりすぎないよう木の数から決まります。",
            log=True,
            also=(None,),
        ),
        "class_weight": choice(
            (None, "balanced", "balanced_subsample"),
            "Whether rows of rare classes count more.",
            "少ないクラスの行を重く扱うかどうか。",
            task_types=("classification",),
        ),
    },
    defaults={"n_estimators": 200, "min_samples_leaf": 1, "max_features": AUTO},
    takes_gaps=True,
    title="Random forest",
    title_ja="ランダムフォレスト",
    takes_weights=True,
    summary="Averages many decision trees, each grown on a random part of the rows and columns.",
)
def random_forest(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Source: Breiman (2001), Random Forests."""
    from automl_training.estimators.forests import BoundedRandomForestClassifier, BoundedRandomForestRegressor
    from automl_training.resources import threads

    kind = BoundedRandomForestRegressor if task_type == "regression" else BoundedRandomForestClassifier
    usual = USUAL[task_type] if params.get("max_features") == AUTO else params.get("max_features")
    return kind(**{"random_state": random_seed, "n_jobs": threads(), **params, "max_features": usual})

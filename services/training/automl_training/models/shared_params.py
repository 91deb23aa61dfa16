"""Parameters that several models have, written once: boosters, and whatever grows trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.plugins import Param, choice, real, whole

BOOSTING: Mapping[str, Param] = {
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
}
"""How a booster ends."""
ROUNDS = whole(
    20,
    2000,
    "Trees grown one after the other; found by early stopping when it is not given, and kept to when it is.",
    "順に育てる木の数。指定しなければ早期終了で決まり、指定すればその数になります。",
    log=True,
)
LEARNING_RATE = real(
    0.01,
    0.2,
    "How much of the remaining error each tree mends.",
    "各木が残りの誤差を直す割合。",
    log=True,
    searched=True,
)
LEAVES = whole(8, 128, "Answers each tree may have.", "各木が持てる答えの数。", log=True, searched=True)
ROWS_OF_A_LEAF = whole(
    2,
    100,
    "Rows that every answer of a tree has to rest on at least.",
    "木の各答えの根拠となる最小の行数。",
    log=True,
    searched=True,
)
COLUMNS_OF_A_TREE = real(
    0.4, 1.0, "Share of the columns that each tree may use.", "各木が使える列の割合。", searched=True
)
ROWS_OF_A_TREE = real(
    0.4, 1.0, "Share of the rows that each tree is grown on.", "各木が学習に使う行の割合。", searched=True
)
CLASS_WEIGHT = choice(
    (None, "balanced"),
    "Whether rows of rare classes count more.",
    "少ないクラスの行を重く扱うかどうか。",
    task_types=("classification",),
)


def depth(least: int, most: int, **more: Any) -> Param:
    """How deep a tree may be."""
    return whole(
        least, most, "Questions asked one after the other at most.", "続けて尋ねる質問の最大数。", searched=True, **more
    )


def penalty(least: float, most: float) -> Param:
    """On large corrections."""
    return real(
        least,
        most,
        "Strength of the penalty on large corrections.",
        "大きな補正への罰則の強さ。",
        log=True,
        also=(0,),
        searched=True,
    )


def columns_of_a_question(least: float, **more: Any) -> Param:
    """The share of the columns that a question may choose from."""
    return real(
        least,
        1.0,
        "Share of the columns that each question may choose from.",
        "各質問で選べる列の割合。",
        searched=True,
        **more,
    )


AUTO = "auto"
FOREST: Mapping[str, Param] = {
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
}
"""The parameters of a forest."""
FOREST_DEFAULTS: Mapping[str, Any] = {"n_estimators": 100, "min_samples_leaf": 1, "max_features": AUTO}

"""Why a result does not count, and what to do about it, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

WORDS: Words = {
    "again": ("submit again", "もう一度実行してください"),
    "no_preprocessing": (
        "its preprocessing task {task_id} has no result in this run",
        "前処理のタスク {task_id} の結果がこの実行にありません",
    ),
    "other_folds": (
        "it was scored on other rows than the rest (other folds), so its score cannot be compared",
        "ほかの候補と評価に使った行（分割）が異なるため、スコアを比べられません",
    ),
    "not_scored": ("it was not scored with {metric}", "{metric} で評価されていません"),
    "not_scored_do": (
        "submit again with evaluation.primary_metric={metric}",
        "evaluation.primary_metric={metric} としてもう一度実行してください",
    ),
    "fold_scores": (
        "it has {n} fold scores instead of {wanted}",
        "部分ごとのスコアが {wanted} 個ではなく {n} 個です",
    ),
    "not_computed": (
        "{metric} could not be computed on fold {folds}",
        "部分 {folds} で {metric} を計算できませんでした",
    ),
    "not_computed_do": (
        "automl submit --set evaluation.primary_metric=METRIC (another one), or fewer folds (cross_validation.n_folds)",
        "automl submit --set evaluation.primary_metric=METRIC (別の指標) とするか、"
        "分割数（cross_validation.n_folds）を減らしてください",
    ),
    "no_number": (
        "the mean or spread of {metric} is not a number",
        "{metric} の平均またはばらつきが数になりません",
    ),
    "see_console": ("see the task's console", "タスクのコンソールをご覧ください"),
    "twice": (
        "the same candidate is there twice; task {task_id} counts",
        "同じ候補が 2 つあります。タスク {task_id} の結果を使います",
    ),
    "twice_do": ("nothing: one result is enough", "対処は不要です（結果は 1 つで足ります）"),
    "other_task": (
        "its result was made by another task ({task_id})",
        "結果を作ったのは別のタスク（{task_id}）です",
    ),
    "not_ended": (
        "it had not ended when the candidates were compared ({status})",
        "候補を比べた時点で終わっていませんでした（{status}）",
    ),
    "not_ended_do": (
        "compare again when it has ended: clone the comparison task",
        "終わってから比較のタスクを複製して、もう一度比べてください",
    ),
    "deleted": ("the task no longer exists", "タスクがもうありません"),
}

"""What the task says about an earlier result, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

REUSE: Words = {
    "reused": (
        "Not done again: run {run_id} has prepared the same data with the same settings. This task shows that result "
        "as its own: {url}",
        "再計算していません。実行 {run_id} が同じデータを同じ設定で処理済みのため、"
        "その結果をそのまま表示しています: {url}",
    ),
    "redo": (
        "To do it again: automl submit --force-step preprocessing.",
        "やり直すには automl submit --force-step preprocessing を使ってください。",
    ),
    "made": (
        "Prepared anew: no earlier result of the same data and settings is there.",
        "新たに処理しました。同じデータと設定の結果はまだありません。",
    ),
    "forced": (
        "Prepared anew, as asked for by --force-step preprocessing.",
        "--force-step preprocessing の指定により、新たに処理しました。",
    ),
    "tried_again": (
        "Prepared anew: an earlier attempt did not last, and what it showed may be what was wrong.",
        "新たに処理しました。前の試行が最後まで有効でなく、再利用した結果に問題があった可能性があるためです。",
    ),
    "by_hand": (
        "Prepared from a file that is not registered, so the result is not kept for other runs.",
        "登録されていないファイルを処理したため、結果は他の実行では再利用されません。",
    ),
    "unusable": (
        "The result of task {task} cannot be used again: {why}",
        "タスク {task} の結果は再利用できません: {why}",
    ),
    "superseded": ("a newer attempt took its place", "新しい試行に置き換えられました"),
    "archived": ("it was archived", "アーカイブされています"),
    "files_gone": ("these files were deleted: {names}", "次のファイルが削除されています: {names}"),
}

"""What the controller writes on a run's task, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

RUN_WORDS: Words = {
    "data_new": (
        "Data: {name}, registered by this run.",
        "データ: {name} (この実行で登録)",
    ),
    "data_again": (
        "Data: {name}, found again: run {run_id} registered the same content.",
        "データ: {name} (同じ内容が実行 {run_id} で登録済みのため、そのまま使用)",
    ),
    "data_given": (
        "Data: {name}, registered before.",
        "データ: {name} (登録済み)",
    ),
    "reused": (
        "Preprocessing {preproc_id} reused from run {run_id}: same data, same settings. To do it again: "
        "--force-step preprocessing. {url}",
        "前処理 {preproc_id} は実行 {run_id} の結果を再利用しました (データと設定が同じ)。"
        "やり直すには --force-step preprocessing。{url}",
    ),
    "task_run": ("Run {run_id}.", "実行 {run_id}。"),
    "task_preprocessing": (
        "Preparation `{what}` of run {run_id}.",
        "実行 {run_id} の前処理 `{what}`。",
    ),
    "task_training": ("Candidate `{what}` of run {run_id}.", "実行 {run_id} の候補 `{what}`。"),
    "task_training-summary": ("All candidates of run {run_id} side by side.", "実行 {run_id} の全候補の一覧。"),
    "task_comparison": ("The decision of run {run_id}.", "実行 {run_id} の判定。"),
    "task_inference": ("Predictions for run {run_id}.", "実行 {run_id} の予測。"),
    "left_out": ("Left out: {parts}.", "対象外: {parts}。"),
    "left_out_part": ("{candidates} ({reason})", "{candidates}（{reason}）"),
    "not_for_classification": ("{model} is not for classification", "{model} は分類には使えません"),
    "not_for_regression": ("{model} is not for regression", "{model} は数値の予測には使えません"),
    "not_started": ("skipped: {cause}", "対象外: {cause}"),
    "run_ended": ("the run ended: {cause}", "実行が終了しました: {cause}"),
    "still_running": (
        "it was still being stopped when the run ended",
        "停止の途中で実行が終了しました",
    ),
    "no_score": (
        "it finished, but its result cannot be read",
        "完了しましたが、結果を読み込めません",
    ),
    "output_lost": ("its result was deleted or changed", "結果が削除または変更されました"),
    "aborted": ("the run was aborted", "実行が中止されました"),
    "vanished": ("it was taken out of its queue and never started", "キューから外され、開始されませんでした"),
    "worker_gone": ("its worker is gone", "ワーカーがいなくなりました"),
    "output_stored": ("its worker is gone; its output was stored", "ワーカーがいなくなりましたが、結果は保存済みです"),
    "wrong_queue": ("it was put into the queue of another phase", "別の工程のキューに入れられていました"),
    "input_is_back": ("what it lacked was made again", "足りなかった入力を作り直しました"),
    "connection_lost": ("it lost its connection to the server", "サーバーとの接続が切れました"),
    "disk_full": ("its worker had no room left on its disk", "ワーカーのディスクに空きがなくなりました"),
    "ended_from_outside": ("its process was ended from outside", "プロセスが外部から終了されました"),
    "out_of_memory": ("killed for memory; one retry", "メモリ不足で強制終了されたため、1 回だけ再試行します"),
    "same_key": ("run {run_id} was submitted with the same key", "同じキーで実行 {run_id} が開始済みです"),
    "superseded": ("superseded: {reason}", "次の試行に置き換え: {reason}"),
    "nothing_left": ("no candidate is left", "候補が残っていません"),
    "nothing_left_after": ("no candidate is left: {cause}", "候補が残っていません: {cause}"),
    "comparison_failed": ("the comparison failed: {cause}", "比較に失敗しました: {cause}"),
    "lost": ("lost {n} times: {reason}", "{n} 回失われました: {reason}"),
    "look_at_worker": ("look at the worker's log: automl doctor", "ワーカーのログをご覧ください: automl doctor"),
    "budget_before_any": (
        "the run's time budget was used up before any candidate was done",
        "候補が 1 つも終わらないうちに実行の制限時間に達しました",
    ),
    "budget_before_any_of": (
        "the run's time budget was used up before any candidate was done; all {n} of them would take very roughly "
        "{low} to {high} minutes",
        "候補が 1 つも終わらないうちに実行の制限時間に達しました (全 {n} 件でおよそ {low}～{high} 分かかります)",
    ),
    "budget": ("the run's time budget was used up", "実行の制限時間に達しました"),
    "budget_of": (
        "the run's time budget was used up; it would take about {minutes:g} minutes",
        "実行の制限時間に達しました (この候補には約 {minutes:g} 分かかります)",
    ),
    "not_prepared": ("its preprocessing gave no result: {cause}", "前処理の結果がありません: {cause}"),
    "not_enqueued": (
        "it could not be put into the queue {queue}: {reason}",
        "キュー {queue} に入れられませんでした: {reason}",
    ),
    "not_enqueued_do": (
        "see whether the queue {queue} is there (automl queues), then: automl runs resume {run_id}",
        "キュー {queue} があるか確認し (automl queues)、その後 automl runs resume {run_id} を実行してください",
    ),
    "not_trained": (
        "{cause}. Not trained because of it: {candidates}",
        "{cause}。このため学習されない候補: {candidates}",
    ),
    "remedy_of": ("for {name}: {remedy}", "{name} について: {remedy}"),
    "same_as": ("same as {preproc_id} for these data", "このデータでは {preproc_id} と同じ"),
    "one_scaling": (
        "scaling changes nothing for it, trained on {preproc_id} only",
        "スケーリングの影響を受けないため {preproc_id} だけで学習",
    ),
    "more": ("and {n} more", "ほか {n} 件"),
    "compared_with": ("Compared with the earlier run {run_id}: {url}", "以前の実行 {run_id} と比較: {url}"),
    "nothing_earlier": (
        "Not compared with {run_id}: there is no comparison task of this run.",
        "{run_id} とは比較していません: その実行には比較タスクがありません。",
    ),
    "what_to_do": ("what to do: {remedy}", "対処: {remedy}"),
    "progress": ("So far: {counts}", "現在の状況: {counts}"),
    "failed_heading": ("What did not work:", "うまくいかなかったもの:"),
    "failed": ("- {name}: {cause}. What to do: {remedy}", "- {name}: {cause}。対処: {remedy}"),
    "failed_link": ("- {name}: {cause}. What to do: {remedy}. {url}", "- {name}: {cause}。対処: {remedy}。{url}"),
    "tasks_heading": ("Tasks:", "タスク:"),
    "task": ("- {name}: {status}. {url}", "- {name}: {status}。{url}"),
    "more_tasks": (
        "and {n} more, all in the Pipelines view and in `automl runs show {run_id}`",
        "ほか {n} 件 (すべて Pipelines 画面と `automl runs show {run_id}` にあります)",
    ),
}

COMPARE_WORDS: Words = {
    "nothing_recommended": ("{run} recommends nothing", "{run} には推奨がありません"),
    "other_metric": ("different metrics ({one}, {other})", "評価指標が異なります ({one}、{other})"),
    "other_data": ("different data", "データが異なります"),
    "other_target": ("different targets", "予測の対象が異なります"),
    "not_comparable": (
        "{one} and {other} are not comparable: {reason}.",
        "{one} と {other} は比較できません: {reason}。",
    ),
    "other_folds": (
        "{one} and {other}: the same data in other folds. Their scores can be looked at side by side, but not compared "
        "row by row: a small difference may be chance.",
        "{one} と {other}: データは同じですが分割が異なります。スコアは並べて見るだけにしてください。小さな差は偶然かも"
        "しれません。",
    ),
    "no_fold_scores": (
        "{one} and {other}: the same rows, but the scores per fold are no longer there.",
        "{one} と {other}: 同じ行ですが、分割ごとのスコアが残っていません。",
    ),
    "equal": (
        "{one} and {other}: the same rows: paired comparison is possible. Their {metric} is the same.",
        "{one} と {other}: 同じ行なので対応のある比較ができます。{metric} は同じです。",
    ),
    "lead_clear": (
        "{one} and {other}: the same rows: paired comparison is possible. {better} is clearly better: by {mean} "
        "{metric} (standard error {error}).",
        "{one} と {other}: 同じ行なので対応のある比較ができます。{better} が明らかに優れています: {metric} の差 {mean} "
        "(標準誤差 {error})。",
    ),
    "lead_slight": (
        "{one} and {other}: the same rows: paired comparison is possible. {better} is probably better: by {mean} "
        "{metric} (standard error {error}).",
        "{one} と {other}: 同じ行なので対応のある比較ができます。{better} がおそらく優れています: {metric} の差 {mean} "
        "(標準誤差 {error})。",
    ),
    "lead_tie": (
        "{one} and {other}: the same rows: paired comparison is possible. They cannot be told apart: {better} is ahead "
        "by {mean} {metric} (standard error {error}), which may be chance.",
        "{one} と {other}: 同じ行なので対応のある比較ができます。優劣はつけられません: {better} が {metric} で {mean} "
        "上回りますが (標準誤差 {error})、偶然かもしれません。",
    ),
    "caption": (
        "How good each run's recommendation is on rows it had not seen; the line shows how much that varies between "
        "parts of the data.",
        "各実行が推奨したモデルの、学習に使っていない行での成績です。線はデータの部分ごとのばらつきを示します。",
    ),
    "grey": (
        "Hollow grey runs are not comparable with the first of their row (other data or another target).",
        "灰色の白抜きの実行は、同じ段の最初の実行と比較できません (データまたは予測の対象が異なります)。",
    ),
    "without_score": ("Without a recommendation: {runs}.", "推奨のない実行: {runs}。"),
    "metrics_apart": (
        "Each metric has a row of its own: scores of different metrics are not comparable.",
        "評価指標ごとに段を分けています。異なる指標のスコアは比較できません。",
    ),
    "nothing": ("None of these runs recommends a model.", "どの実行にも推奨されたモデルがありません。"),
    "cv": ("cross-validation", "交差検証"),
    "other_group": ("not comparable", "比較不可"),
    "guessing": ("guessing", "当て推量"),
    "final_check": ("final check", "最終確認"),
    "higher": ("{metric} (higher is better)", "{metric} (高いほど良い)"),
    "lower": ("{metric} (lower is better)", "{metric} (低いほど良い)"),
}

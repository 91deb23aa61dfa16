"""What the command says of a table and of a run, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

INIT_WORDS: Words = {
    "columns": ("{rows:,} rows; columns: {names}", "{rows:,} 行、列: {names}"),
    "ask_target": ("Which column is to be predicted?", "どの列を予測しますか"),
    "no_column": ("there is no column {name!r}", "{name!r} という列はありません"),
    "metrics": ("A model is judged by:", "モデルの評価基準:"),
    "ask_metric": ("Which one decides?", "どれを決め手にしますか"),
    "table": ("{file}: {rows:,} rows, {columns:,} columns", "{file}: {rows:,} 行、{columns:,} 列"),
    "target": ("Target `{name}`: {what}", "予測する列 `{name}`: {what}"),
    "guessed": ("  guessed, as --target was not given", "  --target の指定がないため推定しました"),
    "dropped": (
        "  {rows:,} rows have no target (or no time) and are not used",
        "  {rows:,} 行は予測対象 (または時刻) が空のため使いません",
    ),
    "classes": ("{count} classes: {classes}", "{count} クラス: {classes}"),
    "spread": (
        "numbers from {least} to {greatest}, half of them between {lower_quartile} and {upper_quartile}, "
        "median {median}",
        "数値 {least} ～ {greatest}、半数は {lower_quartile} ～ {upper_quartile}、中央値 {median}",
    ),
    "used": ("Used, the target included: {count} columns", "使う列（目的の列を含む）: {count}"),
    "left_out": ("Left out: {count} columns", "使わない列: {count}"),
    "column": ("column", "列"),
    "kind": ("kind", "種類"),
    "missing": ("missing", "欠損"),
    "distinct": ("distinct", "異なる値"),
    "why": ("why", "理由"),
    "more": ("and {count} more: --json lists all", "ほか {count} 列 (すべては --json)"),
    "red": ("RED   ", "赤"),
    "yellow": ("YELLOW", "黄"),
    "green": ("GREEN  {count} more checks are fine", "緑 ほか {count} 項目は問題なし"),
    "run_minute": (
        "A run would try {candidates} candidates on {preparations} preparations: about a minute with {workers} "
        "training workers",
        "実行すると {preparations} 通りの前処理で {candidates} 個の候補を試します。学習ワーカー {workers} つで約 1 分",
    ),
    "run_minutes": (
        "A run would try {candidates} candidates on {preparations} preparations: very roughly {low} to {high} minutes "
        "with {workers} training workers",
        "実行すると {preparations} 通りの前処理で {candidates} 個の候補を試します。学習ワーカー {workers} つでおよそ "
        "{low} ～ {high} 分",
    ),
    "wrote": ("wrote {file}\nnext: {command}", "{file} を書きました\n次: {command}"),
}

RUN_TEXTS: Words = {
    "away": (
        "the server does not answer; the run goes on, waiting",
        "サーバーが応答しません。実行は続いています。待機中",
    ),
    "run": ("run {run_id}", "実行 {run_id}"),
    "no_controller": ("waiting for the controller", "コントローラーを待っています"),
    "done_of": ("{done} of {total} candidates", "候補 {done} / {total}"),
    "failed": ("{count} failed", "失敗 {count}"),
    "best": ("best so far {candidate}: {score}", "暫定 1 位 {candidate}: {score}"),
    "left": ("about {time} left", "残り約 {time}"),
    "waiting": ("{count} tasks", "{count} 件"),
    "seconds": ("{n} s", "{n} 秒"),
    "minutes": ("{n} min", "{n} 分"),
    "hours": ("{n} h", "{n} 時間"),
    "days": ("{n} d", "{n} 日"),
    "ago": ("{time} ago", "{time}前"),
    "status": ("status", "状態"),
    "task": ("task", "タスク"),
    "worker": ("worker", "ワーカー"),
    "time": ("time", "時間"),
    "is_created": ("being made", "作成中"),
    "is_queued": ("waiting", "待機中"),
    "is_in_progress": ("running", "実行中"),
    "is_stopped": ("stopped", "停止"),
    "is_completed": ("completed", "完了"),
    "is_failed": ("failed", "失敗"),
    "is_published": ("completed", "完了"),
    "is_closed": ("completed", "完了"),
    "is_unknown": ("unknown", "不明"),
    "is_superseded": ("superseded", "置き換え済み"),
    "recommended": ("Recommended: {candidate}", "推奨: {candidate}"),
    "no_holdout": ("no rows were set aside", "取り分けた行なし"),
    "scores": (
        "{metric}: {mean} +- {spread} in cross-validation, {guessing} by guessing, final check: {holdout}",
        "{metric}: 交差検証 {mean} ± {spread}、当て推量 {guessing}、最終確認 {holdout}",
    ),
    "leaderboard": ("Leaderboard", "ランキング"),
    "rank": ("rank", "順位"),
    "candidate": ("candidate", "候補"),
    "cv_mean": ("cv mean", "平均"),
    "cv_std": ("cv std", "ばらつき"),
    "fit_seconds": ("fit seconds", "学習 (秒)"),
    "predict_seconds": ("predict seconds", "予測 (秒)"),
    "size_bytes": ("size bytes", "サイズ (バイト)"),
    "failures": ("What did not work", "うまくいかなかったもの"),
    "cause": ("cause", "原因"),
    "remedy": ("remedy", "対処"),
    "more_rows": ("and {n} more: {command}", "ほか {n} 件: {command}"),
    "ended": ("Run {run_id}: {status}", "実行 {run_id}: {status}"),
    "page": ("page:   {url}", "画面:     {url}"),
    "login": ("log in: {url} (once, within ten minutes)", "ログイン: {url} (1 回限り、10 分以内)"),
    "report": ("report: {path}", "レポート: {path}"),
    "use": ("use it: {command}", "使い方:   {command}"),
    "run_completed": ("completed", "完了"),
    "run_completed_with_failures": ("completed with failures", "一部失敗あり、完了"),
    "run_failed": ("failed", "失敗"),
    "run_aborted": ("aborted", "中止"),
    "run_running": ("running", "実行中"),
    "no_model": ("no useful model", "使えるモデルなし"),
    "use_model": ("use {candidate}", "{candidate} を推奨"),
    "watch_next": ("next: {command}", "次: {command}"),
    "submitted": (
        "run {run_id} waits in {queue} (data {name})\n  {url}",
        "実行 {run_id} は {queue} で待機中です (データ {name})\n  {url}",
    ),
    "submitted_before": (
        "run {run_id} was submitted with this key before; nothing was made\n  {url}",
        "実行 {run_id} は同じキーで登録済みのため、何も作成していません\n  {url}",
    ),
    "target_guessed": (
        "predicting `{column}`, as no target was named; another one: {command}",
        "目的変数の指定がないため `{column}` を予測します。別の列にするには: {command}",
    ),
    "nobody_works": (
        "nobody works on the queue {queue} yet: the run starts when a controller does (automl up)",
        "キュー {queue} を処理するコントローラーがまだいません。起動すると実行が始まります (automl up)",
    ),
}

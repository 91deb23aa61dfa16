"""What the pictures say, in both languages. Titles stay English: they are keys."""

from __future__ import annotations

from automl_shared.words import Words

WORDS: Words = {
    "ranking": (
        "The best candidates: average score on rows not seen while learning, and how much it varies from part to part.",
        "上位の候補：学習に使っていない行での平均スコアと、部分ごとのばらつきです。",
    ),
    "by_model": (
        "The best candidate of each kind of model: what the choice of the model is worth.",
        "モデルの種類ごとに最良の候補です。モデル選びの効果が分かります。",
    ),
    "by_preprocess": (
        "The best candidate of each preparation of the data: what the preparation is worth.",
        "前処理ごとに最良の候補です。前処理選びの効果が分かります。",
    ),
    "model_summary": (
        "Each model over all preparations and all parts of the data: the average, and how much its scores vary.",
        "モデルごとの、すべての前処理と部分にわたる平均スコアとばらつきです。",
    ),
    "wins": (
        "Share of the other models that each candidate beats, averaged over the parts of the data; beside it, on how "
        "many parts it is the best.",
        "各候補がほかのモデルに勝った割合（部分ごとの平均）と、最良だった部分の数です。",
    ),
    "heatmap": (
        "Average {metric} by model (down) and preparation of the data (across): darker is better.",
        "モデル（縦）と前処理（横）ごとの {metric} の平均です。濃いほど良い結果です。",
    ),
    "stability": (
        "Place of the best candidates on each part of the data, 1 is the best: a steady row means that the order does "
        "not hang on which rows were drawn.",
        "上位の候補の部分ごとの順位です（1 が最良）。横に見て順位が安定していれば、偶然に左右されにくい結果です。",
    ),
    "fit_time": (
        "What a better score costs in time to learn: each point is one candidate; none beats those on the line in "
        "both.",
        "スコアと学習時間の関係です。点は候補で、線上の候補には、両方で勝る候補がありません。",
    ),
    "predict_time": (
        "What a better score costs in time to predict: each point is one candidate; none beats those on the line in "
        "both.",
        "スコアと予測時間の関係です。点は候補で、線上の候補には、両方で勝る候補がありません。",
    ),
    "drivers": (
        "What drives the prediction: how much worse the score gets when the values of one column are shuffled.",
        "予測を左右する列：その列の値を並べ替えたときに、スコアがどれだけ悪くなるかです。",
    ),
    "earlier": (
        "This run beside the earlier run {run_id}: average score of the candidates that both tried.",
        "以前の実行 {run_id} との比較：両方で試した候補の平均スコアです。",
    ),
    "now": ("this run", "今回"),
    "before": ("earlier run", "以前"),
    "average": ("{metric}, average ({direction})", "{metric} の平均（{direction}）"),
    "share_beaten": ("share of the other models beaten", "ほかのモデルに勝った割合"),
    "best_on": ("best on {n} of {of}", "{of} 分割中 {n} で最良"),
    "score_lost": ("{metric} lost by shuffling", "並べ替えたときの {metric} の悪化"),
    "fit_seconds": ("seconds to fit, all parts together", "学習時間（秒、全体の合計）"),
    "predict_seconds": ("seconds to predict 1,000 rows", "1,000 行の予測時間（秒）"),
    "place": ("place", "順位"),
    "part": ("part {n}", "部分 {n}"),
    "guessing": ("guessing: {score}", "当て推量：{score}"),
    "recommended": ("recommended", "お勧め"),
    "candidate": ("candidate", "候補"),
    "baseline": ("guessing", "当て推量"),
    "front": ("best for its time", "その時間で最良"),
    "no_result": ("no result", "結果なし"),
    "no_models": ("No model gave a result.", "結果の出たモデルはありません。"),
    "cut_candidates": ("{shown} of {all} candidates, the best", "{all} 個の候補のうち上位 {shown} 個"),
    "cut_models": ("{shown} of {all} models, the best", "{all} 個のモデルのうち上位 {shown} 個"),
    "cut_preprocesses": ("{shown} of {all} preparations, the best", "{all} 個の前処理のうち上位 {shown} 個"),
    "cut_combinations": ("{shown} of {all} combinations, the best", "{all} 個の組み合わせのうち上位 {shown} 個"),
    "cut_columns": ("{shown} of {all} columns, the strongest", "{all} 列のうち影響の大きい {shown} 列"),
    "cut_parts": ("; {shown} of {all} parts", "；{all} 部分のうち {shown} 部分"),
    "cut_rows": (
        "{shown} of {all} rows (all of them: artifact `leaderboard`)",
        "{all} 行のうち {shown} 行（全行は成果物 `leaderboard`）",
    ),
    "all_candidates": (
        "Every candidate and what became of it, the failed and skipped ones first.",
        "すべての候補とその結果です（失敗・対象外が先）。",
    ),
    "failures": (
        "What failed or was not tried, with the cause and what to do.",
        "失敗したものと試さなかったもの、その原因と対処です。",
    ),
    "recommendation": ("What we recommend, and how sure that is.", "お勧めの候補と、その確かさです。"),
}

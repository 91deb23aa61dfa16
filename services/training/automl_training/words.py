"""What the pictures say, in both languages. Titles stay English: they are keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import Language
from automl_shared.words import Words, say_in

WORDS: Words = {
    "predicted_vs_actual": (
        "Each dot is one row the model had not seen while learning: the closer to the line, the better the prediction.",
        "点は学習に使っていない行です。線に近いほど予測が当たっています。",
    ),
    "residual_histogram": (
        "How far off the predictions are on rows the model had not seen: a narrow hill around zero is good.",
        "学習に使っていない行での予測の誤差です。ゼロの周りに狭く集まるほど良い予測です。",
    ),
    "residual_scatter": (
        "The error of each row the model had not seen, by the size of the prediction: a shape other than a level "
        "band means that something is still missing.",
        "学習に使っていない行の誤差を予測値の順に示します。水平な帯以外の形は、まだ捉えていない要因があることを示し"
        "ます。",
    ),
    "confusion_counts": (
        "How many rows of each class, not seen while learning, were taken for which class: the diagonal is right.",
        "学習に使っていない行が、どのクラスと判定されたかの件数です。対角線上が正解です。",
    ),
    "confusion_shares": (
        "The same in per cent of each true class, on rows not seen while learning: each line adds up to 100.",
        "同じ表を実際のクラスごとの割合（％）で示します（学習に使っていない行）。各行の合計は 100 です。",
    ),
    "roc": (
        "How many of a class are found (up) for how many false alarms (right), on rows not seen while learning: "
        "the dotted line is guessing.",
        "学習に使っていない行で、誤検出（横）に対してどれだけ見つけられるか（縦）を示します。点線は当て推量です。",
    ),
    "precision_recall": (
        "How many of the rows named a class really belong to it (up), for how many of that class are found "
        "(right), on rows not seen while learning.",
        "学習に使っていない行で、見つけた割合（横）に対して判定が正しい割合（縦）を示します。",
    ),
    "calibration": (
        "When the model says 70 %, is it right in 70 % of the rows it had not seen? On the dotted line the "
        "probabilities can be taken at their word.",
        "「70％」と予測した行のうち、実際に70％が当たっているか（学習に使っていない行）。点線に近いほど確率を信用で"
        "きます。",
    ),
    "classes_weighed": (
        "The classes were weighed while learning (data.class_weights), so the probabilities are not to be taken at "
        "their word.",
        "学習時にクラスを重み付けした（data.class_weights）ため、確率は額面どおりには受け取れません。",
    ),
    "scores_per_fold": (
        "The score ({metric}) on each part of the data the model had not seen, beside the part it learned from: "
        "similar values mean that it is steady, a wide gap that it learned by heart.",
        "学習に使っていない部分のスコア（{metric}）と、学習に使った部分のスコアです。差が大きいと丸暗記の疑いがあり"
        "ます。",
    ),
    "gap": (
        "Mean {metric}: {seen} on rows it learned from, {unseen} on unseen ones: partly learned by heart.",
        "{metric} の平均は学習に使った行で {seen}、使っていない行で {unseen}：一部を丸暗記しています。",
    ),
    "gap_within_spread": (
        "Mean {metric}: {seen} on rows it learned from, {unseen} on unseen ones: hardly anything by heart.",
        "{metric} の平均は学習に使った行で {seen}、使っていない行で {unseen}：丸暗記はほとんどありません。",
    ),
    "learning_curve_rising": (
        "The score ({metric}) on rows not seen while learning, by the number of rows it learned from: it is still "
        "getting better at the right end, so more rows would probably help.",
        "学習に使った行数ごとの、使っていない行でのスコア（{metric}）です。右端でもまだ良くなっているため、行を増やすと"
        "改善が見込めます。",
    ),
    "learning_curve_flat": (
        "The score ({metric}) on rows not seen while learning, by the number of rows it learned from: it has levelled "
        "off, so more rows like these would probably help little.",
        "学習に使った行数ごとの、使っていない行でのスコア（{metric}）です。頭打ちになっているため、同じような行を増やして"
        "も効果は小さいと見込まれます。",
    ),
    "learning_curve_limits": (
        "Measured on the first fold; steps far smaller than the spread between the folds do not count.",
        "最初の分割で測定しました。分割間のばらつきよりはるかに小さい変化は改善とみなしません。",
    ),
    "shap": (
        "What moved single predictions{of}: on the left each column's average push, on the right one dot a row, pushed "
        "up (right) or down (left) by the column's value, from low (blue) to high (red).",
        "個々の予測{of}を動かした要因です。左は列ごとの平均的な影響、右は 1 点が 1 行で、値の低い（青）・高い（赤）に"
        "応じて予測を上げた（右）か下げた（左）かを示します。",
    ),
    "shap_of": (" of {explained}", "（{explained}）"),
    "shap_rows": (
        "{shown} of {total} rows of the first fold, not seen while learning; in {unit}.",
        "最初の分割の学習に使っていない {total} 行のうち {shown} 行について、{unit}の単位で示します。",
    ),
    "shap_unit_own": ("the model's own units", "モデル内部の値"),
    "shap_unit_prediction": ("units of the prediction", "予測値"),
    "mean_push": ("average push", "平均的な影響"),
    "push": ("push on a row's prediction", "各行の予測への影響"),
    "rows_learned_from": ("rows learned from", "学習に使った行数"),
    "importance": (
        "How much the score ({metric}) gets worse when a column is shuffled, on rows not seen while learning: the "
        "longer the bar, the more the prediction rests on it.",
        "列の値を並べ替えたときにスコア（{metric}）がどれだけ悪くなるか（学習に使っていない行）。棒が長いほど予測に重要"
        "です。",
    ),
    "no_importance": (
        "What drives the prediction could not be measured: the score has no value on the rows it would be measured on.",
        "予測を左右する列は測定できませんでした。測定に使う行でスコアが計算できないためです。",
    ),
    "cut_rows": (
        "{shown} of {total} rows are shown, drawn at random.",
        "全 {total} 行から無作為に選んだ {shown} 行を表示しています。",
    ),
    "cut_classes": (
        "The {shown} most frequent of {total} classes are shown.",
        "全 {total} クラスのうち、多い順に {shown} クラスを表示しています。",
    ),
    "cut_columns": (
        "The {shown} most important of {total} columns are shown.",
        "全 {total} 列のうち、重要な順に {shown} 列を表示しています。",
    ),
    "actual": ("actual", "実際"),
    "predicted": ("predicted", "予測"),
    "error": ("error (actual - predicted)", "誤差（実際 − 予測）"),
    "rows": ("rows", "行数"),
    "perfect": ("perfect", "完全一致"),
    "guessing": ("guessing", "当て推量"),
    "false_alarms": ("false alarms", "誤検出の割合"),
    "found": ("found", "見つけた割合"),
    "really": ("really of the class", "判定が正しい割合"),
    "said": ("probability the model says", "モデルの示す確率"),
    "came_true": ("share that came true", "実際に当たった割合"),
    "unseen": ("not seen while learning", "学習に使っていない部分"),
    "seen": ("learned from", "学習に使った部分"),
    "fold": ("fold", "分割"),
    "loss": ("loss of score", "スコアの低下"),
    "best": (
        "The best of {total} candidates on rows not seen while learning; whether it is clearly the best is decided "
        "in the comparison.",
        "{total} 候補のうち、学習に使っていない行で最も良かったものです。明確な差かどうかは比較フェーズで判断します。",
    ),
    "no_best": (
        "No candidate was trained successfully: the causes are in the next table.",
        "学習に成功した候補はありません。原因は次の表にあります。",
    ),
    "children": (
        "Every candidate, best score first, failed ones at the end with their cause and what to do.",
        "すべての候補をスコアの良い順に示します。失敗した候補は、原因と対処とともに最後に示します。",
    ),
    "spread": (
        "The score ({metric}) of each candidate on rows not seen while learning; the thin line is its spread over "
        "the folds.",
        "各候補の、学習に使っていない行でのスコア（{metric}）です。細い線は分割ごとのばらつきです。",
    ),
    "cut_candidates": (
        "The first {shown} of {total} candidates are shown.",
        "全 {total} 候補のうち {shown} 件を表示しています。",
    ),
    "candidate": ("candidate", "候補"),
    "status": ("status", "状態"),
    "preprocess": ("preprocessing", "前処理"),
    "model": ("model", "モデル"),
    "score": ("score ({metric})", "スコア（{metric}）"),
    "spread_column": ("spread", "ばらつき"),
    "fit_seconds": ("training, seconds", "学習時間（秒）"),
    "predict_seconds": ("predicting 1,000 rows, seconds", "1,000 行の予測時間（秒）"),
    "size": ("size, MB", "サイズ（MB）"),
    "cause": ("what failed", "失敗の原因"),
    "remedy": ("what to do", "対処"),
}


def amount(unit: str, value: float) -> str:
    """A score as people write it: a share as a percentage, anything else with four significant digits."""
    return f"{100 * value:.1f} %" if unit == "share" else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def gap_sentence(facts: Mapping[str, Any], language: Language) -> str:
    """How much better the rows are known that were learned from; empty where a score has no value. See `meta.gap`."""
    gap = facts["gap"]
    if gap is None:
        return ""
    unit = facts["metric_unit"]
    return word(
        "gap_within_spread" if gap["better_by"] <= gap["spread"] else "gap",
        language,
        metric=facts["metric_title"],
        seen=amount(unit, gap["seen"]),
        unseen=amount(unit, gap["unseen"]),
    )


def word(key: str, language: Language, **values: object) -> str:
    """The text of a key, with its values filled in."""
    return say_in(WORDS, key, language, **values)

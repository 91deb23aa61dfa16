"""What a model card says, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

WORDS: Words = {
    "title": ("Model card: {target}", "モデルカード：{target}"),
    "about": ("What it is", "概要"),
    "predicts": ("Predicts", "予測するもの"),
    "regression": ("{target}, a number", "{target}（数値）"),
    "classes": ("{target}, one of {classes}", "{target}（{classes} のいずれか）"),
    "model": ("Model", "モデル"),
    "combined": ("{model}, {n} fitted parts together", "{model}（学習済みの部品 {n} 個の組み合わせ）"),
    "run": ("Run", "実行"),
    "task": ("Task", "タスク"),
    "rows": ("Rows it learned from", "学習に使った行数"),
    "sha256": ("sha256 of the model's file", "モデルのファイルの sha256"),
    "fact": ("Fact", "項目"),
    "value": ("Value", "内容"),
    "unknown": ("not known", "不明"),
    "good": ("How good it is", "性能"),
    "score": (
        "{metric} on rows it had not seen: {mean} on average over the folds (spread {spread}).",
        "{metric}（学習に使っていない行での平均）：{mean}（分割ごとのばらつき {spread}）。",
    ),
    "baseline": (
        "Guessing without looking at the other columns: {baseline}.",
        "ほかの列を見ない当て推量では {baseline} です。",
    ),
    "no_score": (
        "Its scores are not in the file.",
        "スコアはこのファイルにありません。",
    ),
    "answers": ("How it answers", "答え方"),
    "calibrated": (
        "Its probabilities are corrected, so that they can be taken at their word ({method}).",
        "確率は、実際の割合に合うように補正されています（{method}）。",
    ),
    "sigmoid": ("sigmoid", "シグモイド"),
    "isotonic": ("isotonic", "単調回帰"),
    "temperature": ("temperature", "温度"),
    "threshold": (
        "It says {positive} from a probability of {threshold} on.",
        "{positive} である確率が {threshold} 以上のとき、{positive} と答えます。",
    ),
    "likeliest": ("It says the likeliest class.", "最も可能性の高いクラスを答えます。"),
    "reach": (
        "The truth of {level} of new rows lies within {reach} of the prediction (columns low and high).",
        "新しい行の {level} は、実際の値が予測から {reach} 以内に収まります（low と high の列）。",
    ),
    "number": ("It gives a number, without a range.", "数値を答えます。範囲は付きません。"),
    "takes": ("What it takes", "必要な列"),
    "column": ("Column", "列"),
    "kind": ("Kind", "種類"),
    "learned": ("Learned from", "学習した値"),
    "gaps": ("Empty", "欠損"),
    "numeric": ("number", "数値"),
    "categorical": ("category", "カテゴリ"),
    "boolean": ("yes or no", "真偽"),
    "datetime": ("date", "日付"),
    "text": ("text", "文章"),
    "identifier": ("identifier", "識別子"),
    "constant": ("one and the same", "一定"),
    "range": ("{low} to {high}", "{low}〜{high}"),
    "more_levels": ("{levels} and {n} more", "{levels} ほか {n} 種類"),
    "graph": ("The ONNX graph", "ONNX グラフ"),
    "graph_is": (
        "Every column is an input of its own, as it stands in the file, one value a row. An empty number is NaN, an "
        'empty text "". Rows are not checked: what is no number, or was never seen, is for the program to notice.',
        '列ごとに入力があり、ファイルにある値をそのまま 1 行 1 値で渡します。空の数値は NaN、空の文字列は "" です。'
        "行の検査はしません。数値でない値や学習時になかった値は、呼び出す側で確かめてください。",
    ),
    "graph_apart": (
        "Its answers were held against the model's own before it was written: at most {apart} apart, of probabilities "
        "or in shares of the spread of numbers.",
        "書き出す前にモデル自身の答えと比べました。差は最大 {apart} です（確率の差、または数値のばらつきに対する"
        "割合）。",
    ),
    "name": ("Name", "名前"),
    "values": ("Values", "値"),
    "input": ("input", "入力"),
    "output": ("output", "出力"),
    "of_numbers": ("double (rows, 1)", "double（行数, 1）"),
    "of_texts": ("string (rows, 1)", "string（行数, 1）"),
    "of_labels": ("string (rows)", "string（行数）"),
    "of_answers": ("double (rows)", "double（行数）"),
    "of_chances": ("double (rows, classes): {classes}", "double（行数, クラス数）：{classes}"),
    "limits": ("What to keep in mind", "ご注意"),
    "unlike": (
        "It knows rows like those it learned from. Others are named with a warning, and a file it would predict wrong "
        "is refused.",
        "学習した行と似た行を対象としています。異なる行には警告を出し、誤った予測になるファイルは受け付けません。",
    ),
    "no_cause": (
        "It says what goes together in the data, not what causes what.",
        "データの中の関係を示すもので、因果関係を示すものではありません。",
    ),
    "names_levels": (
        "The file and this card name levels of categories and ranges of numbers in the rows it learned from: keep them "
        "as close as the data.",
        "モデルのファイルとこのカードには、学習データのカテゴリの値や数値の範囲が含まれます。データと同じように扱って"
        "ください。",
    ),
    "use": ("How to use it", "使い方"),
    "use_is": (
        "In Python {python}, with nothing else of this project installed:",
        "Python {python} で実行します。このプロジェクトのほかのものは不要です。",
    ),
    "versions": ("Made with", "作成時のバージョン"),
    "package": ("Package", "パッケージ"),
    "version": ("Version", "バージョン"),
}

"""What to do next, in both languages."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_shared.words import Words, say_in

WORDS: Words = {
    "without_suspects": (
        "Run it again without {columns}, which may give the answer away: only then the score can be believed.",
        "答えを含んでいる疑いのある {columns} を除いて、もう一度実行します。スコアを信頼できるのはその後です。",
    ),
    "thorough": (
        "Try more kinds of models; if that finds nothing either, other columns are needed.",
        "モデルの種類を増やして試します。それでも見つからなければ、別の列が必要です。",
    ),
    "set_costs": (
        "Say what errors cost, with your own numbers: a false `{positive}`, and a missed one. The threshold is then "
        "chosen by it.",
        "誤りの費用を実際の金額で指定します（誤って `{positive}` と答えた場合と、見逃した場合）。"
        "境目はその費用で選ばれます。",
    ),
    "repeat": (
        "Deal the rows into folds {n} times over: the choice gets surer.",
        "分割を {n} 回繰り返します。選択がより確かになります。",
    ),
    "predict": (
        "Predict new rows.",
        "新しい行を予測します。",
    ),
    "more_rows": (
        "Collect more rows: from {few} to {rows} rows the score went from {before} to {now} ({gain}), and it still "
        "gets better.",
        "行を増やします。学習に使う行を {few} から {rows} に増やすと、スコアは {before} から {now} になり（{gain}）、"
        "まだ良くなる余地があります。",
    ),
    "compare": (
        "Look at this run beside the earlier one, {run_id}.",
        "以前の実行 {run_id} と並べて見比べます。",
    ),
}


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)

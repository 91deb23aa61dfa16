"""Where it is weak, and what differs between groups, in both languages."""

from __future__ import annotations

from automl_comparison.expected_errors import Range
from automl_comparison.meta import Facts
from automl_comparison.segments import Condition, Segment
from automl_comparison.words.numbers import number, value_of_column
from automl_shared.words import Words, percent, say_in

WORDS: Words = {
    "none": (
        "None of {n} parts of the rows that were looked at (levels of categories, ranges of numbers, pairs of the "
        "strongest columns) is predicted worse than the rest by more than luck.",
        "調べた {n} 個の部分（カテゴリの値、数値の範囲、影響の大きい列の組み合わせ）に、偶然を超えてほかより予測の悪い"
        "ものはありません。",
    ),
    "some": (
        "These parts of the rows are predicted worse than the rest, by more than luck would show among the {n} that "
        "were looked at (Holm's correction at 5 %). The worst first.",
        "次の部分は、ほかの行より予測が悪くなっています。調べた {n} 個の部分の数を考慮しても（Holm の補正、5 %）、偶然"
        "では説明できません。悪い順です。",
    ),
    "where": ("Where", "部分"),
    "rows": ("Rows", "行数"),
    "wrong": ("Wrong", "誤りの割合"),
    "distance": ("Average distance from the truth", "実際との差の平均"),
    "elsewhere": ("Elsewhere", "ほかの行"),
    "between": ("{value} ({low} – {high})", "{value}（{low}〜{high}）"),
    "level": ("`{column}` is `{level}`", "`{column}` が `{level}`"),
    "range": ("`{column}` from {low} to {high}", "`{column}` が {low}〜{high}"),
    "gap": ("`{column}` is empty", "`{column}` が空"),
    "and": (" and ", "、かつ "),
    "sensitive": (
        "By `{column}`, which the config calls sensitive. These are counts; what is fair is not judged here.",
        "設定で注意が必要とされた `{column}` の値ごとの集計です。公平かどうかの判断はしていません。",
    ),
    "not_there": (
        "`{column}` is called sensitive in the config, but the model does not have that column, so nothing can be "
        "counted by it.",
        "設定で注意が必要とされた `{column}` はモデルの使う列にないため、集計できません。",
    ),
    "group": ("Group", "グループ"),
    "says": ("Says `{positive}`", "`{positive}` と答える割合"),
    "mean_answer": ("Average prediction", "予測の平均"),
}


def where(facts: Facts, segment: Segment) -> str:
    """The conditions of a segment in words."""
    return say(facts, "and").join(_condition(facts, one) for one in segment.conditions)


def _condition(facts: Facts, one: Condition) -> str:
    if one.level is not None:
        return say(facts, "level", column=one.column, level=one.level)
    if one.low is None or one.high is None:
        return say(facts, "gap", column=one.column)
    return say(facts, "range", column=one.column, low=value_of_column(one.low), high=value_of_column(one.high))


def amount(facts: Facts, value: float) -> str:
    """An error: a share of rows, or a distance in the unit of the target."""
    return percent(value) if facts.data.classes else number(value)


def between(facts: Facts, of: Range) -> str:
    return say(facts, "between", value=amount(facts, of.value), low=amount(facts, of.low), high=amount(facts, of.high))


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)

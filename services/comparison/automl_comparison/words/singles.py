"""Single rows and their reasons, in both languages."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_comparison.singles import SingleRow
from automl_comparison.words.errors import shown
from automl_comparison.words.numbers import number, value_of_column
from automl_shared.phase_io import RowReason
from automl_shared.words import Words, say_in

WORDS: Words = {
    "typical": ("{n} rows that are answered as most are:", "ほとんどの行と同じように予測された {n} 行です。"),
    "surprising": (
        "{n} rows that it is most wrong about. What do they have in common, and is what stands in them right?",
        "予測が最も外れた {n} 行です。共通点はないか、値が正しいかを確かめてください。",
    ),
    "reasons_are": (
        "Behind a column stands what it adds to {of}, against its usual value: the middle of its numbers, or its most "
        "frequent value. Each row is answered by a model that had not seen it; rows are counted from 1.",
        "列の後の数値は、その列が通常の値（数値なら中央値、カテゴリなら最頻値）だった場合と比べた{of}の増減です。"
        "どの行も、その行を学習に使っていないモデルで予測しています。行番号は 1 から数えます。",
    ),
    "of_probability": ("the probability of `{name}`", " `{name}` の確率"),
    "of_answer": ("the probability of the answer", "答えたクラスの確率"),
    "of_number": ("the answer", "予測"),
    "points": ("{n:.0f} points", "{n:.0f} ポイント"),
    "part_of_point": ("{n:.1f} points", "{n:.1f} ポイント"),
    "of_member": (
        "The reasons are those of “{member}”, which counts most.",
        "理由は、最も影響の大きい「{member}」のものです。",
    ),
    "row": ("Row", "行"),
    "nth": ("Row {n}", "{n} 行目"),
    "actual": ("Really", "実際"),
    "answer": ("Answer", "予測"),
    "why": ("What moves it most", "影響の大きい列"),
    "second": ("`{answer}` (`{name}`: {probability})", "`{answer}`（`{name}`：{probability}）"),
    "likeliest": ("`{answer}` ({probability})", "`{answer}`（{probability}）"),
    "reason": ("`{column}` {value} ({by})", "`{column}` {value}（{by}）"),
    "gap": ("empty", "空"),
    "rare": ("rare value", "まれな値"),
    "plainly": ("nothing in particular", "特になし"),
    "between": ("; ", "、"),
}


def answer(facts: Facts, one: SingleRow) -> str:
    """What the model says, and how sure it is."""
    if one.probability is None or isinstance(one.answer, float):
        return number(float(one.answer))
    key = "second" if len(facts.data.classes) == 2 else "likeliest"
    return say(facts, key, answer=one.answer, name=one.explained, probability=shown(one.probability))


def actual(one: SingleRow) -> str:
    return number(one.actual) if isinstance(one.actual, float) else f"`{one.actual}`"


def why(facts: Facts, one: SingleRow) -> str:
    """Its reasons, one after the other."""
    said = say(facts, "between").join(_reason(facts, reason) for reason in one.reasons)
    return said or say(facts, "plainly")


def _reason(facts: Facts, reason: RowReason) -> str:
    by = f"{'+' if reason.by > 0 else '−'}{_change(facts, abs(reason.by))}"
    return say(facts, "reason", column=reason.column, value=_value(facts, reason.value), by=by)


def _change(facts: Facts, by: float) -> str:
    """In percentage points, or in the unit of the target."""
    if not facts.data.classes:
        return number(by)
    return say(facts, "points" if by >= 0.1 else "part_of_point", n=100 * by)


def _value(facts: Facts, value: float | str | None) -> str:
    if value is None:
        return say(facts, "gap")
    if isinstance(value, float):
        return value_of_column(value)
    return f"`{value}`" if value else say(facts, "rare")


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)

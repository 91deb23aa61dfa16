"""Which way columns push the answer, in both languages."""

from __future__ import annotations

from itertools import pairwise

from automl_comparison.meta import Facts
from automl_comparison.words.numbers import number, value_of_column
from automl_shared.phase_io import EffectInfo
from automl_shared.words import Words, say_in

WORDS: Words = {
    "caption": (
        "What `{column}` does to the answer, the other columns as they are: above 0 it pushes up.",
        "ほかの列をそのままにしたとき、`{column}` が予測をどう動かすかです。0 より上なら押し上げます。",
    ),
    "axis": ("change of {what}", "{what}の変化"),
    "probability": ("the probability of {positive}", "{positive} の確率"),
    "target": ("{target}", "{target} "),
    "rises": (
        "From {low} to {high}, `{column}` pushes {pushed} up by {by}.",
        "`{column}` が {low} から {high} になると、{pushed}は {by} 上がります。",
    ),
    "falls": (
        "From {low} to {high}, `{column}` pushes {pushed} down by {by}.",
        "`{column}` が {low} から {high} になると、{pushed}は {by} 下がります。",
    ),
    "turns": (
        "`{column}` pushes {pushed} up most at {high}, and down most at {low}: {by} apart.",
        "`{column}` は {high} のとき{pushed}を最も押し上げ、{low} のとき最も押し下げます（差は {by}）。",
    ),
    "prediction": ("the prediction", "予測"),
    "class": ("the probability of `{name}`", " `{name}` の確率"),
    "each_class": ("the probability of each class", "各クラスの確率"),
    "of_member": (
        "The directions are those of “{member}”, which counts most.",
        "向きは、最も影響の大きい「{member}」のものです。",
    ),
    "points": ("{n:.1f} percentage points", "{n:.1f} ポイント"),
}


def sentence(facts: Facts, one: EffectInfo) -> str:
    """Up, down, or up here and down there."""
    names = one.levels or [value_of_column(value) for value in one.at]
    change = one.change
    pushed = say(facts, "class", name=one.of_class) if one.of_class else say(facts, "prediction")
    steps = [after - before for before, after in pairwise(change)]
    by = amount(facts, max(change) - min(change))
    if one.levels or not (all(step >= 0 for step in steps) or all(step <= 0 for step in steps)):
        low, high = names[change.index(min(change))], names[change.index(max(change))]
        return say(
            facts, "turns", column=one.column, low=_named(one, low), high=_named(one, high), by=by, pushed=pushed
        )
    key = "rises" if change[-1] >= change[0] else "falls"
    return say(facts, key, column=one.column, low=names[0], high=names[-1], by=by, pushed=pushed)


def amount(facts: Facts, change: float) -> str:
    """In percentage points, or in the unit of the target."""
    return say(facts, "points", n=100 * change) if facts.data.classes else number(change)


def _named(one: EffectInfo, name: str) -> str:
    return f"`{name}`" if one.levels else name


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)

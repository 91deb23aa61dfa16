"""Which way the strongest columns push the answer."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.charts import Bar, Bars, Curve, Curves
from automl_comparison.meta import Facts
from automl_comparison.singles import explained_by
from automl_comparison.words.effects import amount, say, what
from automl_shared.phase_io import EffectInfo

SHOWN = 4


def effects_of(facts: Facts) -> tuple[tuple[EffectInfo, ...], ...]:
    """By column, the recommended one's; of a mixture, those of the member that counts most. Of several classes that
    which a column moves most comes first."""
    single = explained_by(facts)
    by_column: dict[str, list[EffectInfo]] = {}
    for one in single.effects if single else ():
        by_column.setdefault(one.column, []).append(one)
    return tuple(map(tuple, by_column.values()))[:SHOWN]


def effect(facts: Facts, of_column: Sequence[EffectInfo]) -> Bars | Curves:
    """A line for a number, of several classes one each; bars for a category, of the class that it moves most."""
    one, *others = of_column
    each = bool(others and one.at)
    caption = say(facts, "caption", column=one.column, pushed=say(facts, "classes") if each else what(facts, one))
    axis = say(facts, "axis", what=say(facts, "each_class") if each else _what(facts, one))
    if one.levels:
        bars = tuple(
            Bar(label=level, value=change, text=amount(facts, change))
            for level, change in sorted(zip(one.levels, one.change, strict=True), key=lambda pair: -pair[1])
        )
        return Bars(caption=caption, axis=axis, bars=bars)
    return Curves(
        caption=caption,
        x_axis=one.column,
        y_axis=axis,
        language=facts.language,
        curves=tuple(
            Curve(points=tuple(zip(each.at, each.change, strict=True)), name=each.of_class)
            for each in _in_order(facts, of_column)
        ),
        y_in_percent=bool(facts.data.classes),
    )


def _in_order(facts: Facts, of_column: Sequence[EffectInfo]) -> list[EffectInfo]:
    """By class, so that a class has one colour in all pictures."""
    place = {name: at for at, name in enumerate(facts.data.classes)}
    return sorted(of_column, key=lambda each: place.get(each.of_class, 0))


def _what(facts: Facts, one: EffectInfo) -> str:
    """What is pushed."""
    classes = facts.data.classes
    if classes:
        return say(facts, "probability", positive=one.of_class or classes[1])
    return say(facts, "target", target=facts.data.target)

"""Which way the strongest columns push the answer."""

from __future__ import annotations

from automl_comparison.charts import Bar, Bars, Curve, Curves
from automl_comparison.meta import Facts
from automl_comparison.words.effects import amount, say
from automl_shared.phase_io import EffectInfo

SHOWN = 4


def effects_of(facts: Facts) -> tuple[EffectInfo, ...]:
    """The recommended one's; of a mixture, those of the member that counts most."""
    chosen = facts.choice.recommended
    ensemble = facts.ensembles.of(chosen) if chosen else None
    single = ensemble.members[0] if ensemble else chosen
    return single.effects[:SHOWN] if single else ()


def effect(facts: Facts, one: EffectInfo) -> Bars | Curves:
    """A line for a number, bars for a category."""
    caption, axis = say(facts, "caption", column=one.column), say(facts, "axis", what=what(facts))
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
        curves=(Curve(points=tuple(zip(one.at, one.change, strict=True))),),
        y_in_percent=bool(facts.data.classes),
    )


def what(facts: Facts) -> str:
    """What is pushed."""
    classes = facts.data.classes
    return say(facts, "probability", positive=classes[1]) if classes else facts.data.target

"""Which way columns push the answer."""

from __future__ import annotations

from itertools import pairwise

from automl_comparison.meta import Facts
from automl_comparison.words.numbers import points, value_of_column
from automl_shared.magnitudes import rounded_number
from automl_shared.phase_io import EffectInfo
from automl_shared.words import N_, Words, speaker

WORDS: Words = {
    "caption": N_("What `{column}` does to {pushed}, the other columns as they are: above 0 it raises it."),
    "axis": N_("change of {what}"),
    "probability": N_("the probability of {positive}"),
    "target": N_("{target}"),
    "rises": N_("As `{column}` goes from {low} to {high}, {pushed} rises by {by}."),
    "falls": N_("As `{column}` goes from {low} to {high}, {pushed} falls by {by}."),
    "turns": N_("`{column}` raises {pushed} most at {high}, and lowers it most at {low}: {by} apart."),
    "prediction": N_("the prediction"),
    "class": N_("the probability of `{name}`"),
    "classes": N_("each probability"),
    "each_class": N_("the probability of each class"),
    "of_member": N_("The directions are those of “{member}”, which counts most."),
}


def sentence(facts: Facts, one: EffectInfo) -> str:
    """Up, down, or up here and down there."""
    names = one.levels or [value_of_column(value) for value in one.at]
    change = one.change
    pushed = what(facts, one)
    steps = [after - before for before, after in pairwise(change)]
    by = amount(facts, max(change) - min(change))
    if one.levels or not (all(step >= 0 for step in steps) or all(step <= 0 for step in steps)):
        low, high = names[change.index(min(change))], names[change.index(max(change))]
        return say(
            facts, "turns", column=one.column, low=_named(one, low), high=_named(one, high), by=by, pushed=pushed
        )
    key = "rises" if change[-1] >= change[0] else "falls"
    return say(facts, key, column=one.column, low=names[0], high=names[-1], by=by, pushed=pushed)


def what(facts: Facts, one: EffectInfo) -> str:
    """What is pushed, in a sentence."""
    classes = facts.data.classes
    return say(facts, "class", name=one.of_class or classes[1]) if classes else say(facts, "prediction")


def amount(facts: Facts, change: float) -> str:
    """In percentage points, or in the unit of the target."""
    return points(change, facts.language) if facts.data.classes else rounded_number(change, facts.language)


def _named(one: EffectInfo, name: str) -> str:
    return f"`{name}`" if one.levels else name


say = speaker(WORDS)

"""Where it is weak, and what differs between groups."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_comparison.ranges import Range
from automl_comparison.segments import Condition, Segment
from automl_comparison.words.numbers import value_of_column
from automl_shared.magnitudes import rounded_number
from automl_shared.words import N_, NC_, NN_, Words, percent, speaker

WORDS: Words = {
    "too_few": N_(
        "No part of the rows (level of a category, range of numbers) was looked at by itself: that takes a part of "
        "{least} rows or more, and as many others."
    ),
    "none": NN_(
        "The one part of the rows that was looked at (a level of a category, or a range of numbers) is not predicted "
        "worse than the rest by more than luck.",
        "None of {n:,} parts of the rows that were looked at (levels of categories, ranges of numbers, pairs of the "
        "strongest columns) is predicted worse than the rest by more than luck.",
    ),
    "some": NN_(
        "This part of the rows is predicted worse than the rest, by more than luck would show.",
        "These parts of the rows are predicted worse than the rest, by more than luck would show where {n:,} parts are "
        "looked at. The worst first.",
    ),
    "where": N_("Where"),
    "rows": N_("Rows"),
    "wrong": N_("Wrong"),
    "distance": N_("Average distance from the truth"),
    "elsewhere": N_("Elsewhere"),
    "between": N_("{value}\n{low} – {high}"),
    "level": N_("`{column}` is `{level}`"),
    "range": N_("`{column}` from {low} to {high}"),
    "gap": N_("`{column}` is empty"),
    "and": NC_("conditions", " and "),
    "sensitive": N_(
        "By `{column}`, which the config calls sensitive. These are counts; what is fair is not judged here."
    ),
    "not_there": N_(
        "`{column}` is called sensitive in the config, but the model does not have that column, so nothing can be "
        "counted by it."
    ),
    "group": N_("Group"),
    "says": N_("Says `{positive}`"),
    "mean_answer": N_("Average prediction"),
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
    return percent(value) if facts.data.classes else rounded_number(value, facts.language)


def between(facts: Facts, of: Range) -> str:
    return say(facts, "between", value=amount(facts, of.value), low=amount(facts, of.low), high=amount(facts, of.high))


say = speaker(WORDS)

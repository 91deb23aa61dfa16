"""Single rows and their reasons."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_comparison.singles import SingleRow
from automl_comparison.words.errors import shown
from automl_comparison.words.numbers import value_of_column
from automl_shared.magnitudes import rounded_number
from automl_shared.phase_io import RowReason
from automl_shared.words import N_, NC_, NN_, Words, number, speaker

WORDS: Words = {
    "typical": N_("Typical rows:"),
    "surprising": NN_(
        "{n} row that it is most wrong about. Are its values right?",
        "{n} rows that it is most wrong about. What do they have in common, and are their values right?",
    ),
    "unsure": NN_(
        "{n} row that it answers right, but is least sure about:",
        "{n} rows that it answers right, but is least sure about:",
    ),
    "reasons_are": N_(
        "Behind each column stands what it adds to {of}, compared with its usual value: the middle of its numbers, "
        "or its most frequent value. Each row is answered by a model that had not seen it; rows are counted from "
        "1."
    ),
    "of_probability": N_("the probability of `{name}`"),
    "of_answer": N_("the probability of the answer"),
    "of_number": N_("the answer"),
    "points": N_("{n:.0f} points"),
    "part_of_point": N_("{n:.1f} points"),
    "of_member": N_("The reasons are those of “{member}”, which counts most."),
    "row": N_("Row"),
    "nth": N_("Row {n}"),
    "actual": N_("Actual"),
    "answer": NC_("answer", "Answer"),
    "why": N_("What moves it most"),
    "second": N_("`{answer}` (`{name}`: {probability})"),
    "likeliest": N_("`{answer}` ({probability})"),
    "reason": N_("`{column}` {value} ({by})"),
    "gap": NC_("gap", "empty"),
    "rare": N_("rare value"),
    "plainly": N_("nothing in particular"),
    "between": N_("; "),
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
        return rounded_number(by, facts.language)
    return say(facts, "points" if by >= 0.1 else "part_of_point", n=100 * by)


def _value(facts: Facts, value: float | str | None) -> str:
    if value is None:
        return say(facts, "gap")
    if isinstance(value, float):
        return value_of_column(value)
    return f"`{value}`" if value else say(facts, "rare")


say = speaker(WORDS)

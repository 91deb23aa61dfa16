"""What stands beside the verdict: whether the data stand in the way, what to do first, and how sure it all is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from automl_comparison.meta import Facts
from automl_comparison.words.caveats import weightiest
from automl_comparison.words.numbers import joined
from automl_comparison.words.verdict import final_check, how_sure
from automl_shared.phase_io import NextStep
from automl_shared.words import N_, NN_, Words, speaker

WORDS: Words = {
    "data": N_("The data:"),
    "next_steps": N_("What to do now:"),
    "ranking": N_("How sure:"),
    "final_check": N_("The final check:"),
    "red": NN_("One serious problem: {first}", "{n} serious problems. The first: {first}"),
    "yellow": NN_(
        "Nothing serious. One thing is worth a look: {first}",
        "Nothing serious. {n} things are worth a look. The first: {first}",
    ),
    "green": N_("Nothing was found that stands in the way."),
}


def glance(facts: Facts, steps: Sequence[NextStep]) -> Iterator[tuple[str, str, str]]:
    """The section of the report that says more, its name here, and what is said."""
    said = {
        "data": _data(facts),
        "next_steps": f"{steps[0].text} `{steps[0].command}`" if steps else "",
        "ranking": joined(how_sure(facts), facts.language),
        "final_check": final_check(facts),
    }
    return ((section, _say(facts, section), text) for section, text in said.items() if text)


def _data(facts: Facts) -> str:
    told = weightiest(facts)
    if not told:
        return _say(facts, "green")
    level = told[0].level
    return _say(facts, level, n=sum(one.level == level for one in told), first=told[0].message)


_say = speaker(WORDS)

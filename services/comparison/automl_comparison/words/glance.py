"""What stands beside the verdict: whether the data stand in the way, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.meta import Facts
from automl_comparison.words.report import WORDS as HEADINGS
from automl_shared.phase_io import NextStep
from automl_shared.words import N_, NN_, Words, say_in, speaker

WORDS: Words = {
    "red": NN_(
        "The data have a serious problem (see “{below}”): {first}",
        "The data have {n} serious problems (see “{below}”). The first: {first}",
    ),
    "yellow": NN_(
        "Nothing serious was found in the data. One thing is worth a look (see “{below}”): {first}",
        "Nothing serious was found in the data. {n} things are worth a look (see “{below}”). The first: {first}",
    ),
    "green": N_("Nothing was found in the data that stands in the way."),
    "now": N_("What to do now: {text} `{command}`"),
}


def glance(facts: Facts, steps: Sequence[NextStep]) -> list[str]:
    """A line each; none about what to do where there is nothing."""
    now = [_say(facts, "now", text=steps[0].text, command=steps[0].command)] if steps else []
    return [_data(facts), *now]


def _data(facts: Facts) -> str:
    below = say_in(HEADINGS, "data", facts.language)
    for level in ("red", "yellow"):
        if found := [finding.message for finding in facts.data.findings if finding.level == level]:
            return _say(facts, level, n=len(found), below=below, first=found[0])
    return _say(facts, "green")


_say = speaker(WORDS)

"""What stands beside the verdict: whether the data stand in the way, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.meta import Facts
from automl_comparison.words.report import WORDS as HEADINGS
from automl_shared.phase_io import NextStep
from automl_shared.words import N_, NN_, Words, say_in, speaker

WORDS: Words = {
    "red": NN_("The data: one serious finding (see “{below}”).", "The data: {n} serious findings (see “{below}”)."),
    "yellow": NN_(
        "The data: nothing serious; one thing is worth a look (see “{below}”).",
        "The data: nothing serious; {n} things are worth a look (see “{below}”).",
    ),
    "green": N_("The data: nothing was found that stands in the way."),
    "now": N_("What to do now: {text} `{command}`"),
}


def glance(facts: Facts, steps: Sequence[NextStep]) -> list[str]:
    """A line each; none about what to do where there is nothing."""
    now = [_say(facts, "now", text=steps[0].text, command=steps[0].command)] if steps else []
    return [_data(facts), *now]


def _data(facts: Facts) -> str:
    levels = [finding.level for finding in facts.data.findings]
    worst = next((level for level in ("red", "yellow") if level in levels), None)
    if worst is None:
        return _say(facts, "green")
    n = levels.count(worst)
    below = say_in(HEADINGS, "data", facts.language)
    return _say(facts, worst, n=n, below=below)


_say = speaker(WORDS)

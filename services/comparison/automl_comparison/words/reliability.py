"""Whether probabilities can be taken at their word."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_comparison.reliability import Bin, Reliability
from automl_shared.words import N_, Words, percent, speaker

WORDS: Words = {
    "binary": N_(
        "When it says that `{positive}` is {said} likely, it is so in {happened} of the cases ({low} to {high}); that "
        "is where the two are farthest apart."
    ),
    "several": N_(
        "When it is {said} sure of a class, it is right in {happened} of the cases ({low} to {high}); that is where "
        "the two are farthest apart."
    ),
    "fine": N_("No more than luck: the probabilities can be taken as they are."),
    "off": N_("That is more than luck: use the probabilities to rank rows, but do not take them at their word."),
    "corrected": N_(
        "The probabilities were {before} off on average. They are corrected ({method}) and are {after} off now, "
        "counted on rows that had no part in the correction."
    ),
    "correction_kept": N_("The correction is kept in the model's file: `automl predict` applies it."),
    "correction_not_kept": N_(
        "The correction could not be put into the model's file, so `automl predict` gives probabilities without it."
    ),
    "before_binary": N_(
        "Before, when it said that `{positive}` is {said} likely, it was so in {happened} of the cases."
    ),
    "before_several": N_("Before, when it was {said} sure of a class, it was right in {happened} of the cases."),
    "sigmoid": N_("a sigmoid"),
    "isotonic": N_("a rising line"),
    "temperature": N_("one temperature for all classes"),
    "said": N_("It says"),
    "happened": N_("It is so"),
    "between": N_("between"),
    "range": N_("{low} – {high}"),
    "rows": N_("Rows"),
    "table": N_("What it says and what happens"),
}


def sentence(facts: Facts, found: Reliability) -> str:
    """At its worst."""
    worst = found.worst
    return say(
        facts,
        "binary" if found.positive else "several",
        positive=found.positive,
        said=whole(worst.said),
        happened=whole(worst.happened.value),
        low=whole(worst.happened.low),
        high=whole(worst.happened.high),
    )


def corrections(facts: Facts) -> list[str]:
    """What was corrected, and how it was before; nothing where probabilities stay as they are."""
    better = facts.corrected
    if better is None:
        return []
    before, worst = better.before, better.before.worst
    method = say(facts, better.by.method)
    key = "before_binary" if before.positive else "before_several"
    return [
        say(facts, "corrected", before=percent(before.error), after=percent(better.after.error), method=method),
        say(facts, "correction_kept" if facts.model else "correction_not_kept"),
        say(facts, key, positive=before.positive, said=whole(worst.said), happened=whole(worst.happened.value)),
    ]


def cells(facts: Facts, one: Bin) -> tuple[str, ...]:
    """A line of the table."""
    happened = one.happened
    between = say(facts, "range", low=whole(happened.low), high=whole(happened.high))
    return whole(one.said), whole(happened.value), between, f"{one.n_rows:,}"


def whole(share: float) -> str:
    """A share in whole per cents, with digits more where it is nearly none or all."""
    if 0.0001 <= share < 0.01:
        return f"{100 * share:.1g} %"
    return f"{100 * share:.0f} %" if share <= 0.99 or share == 1 else percent(share)


say = speaker(WORDS)

"""Which errors to expect and per 1,000 rows."""

from __future__ import annotations

from automl_comparison.expected_errors import AtThreshold, ClassErrors
from automl_comparison.meta import Facts
from automl_shared.words import N_, Words, speaker

ROWS = 1000

WORDS: Words = {
    "least": N_("The hardest to recognise is `{name}`: {share} % of its rows are answered right."),
    "confusions_are": N_("What is taken for what most often:"),
    "no_confusions": N_("It took none for another."),
    "range_of_one": N_(
        "The true value of a new row lies between its prediction less {most} and its prediction plus {most}, nine "
        "times of ten."
    ),
    "in_the_file": N_("`automl predict` writes these two ends beside each prediction, as `low` and `high`."),
    "counted_on": N_("Counted on {rows} rows, each predicted by a model that had not seen it."),
    "thresholds_are": N_(
        "The model gives a probability of `{positive}`, and says `{positive}` from {at} on. A lower threshold misses "
        "fewer rows, a higher one raises fewer false alarms. In {rows} rows:"
    ),
    "threshold": N_("`{positive}` from"),
    "found": N_("found"),
    "missed": N_("missed"),
    "false_alarms": N_("false alarms"),
    "right": N_("alarms that are right"),
    "cheapest": N_("{at} (costs least)"),
    "default": N_("{at} (as it answers)"),
    "likelier": N_("{at} (without costs)"),
    "surest": N_("{at} (the tenth of the rows it is surest of)"),
    "find_most": N_("{at} (meant to find nine of ten)"),
    "few_false": N_("{at} (meant for nine of ten right alarms)"),
    "actual": N_("Really"),
    "predicted": N_("Taken for"),
    "of_rows": N_("of {rows} rows"),
}


def of_thousand(share: float) -> str:
    """Rows of 1,000: whole ones, and with a digit more where few are no whole ones."""
    rows = _rounded(share)
    return f"{rows:,.0f}" if rows >= 10 else f"{rows:.1f}".removesuffix(".0")


def ends(low: float, high: float) -> tuple[str, str]:
    """Both ends of a range in rows of 1,000, the lower one no finer than the upper one."""
    upper = of_thousand(high)
    return (of_thousand(low) if _rounded(high) < 10 else f"{ROWS * low:,.0f}"), upper


def _rounded(share: float) -> float:
    rows = ROWS * share
    return round(rows) if rows >= 10 else round(rows, 1)


def together(*shares: float) -> str:
    """Rows of 1,000, as many as the numbers that are shown for the shares add up to."""
    return of_thousand(sum(map(_rounded, shares)) / ROWS)


def rest(*shares: float) -> str:
    """Rows of 1,000 that are left, as the numbers that are shown for the shares leave them."""
    return of_thousand(1 - sum(map(_rounded, shares)) / ROWS)


say = speaker(WORDS)


def shown(threshold: float) -> str:
    """A probability in whole per cents, finer below one."""
    return f"{100 * threshold:.0f} %" if threshold >= 0.01 else f"{100 * threshold:.2g} %"


def threshold(facts: Facts, at: AtThreshold) -> str:
    """A threshold and what it is good for."""
    aim = "likelier" if at.aim == "default" and facts.expected_costs else at.aim
    return say(facts, aim, at=shown(at.threshold))


def least(facts: Facts, errors: ClassErrors) -> str:
    """The class that is recognised least; nothing where all rows of all classes are."""
    name, found = errors.found[0]
    return say(facts, "least", name=name, share=f"{100 * found:.0f}") if found < 1 else ""

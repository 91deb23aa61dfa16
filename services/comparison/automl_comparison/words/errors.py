"""Which errors to expect and per 1,000 rows."""

from __future__ import annotations

from automl_comparison.expected_errors import AtThreshold, BinaryErrors, ClassErrors, NumberErrors, Range
from automl_comparison.meta import Facts
from automl_comparison.words.numbers import number
from automl_shared.words import N_, Words, speaker

ROWS = 1000

WORDS: Words = {
    "binary": N_(
        "Of {rows} new rows, about {all} are `{positive}`. The model finds {found} of them ({found_low} to "
        "{found_high}) and misses {missed}. It also says `{positive}` for {false} rows that are not ({false_low} to "
        "{false_high})."
    ),
    "several": N_("Of {rows} new rows, the model is right for {right} ({low} to {high})."),
    "least": N_("It recognises `{name}` least: {share} % of its rows."),
    "no_confusions": N_("It took none for another."),
    "numbers": N_(
        "Half of the predictions are closer than {half} to the truth, nine of ten closer than {most}. With the middle "
        "value of `{target}` for every row it would be {guessed_half} and {guessed_most}."
    ),
    "range_of_one": N_(
        "So the true value of a new row lies within {most} of its prediction nine times of ten (for the rows at hand "
        "this limit is known to lie between {low} and {high})."
    ),
    "in_the_file": N_("`automl predict` writes this range beside each prediction, as `low` and `high`."),
    "within": N_("Of the {rows} rows kept back for the final check, {share} lie within it."),
    "counted_on": N_("Counted on {rows} rows, each predicted by a model that had not seen it."),
    "thresholds_are": N_(
        "The model gives a probability of `{positive}`, and says `{positive}` from {at} on. Whoever uses it may say so "
        "earlier, to miss less, or later, to raise fewer false alarms:"
    ),
    "threshold": N_("`{positive}` from"),
    "found": N_("found"),
    "missed": N_("missed"),
    "false_alarms": N_("false alarms"),
    "right": N_("alarms that are right"),
    "cheapest": N_("{at} (costs least)"),
    "default": N_("{at} (as it answers)"),
    "likelier": N_("{at} (without costs)"),
    "find_most": N_("{at} (finds nine of ten)"),
    "few_false": N_("{at} (nine of ten alarms are right)"),
    "actual": N_("Really"),
    "predicted": N_("Taken for"),
    "of_rows": N_("of {rows} rows"),
}


def sentences(facts: Facts) -> list[str]:
    """In one or two sentences; nothing where it is not known."""
    match facts.expected_errors:
        case BinaryErrors() as errors:
            return _binary(facts, errors)
        case ClassErrors() as errors:
            return _several(facts, errors)
        case NumberErrors() as errors:
            return _numbers(facts, errors)
    return []


def of_thousand(share: float) -> str:
    """Rows of 1,000: whole ones, and with a digit more where few are no whole ones."""
    rows = _rounded(share)
    return f"{rows:,.0f}" if rows >= 10 else f"{rows:.1f}".removesuffix(".0")


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


def _binary(facts: Facts, errors: BinaryErrors) -> list[str]:
    if not errors.thresholds:
        return []
    first = errors.thresholds[0]
    said = say(
        facts,
        "binary",
        rows=f"{ROWS:,}",
        all=together(first.found.value, first.missed.value),
        positive=errors.positive,
        found=of_thousand(first.found.value),
        missed=of_thousand(first.missed.value),
        false=of_thousand(first.false_alarms.value),
        **_ends("found", first.found),
        **_ends("false", first.false_alarms),
    )
    return [said]


def _ends(name: str, of: Range) -> dict[str, str]:
    return {f"{name}_low": of_thousand(of.low), f"{name}_high": of_thousand(of.high)}


def _several(facts: Facts, errors: ClassErrors) -> list[str]:
    right = errors.right
    said = say(
        facts,
        "several",
        rows=f"{ROWS:,}",
        right=of_thousand(right.value),
        low=of_thousand(right.low),
        high=of_thousand(right.high),
    )
    name, found = errors.found[0]
    return [said, say(facts, "least", name=name, share=f"{100 * found:.0f}") if found < 1 else ""]


def _numbers(facts: Facts, errors: NumberErrors) -> list[str]:
    return [
        say(
            facts,
            "numbers",
            half=number(errors.half.value),
            most=number(errors.most.value),
            target=facts.data.target,
            guessed_half=number(errors.guessed_half),
            guessed_most=number(errors.guessed_most),
        )
    ]

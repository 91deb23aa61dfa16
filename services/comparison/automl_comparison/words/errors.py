"""Which errors to expect, counted in rows."""

from __future__ import annotations

from dataclasses import dataclass

from automl_comparison.expected_errors import AtThreshold, BinaryErrors, ClassErrors
from automl_comparison.meta import Facts
from automl_shared.words import N_, Words, speaker

ROWS = 1000
MORE_ROWS = (ROWS, 10_000, 100_000)
FEWEST = 10

WORDS: Words = {
    "least": N_("The hardest to recognise is `{name}`: {share} % of its rows are answered right."),
    "confusions_are": N_("What is taken for what most often:"),
    "no_confusions": N_("It took none for another."),
    "range_of_one": N_("The true value of a new row lies within {most} of its prediction, nine times out of ten."),
    "in_the_file": N_("`automl predict` writes both ends of this range beside each prediction, as `low` and `high`."),
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
    "find_most": N_("{at} (meant to find nine out of ten)"),
    "few_false": N_("{at} (meant for nine out of ten right alarms)"),
    "actual": N_("Actual"),
    "predicted": N_("Taken for"),
    "of_rows": N_("of {rows} rows"),
}


@dataclass(frozen=True)
class OfRows:
    """How shares are told: as whole rows of so many, and with a digit where they are less than one."""

    rows: int = ROWS

    @property
    def told(self) -> str:
        return f"{self.rows:,}"

    def count(self, share: float) -> str:
        rows = self._rounded(share)
        return f"{rows:,.0f}" if rows >= 1 else f"{rows:.1f}".removesuffix(".0")

    def ends(self, low: float, high: float) -> tuple[str, str]:
        """Both ends of a range, the lower one no finer than the upper one."""
        finer = self._rounded(high) < 1
        return (self.count(low) if finer else f"{self.rows * low:,.0f}"), self.count(high)

    def together(self, *shares: float) -> str:
        """As many as the numbers that are shown for the shares add up to."""
        return self.count(sum(map(self._rounded, shares)) / self.rows)

    def rest(self, *shares: float) -> str:
        """What is left, as the numbers that are shown for the shares leave it."""
        return self.count(1 - sum(map(self._rounded, shares)) / self.rows)

    def _rounded(self, share: float) -> float:
        rows = self.rows * share
        return round(rows) if rows >= 1 else round(rows, 1)


def of_rows(errors: BinaryErrors) -> OfRows:
    """Of 1,000 rows, and of more where fewer than `FEWEST` of them are what people look for."""
    enough = (rows for rows in MORE_ROWS if rows * errors.share >= FEWEST)
    return OfRows(next(enough, MORE_ROWS[-1]))


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

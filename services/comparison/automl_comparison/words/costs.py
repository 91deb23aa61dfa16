"""What errors cost and per 1,000 rows."""

from __future__ import annotations

from automl_comparison.costs import Alternative, Costs, ExpectedCosts
from automl_comparison.meta import Facts
from automl_comparison.ranges import Range
from automl_comparison.words.errors import ROWS, shown
from automl_shared.words import N_, NC_, Words, number, say_in

WORDS: Words = {
    "cost": N_(
        "A false alarm costs {false_positive}, a miss {false_negative}. It costs least to say `{positive}` from a "
        "probability of {threshold} on."
    ),
    "of_one": N_("{amount}"),
    "of_column": N_("its `{column}` ({average} on average)"),
    "times_column": N_("{factor} times its `{column}` ({average} on average)"),
    "same_for_all": N_("The threshold is the same for every row, whatever it has in {columns}."),
    "and": NC_("two costs", " and "),
    "saved": N_("What that saves for {rows} rows, against another way of deciding:"),
    "way": N_("Instead"),
    "saving": N_("saved"),
    "between": N_("between"),
    "range": N_("{low} – {high}"),
    "nobody": N_("never say `{positive}`"),
    "everybody": N_("always say `{positive}`"),
    "guessing": N_("at random, as often as it occurs"),
    "default": N_("when it is the likelier one (50 %)"),
    "counted": N_("Each row was judged with a threshold that was chosen on other rows."),
    "kept": N_("The threshold is kept in the model's file: `automl predict` applies it."),
    "not_kept": N_(
        "The threshold could not be put into the model's file, so `automl predict` answers with the likelier class."
    ),
    "curve": N_("What {rows} rows cost by the threshold from which on `{positive}` is said."),
    "axis": N_("threshold"),
    "cost_axis": N_("cost of {rows} rows{currency}"),
    "chosen": N_("chosen: {threshold}"),
    "two_classes_only": N_("The costs in the config (`evaluation.costs`) are not used: they are for two classes."),
}


def money(costs: Costs, value: float) -> str:
    """An amount in the currency of the costs."""
    return f"{number(value)} {costs.currency}".rstrip()


def per_rows(costs: Costs, value: float) -> str:
    """An amount per row, for as many rows as the report counts in; no finer than anybody can know it."""
    return money(costs, float(f"{ROWS * value:.3g}"))


def sentences(facts: Facts, found: ExpectedCosts, positive: str) -> list[str]:
    """What an error costs, and what is to be expected of all of them."""
    costs = found.costs
    said = say(
        facts,
        "cost",
        positive=positive,
        false_positive=_of_one(facts, costs.false_positive, costs.false_positive_column, found.false_positive),
        false_negative=_of_one(facts, costs.false_negative, costs.false_negative_column, found.false_negative),
        threshold=shown(found.threshold),
    )
    columns = say(facts, "and").join(f"`{name}`" for name in costs.columns)
    return [said, say(facts, "same_for_all", columns=columns)] if columns else [said]


def _of_one(facts: Facts, factor: float, column: str | None, average: float) -> str:
    """What one error costs; the same each time, or by the amount in a column."""
    assert facts.costs is not None, "costs are told where there are some"
    if column is None:
        return say(facts, "of_one", amount=money(facts.costs, factor))
    key = "of_column" if factor == 1 else "times_column"
    return say(facts, key, factor=number(factor), column=column, average=money(facts.costs, average))


def way(facts: Facts, name: Alternative, positive: str) -> str:
    return say(facts, name, positive=positive)


def interval(facts: Facts, costs: Costs, of: Range) -> str:
    return say(facts, "range", low=per_rows(costs, of.low), high=per_rows(costs, of.high))


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **{"rows": f"{ROWS:,}", **values})

"""The part of the report that says which errors to expect."""

from __future__ import annotations

from automl_comparison.expected_errors import AtThreshold, BinaryErrors, ClassErrors, NumberErrors
from automl_comparison.meta import Facts
from automl_comparison.report.blocks import Block, Line, Paragraph, Table
from automl_comparison.report.costs import costs
from automl_comparison.words.errors import ROWS, of_thousand, say, sentences, shown, threshold
from automl_comparison.words.numbers import joined, number
from automl_shared.words import percent


def errors(facts: Facts) -> list[Block]:
    """Nothing where nothing is recommended."""
    found = facts.expected_errors
    if found is None:
        return []
    counted = Paragraph(say(facts, "counted_on", rows=f"{found.n_rows:,}"), soft=True)
    return [Paragraph(joined(sentences(facts), facts.language)), *costs(facts), *_more(facts), counted]


def _more(facts: Facts) -> list[Block]:
    match facts.expected_errors:
        case BinaryErrors() as found:
            return _thresholds(facts, found)
        case ClassErrors() as found:
            return _confusions(facts, found)
        case NumberErrors() as found:
            most = found.most
            low, high = number(most.low), number(most.high)
            said = [say(facts, "range_of_one", most=number(most.value), low=low, high=high)]
            return [Paragraph(joined([*said, *_kept_range(facts)], facts.language))]
    return []


def _kept_range(facts: Facts) -> list[str]:
    """That the model's file has the range, and whether the rows kept back agree."""
    check = facts.final_check
    agree = "" if check.within is None else say(facts, "within", rows=f"{check.n_rows:,}", share=percent(check.within))
    return [say(facts, "in_the_file") if facts.model else "", agree]


def _thresholds(facts: Facts, found: BinaryErrors) -> list[Block]:
    names = ("found", "missed", "false_alarms", "right")
    table = Table(
        label=say(facts, "false_alarms"),
        header=(say(facts, "threshold", positive=found.positive), *(say(facts, name) for name in names)),
        lines=tuple(_at(facts, found, one) for one in found.thresholds),
        numbers=(1, 2, 3, 4),
    )
    at = shown(found.thresholds[0].threshold) if found.thresholds else ""
    said = [] if facts.expected_costs else [Paragraph(say(facts, "thresholds_are", positive=found.positive, at=at))]
    return [*said, table]


def _at(facts: Facts, found: BinaryErrors, one: AtThreshold) -> Line:
    counts = (of_thousand(part.value) for part in (one.found, one.missed, one.false_alarms))
    right = "–" if one.right is None else f"{100 * one.right:.0f} %"
    return Line(kind="recommended" if one is found.thresholds[0] else "", cells=(threshold(facts, one), *counts, right))


def _confusions(facts: Facts, found: ClassErrors) -> list[Block]:
    if not found.confusions:
        return [Paragraph(say(facts, "no_confusions"))]
    header = (say(facts, "actual"), say(facts, "predicted"), say(facts, "of_rows", rows=f"{ROWS:,}"))
    lines = tuple(Line(cells=(one.actual, one.predicted, of_thousand(one.share))) for one in found.confusions)
    return [Table(label=say(facts, "predicted"), header=header, lines=lines, numbers=(2,))]

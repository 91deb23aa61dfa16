"""The part of the report that says which errors to expect."""

from __future__ import annotations

from automl_comparison.expected_errors import AtThreshold, BinaryErrors, ClassErrors, NumberErrors
from automl_comparison.meta import Facts
from automl_comparison.report.blocks import Block, Line, Paragraph, Table
from automl_comparison.report.costs import costs
from automl_comparison.words.errors import OfRows, least, of_rows, say, shown, threshold
from automl_comparison.words.numbers import joined
from automl_shared.magnitudes import rounded_number


def errors(facts: Facts) -> list[Block]:
    """What the verdict leaves open; nothing where nothing is recommended."""
    found = facts.expected_errors
    if found is None:
        return []
    counted = Paragraph(say(facts, "counted_on", rows=f"{found.n_rows:,}"), soft=True)
    return [*costs(facts), *_more(facts), counted]


def _more(facts: Facts) -> list[Block]:
    match facts.expected_errors:
        case BinaryErrors() as found:
            return _thresholds(facts, found)
        case ClassErrors() as found:
            return _confusions(facts, found)
        case NumberErrors(most=most):
            kept = say(facts, "in_the_file") if facts.model else ""
            range_of_one = say(facts, "range_of_one", most=rounded_number(most.value, facts.language))
            return [Paragraph(joined([range_of_one, kept], facts.language))]
    return []


def _thresholds(facts: Facts, found: BinaryErrors) -> list[Block]:
    names, choices = ("found", "missed", "false_alarms", "right"), _to_choose_from(found)
    table = Table(
        label=say(facts, "false_alarms"),
        header=(say(facts, "threshold", positive=found.positive), *(say(facts, name) for name in names)),
        lines=tuple(_at(facts, found, one) for one in choices),
        numbers=(1, 2, 3, 4),
    )
    if facts.expected_costs or not choices:
        return [table]
    at = shown(choices[0].threshold)
    return [Paragraph(say(facts, "thresholds_are", positive=found.positive, at=at, rows=of_rows(found).told)), table]


def _to_choose_from(found: BinaryErrors) -> list[AtThreshold]:
    """The threshold to use and the others, but those that only give up what it reaches already."""
    first = found.thresholds[:1]
    return [*first, *(one for one in found.thresholds[1:] if _gives_more(one, first[0]))]


def _gives_more(one: AtThreshold, than: AtThreshold) -> bool:
    match one.aim:
        case "find_most" | "surest":
            return one.threshold < than.threshold
        case "few_false":
            return one.threshold > than.threshold
    return True


def _at(facts: Facts, found: BinaryErrors, one: AtThreshold) -> Line:
    counts = (of_rows(found).count(part.value) for part in (one.found, one.missed, one.false_alarms))
    right = "–" if one.right is None else f"{100 * one.right:.0f} %"
    return Line(kind="recommended" if one is found.thresholds[0] else "", cells=(threshold(facts, one), *counts, right))


def _confusions(facts: Facts, found: ClassErrors) -> list[Block]:
    if not found.confusions:
        return [Paragraph(say(facts, "no_confusions"))]
    said = joined([least(facts, found), say(facts, "confusions_are")], facts.language)
    of = OfRows()
    header = (say(facts, "actual"), say(facts, "predicted"), say(facts, "of_rows", rows=of.told))
    lines = tuple(Line(cells=(one.actual, one.predicted, of.count(one.share))) for one in found.confusions)
    return [Paragraph(said), Table(label=say(facts, "predicted"), header=header, lines=lines, numbers=(2,))]

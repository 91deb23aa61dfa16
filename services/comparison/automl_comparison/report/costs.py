"""The part of the report that says what errors cost."""

from __future__ import annotations

from automl_comparison.costs import ExpectedCosts
from automl_comparison.expected_errors import BinaryErrors
from automl_comparison.meta import Facts
from automl_comparison.pictures.costs import curve
from automl_comparison.report.blocks import Block, Line, Paragraph, Picture, Table
from automl_comparison.words.costs import interval, per_rows, say, sentences, way
from automl_comparison.words.numbers import joined


def costs(facts: Facts) -> list[Block]:
    """Nothing where nobody has said what errors cost."""
    found, errors = facts.expected_costs, facts.expected_errors
    if facts.costs and errors and not isinstance(errors, BinaryErrors):
        return [Paragraph(say(facts, "two_classes_only"))]
    if found is None or not isinstance(errors, BinaryErrors):
        return []
    positive = errors.positive
    kept = say(facts, "kept" if facts.model else "not_kept")
    return [
        Paragraph(joined([*sentences(facts, found, positive), kept], facts.language)),
        Paragraph(joined([say(facts, "counted"), say(facts, "saved")], facts.language)),
        _savings(facts, found, positive),
        *([Picture(chart)] if (chart := curve(facts)) else []),
    ]


def _savings(facts: Facts, found: ExpectedCosts, positive: str) -> Table:
    stated = found.costs
    lines = tuple(
        Line(cells=(way(facts, name, positive), per_rows(stated, saved.value), interval(facts, stated, saved)))
        for name, saved in found.saved.items()
    )
    header = (say(facts, "way"), say(facts, "saving"), say(facts, "between"))
    return Table(label=say(facts, "saving"), header=header, lines=lines, numbers=(1, 2))

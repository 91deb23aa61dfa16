"""The part of the report that says what errors cost."""

from __future__ import annotations

from automl_comparison.charts import Curve, Curves
from automl_comparison.costs import ExpectedCosts
from automl_comparison.expected_errors import BinaryErrors
from automl_comparison.meta import Facts
from automl_comparison.report.blocks import Block, Line, Paragraph, Picture, Table
from automl_comparison.words.costs import interval, per_rows, say, sentences, way
from automl_comparison.words.errors import ROWS, shown
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


def curve(facts: Facts) -> Curves | None:
    """The cost over all thresholds; None where it is not known."""
    found, errors = facts.expected_costs, facts.expected_errors
    if found is None or not isinstance(errors, BinaryErrors):
        return None
    currency = f" ({found.costs.currency})" if found.costs.currency else ""
    return Curves(
        caption=say(facts, "curve", positive=errors.positive),
        x_axis=say(facts, "axis"),
        y_axis=say(facts, "cost_axis", currency=currency),
        curves=(Curve(points=tuple((at, ROWS * cost) for at, cost in found.curve)),),
        at=(found.threshold, say(facts, "chosen", threshold=shown(found.threshold))),
        x_in_percent=True,
    )

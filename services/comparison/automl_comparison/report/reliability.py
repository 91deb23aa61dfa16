"""The part of the report that says whether probabilities can be taken at their word."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_comparison.report.blocks import Block, Line, Paragraph, Table
from automl_comparison.words.numbers import joined
from automl_comparison.words.reliability import cells, corrections, say, sentence


def reliability(facts: Facts) -> list[Block]:
    """Nothing for numbers, and where there are too few rows."""
    found = facts.reliability
    if found is None:
        return []
    whether = say(facts, "off" if found.is_off else "fine")
    said = joined([*corrections(facts), sentence(facts, found), whether], facts.language)
    header = tuple(say(facts, key) for key in ("said", "happened", "between", "rows"))
    lines = tuple(Line(cells=cells(facts, one)) for one in found.bins)
    return [
        Paragraph(said),
        Table(label=say(facts, "table"), header=header, lines=lines, numbers=(0, 1, 2, 3), named=-1),
    ]

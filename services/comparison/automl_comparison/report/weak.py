"""The part of the report that says where the model is weak."""

from __future__ import annotations

from automl_comparison.groups import Sensitive
from automl_comparison.meta import Facts
from automl_comparison.report.blocks import Block, Line, Paragraph, Table
from automl_comparison.segments import FEWEST_ROWS
from automl_comparison.words.segments import amount, between, say, where


def weak(facts: Facts) -> list[Block]:
    """Nothing where nothing is recommended."""
    found = facts.weaknesses
    blocks: list[Block] = []
    if found is not None:
        key = "some" if found.segments else "none" if found.n_looked_at else "too_few"
        blocks = [Paragraph(say(facts, key, n=found.n_looked_at, least=FEWEST_ROWS))]
    if found is not None and found.segments:
        lines = tuple(
            Line(cells=(where(facts, one), f"{one.n_rows:,}", between(facts, one.error), amount(facts, one.elsewhere)))
            for one in found.segments
        )
        header = tuple(say(facts, key) for key in ("where", "rows", _error(facts), "elsewhere"))
        blocks.append(Table(label=say(facts, "where"), header=header, lines=lines, numbers=(1, 2, 3)))
    return [*blocks, *(block for one in facts.sensitive for block in _groups(facts, one))]


def _groups(facts: Facts, one: Sensitive) -> list[Block]:
    if not one.groups:
        return [Paragraph(say(facts, "not_there", column=one.column))]
    answer = say(facts, "says", positive=facts.data.classes[1]) if facts.data.classes else say(facts, "mean_answer")
    told = one.groups[0].answer is not None
    header = (*(say(facts, key) for key in ("group", "rows", _error(facts))), *([answer] if told else []))
    lines = tuple(
        Line(
            cells=(
                group.name,
                f"{group.n_rows:,}",
                between(facts, group.error),
                *([between(facts, group.answer)] if group.answer else []),
            )
        )
        for group in one.groups
    )
    table = Table(label=one.column, header=header, lines=lines, numbers=tuple(range(1, len(header))))
    return [Paragraph(say(facts, "sensitive", column=one.column)), table]


def _error(facts: Facts) -> str:
    return "wrong" if facts.data.classes else "distance"

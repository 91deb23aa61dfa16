"""The part of the report that shows single rows."""

from __future__ import annotations

from typing import get_args

from automl_comparison.meta import Facts
from automl_comparison.report.blocks import Block, Line, Paragraph, Table
from automl_comparison.singles import RowKind, SingleRow, explained_by
from automl_comparison.words.numbers import joined
from automl_comparison.words.singles import actual, answer, say, why


def singles(facts: Facts) -> list[Block]:
    """Typical rows, surprising ones, and those it is unsure about; nothing where none are known."""
    by_kind = {kind: [one for one in facts.single_rows if one.kind == kind] for kind in get_args(RowKind)}
    blocks = [block for kind, rows in by_kind.items() if rows for block in _of_kind(facts, kind, rows)]
    return [*blocks, Paragraph(_explained(facts), soft=True)] if blocks else []


def _of_kind(facts: Facts, kind: RowKind, rows: list[SingleRow]) -> list[Block]:
    header = tuple(say(facts, key) for key in ("row", "actual", "answer", "why"))
    lines = tuple(
        Line(cells=(say(facts, "nth", n=f"{one.row_id + 1:,}"), actual(one), answer(facts, one), why(facts, one)))
        for one in rows
    )
    told = say(facts, kind, n=len(rows))
    return [Paragraph(told), Table(label=told, header=header, lines=lines)]


def _explained(facts: Facts) -> str:
    classes, chosen, source = facts.data.classes, facts.choice.recommended, explained_by(facts)
    key = "of_probability" if len(classes) == 2 else "of_answer" if classes else "of_number"
    of = say(facts, key, name=classes[1] if classes else "")
    said = [say(facts, "reasons_are", of=of)]
    if source and source is not chosen:
        said.append(say(facts, "of_member", member=source.title))
    return joined(said, facts.language)

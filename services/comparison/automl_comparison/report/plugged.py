"""Sections of the report that plugins write."""

from __future__ import annotations

from collections.abc import Callable

from automl_comparison.report.blocks import Block, Line, Paragraph, Section, Table
from automl_shared.errors import STRANGE
from automl_shared.plugins import REPORT_BLOCKS, ReportBlock, ReportTable
from automl_shared.plugins.facts import ComparisonFacts


def plugged(facts: Callable[[], ComparisonFacts], failed: Callable[[str, BaseException], None]) -> list[Section]:
    """A section each; ``failed`` is told of one that cannot be written, which never fails the work."""
    made: list[Section] = []
    for block in map(REPORT_BLOCKS.get, REPORT_BLOCKS):
        try:
            made.append(_section(block, facts()))
        except STRANGE as error:  # counted in reporting_failures and printed
            failed(f"the section {block.name!r}", error)
    return [section for section in made if section.blocks]


def _section(block: ReportBlock, facts: ComparisonFacts) -> Section:
    title = block.titled(facts.language)
    blocks = tuple(_block(part, title) for part in block.parts(facts))
    return Section(key=f"plugin-{block.name.replace(' ', '-')}", heading=title, blocks=blocks)


def _block(part: str | ReportTable, title: str) -> Block:
    if isinstance(part, str):
        return Paragraph(part)
    lines = tuple(Line(cells=row) for row in part.rows)
    return Table(label=part.label or title, header=part.header, lines=lines)

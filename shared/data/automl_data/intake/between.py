"""Lines among the rows of a table that are none: totals of groups, heads of pages, and another table below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from pathlib import Path

from automl_data.intake.cells import kind_of
from automl_data.intake.encoding import blocks
from automl_data.intake.layout import Layout
from automl_data.intake.lines import Line, Signs, parsed_text, quoted
from automl_data.intake.notes import Note
from automl_data.intake.pages import is_of_page
from automl_data.intake.samples import ordered
from automl_data.intake.shape import Shape
from automl_data.intake.totals import is_group_total
from automl_shared.frozen import Frozen

MOST_BREAKS = 1_000
"""Blank lines that are looked at: a file with more of them has one behind each row, or each group."""
MOST_TITLES = 3
LEAST_ROWS = 2
OFTEN = 3
"""Lines from which a text is one of the values of a column, and no name."""
LOOKED_AT_BYTES, LOOKED_AT_LINES = 16 * 1024, 12
"""Below a blank line, to see whether another table begins."""
LONGEST_GROUP = 10_000


class Rows:
    """Lines without those among them that are no rows. ``totals``, ``pages``: what was left out so far.

    ``heads``: what stands above the table, as `heads_of` makes it.
    """

    def __init__(self, lines: Iterable[Line], shape: Shape, heads: frozenset[str]) -> None:
        self._lines, self._shape, self._heads = lines, shape, heads
        self.totals: list[Line] = []
        self.pages: list[Line] = []

    def __iter__(self) -> Iterator[Line]:
        group, below_total = list[Line](), False
        for line in self._lines:
            if is_of_page(line, self._shape, self._heads):
                self.pages.append(line)
                continue
            below_total = is_group_total(line, group, self._shape, below_total=below_total)
            if below_total:
                self.totals.append(line)
                group = []
                continue
            group.append(line)
            del group[:-LONGEST_GROUP]
            yield line

    @property
    def notes(self) -> list[Note]:
        """What is said about the lines that were left out."""
        return [
            Note(code=code, level="yellow", values={"count": f"{len(lines):,}", "lines": quoted(lines)})
            for code, lines in (("totals_among", self.totals), ("pages_among", self.pages))
            if lines
        ]


def are_among(lines: Iterable[Line], shape: Shape, heads: frozenset[str]) -> bool:
    """Whether totals of groups, or heads of pages, stand among the lines."""
    rows = Rows(lines, shape, heads)
    for _ in rows:
        pass
    return bool(rows.totals or rows.pages)


def main_table(lines: Sequence[Line]) -> list[Line]:
    """The lines up to the end of the largest table; those above it stay, as they may be titles and names."""
    starts = [place for place in range(1, len(lines)) if lines[place].gap and begins_table(lines[place:], lines)]
    parts = list(pairwise((0, *starts, len(lines))))
    _, stop = max(parts, key=lambda part: part[1] - part[0])
    return list(lines[:stop])


def begins_table(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether lines below a blank one are the names of another table, and its rows. Titles may stand above.

    Names are different texts, not those that stand in ``others``, and the rows below them hold numbers or dates.
    """
    titles = next((place for place, line in enumerate(lines) if len(line.filled) > 1), len(lines))
    if titles > MOST_TITLES or len(lines) - titles <= LEAST_ROWS:
        return False
    header, *rows = lines[titles:]
    cells = [header.cells[place] for place in header.filled]
    if len(set(cells)) < len(cells) or {kind_of(cell) for cell in cells} != {"text"}:
        return False
    return all(_stands_below(row, header) for row in rows[:LEAST_ROWS]) and not _is_known(header, [*others, *rows])


def _is_known(header: Line, others: Sequence[Line]) -> bool:
    """Whether all texts of the line stand in another, or one of them in the same column of several."""
    cells = Counter(
        place
        for line in others
        if line is not header
        for place in header.filled
        if line.cells[place : place + 1] == [header.cells[place]]
    )
    again = any(line.filled == header.filled and line.cells == header.cells for line in others if line is not header)
    return again or max(cells.values(), default=0) >= OFTEN


def _stands_below(row: Line, header: Line) -> bool:
    kinds = {kind_of(row.cells[place]) for place in header.filled if place < len(row.cells)}
    is_wider = bool(set(row.filled) - set(header.filled))
    return not is_wider and not row.gap and bool(kinds & {"number", "date"})


class Another(Frozen):
    """Another table below the first. ``ends``: bytes up to the blank line above it."""

    ends: int
    line: Line


def another_notes(lines: Sequence[Line]) -> list[Note]:
    """What is said about the lines of another table."""
    return [Note(code="table_below", level="yellow", values={"lines": quoted(lines[:1])})] if lines else []


def another_table(path: Path, encoding: str, signs: Signs, layout: Layout) -> Another | None:
    """The next table of a file behind the one that has this layout."""
    known = [Line(number=0, cells=list(layout.names)), *layout.shape.body]
    for offset, number, start in islice(_breaks(path, encoding, signs), MOST_BREAKS):
        if number <= layout.first:
            continue
        text = start.decode(encoding, errors="ignore").replace("\r\n", "\n").replace("\r", "\n")
        below = list(islice(parsed_text(text, signs), LOOKED_AT_LINES))
        if begins_table(below, known):
            return Another(ends=offset, line=Line(number=number + below[0].number, cells=below[0].cells))
    return None


def _breaks(path: Path, encoding: str, signs: Signs) -> Iterator[tuple[int, int, bytes]]:
    """Blank lines outside of quoted texts: bytes up to each, its number, and what follows it."""
    codec = ordered(path, encoding)
    blank = b"|".join(re.escape(sign.encode(codec)) for sign in dict.fromkeys((signs.separator, " ", "\r", '"')))
    end, quote = "\n".encode(codec), signs.quote.encode(codec)
    pattern = re.compile(re.escape(end) + b"(?:" + blank + b")*" + re.escape(end))
    kept, base, number, quotes = b"", 0, 1, 0
    for block in chain(blocks(path), (b"",)):
        text = kept + block
        usable = len(text) - LOOKED_AT_BYTES if block else len(text)
        done = 0
        for found in pattern.finditer(text):
            if found.start() >= usable:
                break
            quotes += text.count(quote, done, found.start())
            number += text.count(end, done, found.start())
            done = found.start()
            if quotes % 2 == 0:
                yield base + done + len(end), number + 1, text[found.end() : found.end() + LOOKED_AT_BYTES]
        usable = max(done, usable)
        quotes += text.count(quote, done, usable)
        number += text.count(end, done, usable)
        kept, base = text[usable:], base + usable

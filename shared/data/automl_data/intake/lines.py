"""The lines of a text, parted into cells, with their numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from automl_shared.frozen import Frozen

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
MOST_QUOTED, MOST_LETTERS = 3, 60


class Signs(Frozen):
    """What parts a text into cells."""

    separator: str
    quote: str = '"'
    escape: str = ""


class Line(Frozen):
    """One row of a file. ``number``: of the line it begins in, from 1. ``gap``: there is a blank line above it."""

    number: int
    cells: list[str]
    gap: bool = False

    @property
    def filled(self) -> list[int]:
        """Places of the cells that hold something."""
        return [place for place, cell in enumerate(self.cells) if cell]


def parsed(lines: Iterable[str], signs: Signs, *, strict: bool = False) -> Iterator[Line]:
    """The lines that are not blank. Blanks around a cell are no part of it.

    Raises csv.Error; ``strict``: at a quote within a quoted cell, and at a cell that is never closed, too.
    """
    gap = False
    rows = _aligned(lines, signs.quote) if signs.separator == " " else _separated(lines, signs, strict=strict)
    for number, cells in rows:
        bare = [cell.strip() for cell in cells]
        if len(bare) > 1 or (bare and bare[0]):
            yield Line(number=number, cells=bare, gap=gap)
        gap = not any(bare)


def cut(text: str) -> list[str]:
    """The text's lines with their ends: ``\\r\\n``, ``\\n`` or ``\\r``."""
    return _LINE.findall(text)


def quoted(lines: Iterable[Line], *, numbered: bool = True) -> str:
    """Lines for a sentence: their numbers and what they say, capped."""
    every = list(lines)
    shown = [
        f"{line.number}: `{shortened(line)}`" if numbered else f"`{shortened(line)}`" for line in every[:MOST_QUOTED]
    ]
    return "; ".join(shown) + (f" (+{len(every) - MOST_QUOTED})" if len(every) > MOST_QUOTED else "")


def shortened(line: Line) -> str:
    """What a line says, capped."""
    text = ", ".join(cell for cell in line.cells if cell).replace("\n", " ").replace("`", "'")
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _separated(lines: Iterable[str], signs: Signs, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        lines,
        delimiter=signs.separator,
        quotechar=signs.quote,
        escapechar=signs.escape or None,
        doublequote=not signs.escape,
        skipinitialspace=True,
        strict=strict,
    )
    begins = 1
    for cells in reader:
        yield begins, cells
        begins = reader.line_num + 1


def _aligned(lines: Iterable[str], quote: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        yield number, next(csv.reader([" ".join(line.split())], delimiter=" ", quotechar=quote), [])


def parsed_text(text: str, signs: Signs, *, strict: bool = False) -> Iterator[Line]:
    """The lines of a text in memory."""
    return parsed(io.StringIO(text, newline=""), signs, strict=strict)

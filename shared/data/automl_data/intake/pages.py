"""Lines that a printed page repeats among the rows: its number, and what stands above the table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from automl_data.intake.lines import Line
from automl_data.intake.shape import Shape

_WORD = (
    r"page|seite|p[áa]gina|pag\.|p\.|strona|str\.|strana|sida|side|sivu|oldal|sayfa|bladzijde|blz\.|страница|стр\.|σελίδα"
    "|trang|halaman"
)
_OF = r"of|von|de|di|sur|van|z|ze|av|af|iz|из|από|/|\||-"
_NUMBER = re.compile(
    rf"(?:^|[\s,;|(\[-])(?:{_WORD})\s*:?\s*\d{{1,5}}(?:\s*(?:{_OF})\s*\d{{1,5}})?(?=$|[\s,;|)\]-])"
    r"|(?:^|[\s,;|(])(?:第\s*)?\d{1,5}(?:\s*/\s*\d{1,5})?\s*(?:ページ|頁|页)|ページ\s*:?\s*\d|第\s*\d{1,5}\s*[页頁]"
    r"|(?:^|\s)\d{1,5}\s*/\s*\d{1,5}\s*(?:쪽|페이지)"
    r"|^[-–—]\s*\d{1,5}\s*[-–—]$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def heads_of(above: Iterable[Line]) -> frozenset[str]:
    """What lines above a table say, whatever their numbers are: the page, the moment of printing."""
    return frozenset(map(_said, above))


def is_of_page(line: Line, shape: Shape, heads: Collection[str] = ()) -> bool:
    """Whether a line is no row: a number of a page, or what stands above the table (`heads_of`) once more.

    It fills at most half of the columns, holds no number or date where the rows do, and no text that they have there.
    """
    if not line.filled or 2 * len(line.filled) > len(shape.used) or shape.known(line):
        return False
    return _said(line) in heads or (_NUMBER.search(_text(line)) is not None and not shape.matches(line))


def _text(line: Line) -> str:
    return " ".join(line.cells[place] for place in line.filled)


def _said(line: Line) -> str:
    return _DIGITS.sub("#", _text(line))

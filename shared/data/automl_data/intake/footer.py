"""What stands below a table: totals, sources, footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from automl_data.intake.cells import is_rule, kind_of
from automl_data.intake.lines import Line
from automl_data.intake.pages import is_of_page
from automl_data.intake.shape import Shape
from automl_data.intake.totals import is_total

_NOTES = (
    r"(?:data )?sources?\b", r"notes?\b", r"footnotes?\b", "quelle", "datenquelle", "anmerkung", "hinweis", "fußnote",
    r"stand\s*[:.]", "erstellt", "fuente", r"nota\b", r"fonte\b", r"champ\s*:", r"lecture\s*:", r"bron\b", "источник",
    "примечание", "資料", "出典", "出所", r"\(?注", "備考", "単位", "※", "†", "‡", r"\*", "©", r"\(\w{1,2}\)\s",
    r"\[\w{1,2}\]\s", r"\d\)\s?\D", "https?://", r"www\.", "(?:data )?last updated", "generated", "exported",
    "downloaded", "created", "printed", r"report\b", "end of", r"ende\b", "copyright", r"\(?\d+ rows?\b", r"page \d",
)  # fmt: skip
_NOTE = re.compile(rf"\s*(?:{'|'.join(_NOTES)})", re.IGNORECASE)
_COUNT = re.compile(r"\(?\d+ rows? (?:selected|affected|fetched|returned|in set.*)\.?\)?|\(\d+ rows?\)")
"""How many rows a database found, in its own words."""
_What = Literal["row", "perhaps", "below"]


def footer_of(lines: Sequence[Line], shape: Shape) -> list[Line]:
    """The lines at the end that are no rows; those without any value count where nothing else follows."""
    first = known = len(lines)
    while first and (what := _what(lines[first - 1], lines[: first - 1], shape)) != "row":
        first -= 1
        known = first if what == "below" else known
    while known and not lines[known - 1].filled:
        known -= 1
    return list(lines[known:])


def _what(line: Line, above: Sequence[Line], shape: Shape) -> _What:
    if not line.filled or is_rule(line.cells):
        return "perhaps"
    first = line.cells[line.filled[0]]
    if _COUNT.fullmatch(" ".join(line.cells).strip()) or is_total(line, above, shape) or is_of_page(line, shape):
        return "below"
    if shape.known(line):
        return "row"
    noted = first.startswith("#") or _NOTE.match(" ".join(line.cells)) is not None
    if noted and (len(line.cells) != shape.width or len(shape.matches(line)) <= len(shape.strangers(line))):
        return "below"
    if shape.matches(line) or kind_of(first) == "gap":
        return "row"
    is_odd = len(line.cells) != shape.width or bool(shape.strangers(line))
    if len(line.filled) > 1 and not (line.gap and is_odd):
        return "perhaps" if shape.strangers(line) else "row"
    return _what_alone(line, first, shape)


def _what_alone(line: Line, cell: str, shape: Shape) -> _What:
    """Of a line with one text, or with other cells than a row below a blank line."""
    place = line.filled[0]
    if place in shape.kinds or line.gap:
        return "below"
    longest = max(map(len, shape.texts.get(place, ())), default=0)
    return "below" if len(cell) > max(20, 2 * longest) else "perhaps"

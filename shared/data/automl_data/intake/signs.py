"""What parts a CSV's text into fields: separator, quotes and escapes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from automl_data.intake.lines import Line, Signs, parsed_text

SEPARATORS = ",;\t|"
RARE = "^~¦§\x01\x1f"
"""Signs that part fields where none of the others does."""
NAMED = {"tab": "\t", "space": " "}
DETECT_CHARACTERS = 32 * 1024
"""Text given to the detector, which takes about a microsecond a character."""
LOOKED_AT_LINES = 50
ALIGNED_SHARE = 0.9
_NAMES_IN_SINGLE = re.compile(r"\s*'[^'\n]*'(?:(?:[^\S\n]*[,;|][^\S\n]*|[^\S\n]+)'[^'\n]*')+[^\S\n]*(?:\n|\Z)")
"""A first line of nothing but texts in single quotes, below which nothing need be quoted."""
_OPENED, _CLOSED = re.compile(r"(?:^|[,;\t|])\s*'"), re.compile(r"'\s*(?:$|[,;\t|])")
_RUN = re.compile(r"[^ \t] {2,}[^ \t]")
_SAID = re.compile(r'"?sep=(.)"?[;,\t|]*', re.IGNORECASE)


def said_by_file(text: str) -> str | None:
    """The separator that a first line ``sep=;`` names, as Excel reads it."""
    said = _SAID.fullmatch(text.partition("\n")[0])
    return said[1] if said else None


def signs_of(text: str, separator: str | None) -> Signs:
    """The signs of a text with ``\\n`` at the ends of its lines. ``separator``: the one that is stated."""
    from clevercsv.detect import Detector

    part = text[:DETECT_CHARACTERS]
    if len(part) < len(text) and "\n" in part:
        part = part[: part.rindex("\n")]
    found = Detector().detect(part, delimiters=[separator] if separator else [*SEPARATORS, " "])
    is_single = found is not None and found.quotechar == "'"
    quote = "'" if '"' not in part and (is_single or _names_in_single(part)) else '"'
    likely = (found.delimiter or "") if found is not None else ""
    readings = [
        Signs(separator=separator or _separator(text, likely, quote, escape), quote=quote, escape=escape)
        for escape in ("", "\\" if "\\" + quote in part else "")
    ]
    return max(readings, key=lambda signs: _faultless(part, signs))


def _names_in_single(text: str) -> bool:
    """Whether the names are in single quotes and no cell below begins with one alone, as ``'90s`` does."""
    lines = text.split("\n")[:LOOKED_AT_LINES]
    return _NAMES_IN_SINGLE.match(text) is not None and all(
        len(_OPENED.findall(line)) <= len(_CLOSED.findall(line)) for line in lines
    )


def _separator(text: str, likely: str, quote: str, escape: str) -> str:
    counts = {
        one: _regular(text, Signs(separator=one, quote=quote, escape=escape)) for one in dict.fromkeys(SEPARATORS + " ")
    }
    first = next((line for line in text.split("\n") if line.strip()), "")
    best = max(SEPARATORS, key=lambda one: (counts[one], one == likely, first.count(one)))
    if not any(counts.values()):
        rare = {one: _regular(text, Signs(separator=one, quote=quote, escape=escape)) for one in RARE if one in first}
        return max(rare, key=lambda one: rare[one], default=best)
    if best == "\t" and counts[" "] >= counts[best] and _is_aligned(text):
        return " "
    return " " if counts[" "] > 2 * counts[best] and (likely == " " or not counts[best]) else best


def _is_aligned(text: str) -> bool:
    """Whether runs of blanks stand between words of nearly every line: they part fields, whatever tabs do there."""
    lines = [line for line in text.split("\n")[:LOOKED_AT_LINES] if line.strip()]
    return sum(_RUN.search(line) is not None for line in lines) >= ALIGNED_SHARE * len(lines)


def _regular(text: str, signs: Signs) -> int:
    """How many of the first lines have the same number of fields; 0 when they have only one."""
    try:
        lines = list(islice(parsed_text(text, signs), LOOKED_AT_LINES))
    except csv.Error:
        return 0
    return _same(lines)


def _faultless(text: str, signs: Signs) -> int:
    """The same of all lines before the first with a quote that nothing explains."""
    lines: list[Line] = []
    with suppress(csv.Error):
        lines.extend(parsed_text(text, signs, strict=True))
    return _same(lines)


def _same(lines: Iterable[Line]) -> int:
    widths = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
    return max(widths.values(), default=0)

"""What single cells look like: a number, a date, a gap, or text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Kind = Literal["number", "date", "text", "gap"]

_GAPS = re.compile(
    r"(?:[-–—.?*…]+|#?n/?\.?a\.?|<na>|null|none|nan|\\n|unknown|missing|#\w+[!?]?|[x×…])?", re.IGNORECASE
)
_CURRENCY = r"[$€£¥₩₹₽￥]|[A-Z]{3}|R\$|kr|zł"
_DIGITS = r"(?:\d[\d.,'’ \u00a0\u2009\u202f]*|[.,]\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(
    rf"[(<>≤≥~]?\s*[-+−]?\s*(?:(?:{_CURRENCY})\s*)?[-+−]?{_DIGITS}"
    rf"(?:\s*(?:%|‰|°[CF]?|[€$£¥円元万])|/(?:5|10|20|100)|\s+\S{{1,5}})?\s*[)*]?",
)
_MONTH = r"[A-Za-zÀ-ÿ]{3,9}\.?"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
_DATE = re.compile(
    rf"(?:(?:[A-Z][a-z]{{2}},? )?(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\.?|\d{{1,2}}[- /]?{_MONTH}[- /,]*\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d{{2}}|\d{{4}}[-/]?(?:Q[1-4]|W\d{{2}}|H[12])"
    rf"|(?:[令平昭大明][和成治正]|[RHSTM])?\d{{1,4}}[年.]\d{{1,2}}[月.](?:\d{{1,2}}日?)?)(?:[T ]+{_TIME})?|{_TIME})",
)
_UNIT = re.compile(
    r"[(\[].*[)\]]|.*[%‰°µμ²³].*|[A-Za-z]{1,6}(?:/[A-Za-z0-9]{1,6})+|(?:[kmcdnhMG]?(?:m|g|s|l|L|W|V|A|Pa|Hz|J|N|B|mol|Wh|bar))"
    r"|(?:deg|degC|degF|ppm|ppb|hPa|psi|rpm|count|int|float|double|string|date|str|mg|ml|min|h|hr|sec|km|mm|cm|EUR|USD|GBP"
    r"|JPY|CHF|kr|usd|eur|pcs|Stk|Stück|St|人|円|個|歳|度|回|件|時|分|秒|千円|百万円|万人|千人|世帯)",
)


@lru_cache(maxsize=1 << 16)
def kind_of(cell: str) -> Kind:
    """What a cell without blanks around it looks like."""
    if _GAPS.fullmatch(cell):
        return "gap"
    if len(cell) > 40:
        return "text"
    if _DATE.fullmatch(cell):
        return "date"
    return "number" if _NUMBER.fullmatch(cell) else "text"


def is_unit(cell: str) -> bool:
    """Whether a cell looks like a unit of measurement, or a name of a type: ``(mm)``, ``m/s``, ``°C``, ``count``."""
    return _UNIT.fullmatch(cell) is not None


def is_rule(cells: list[str]) -> bool:
    """Whether a line is drawn: nothing but dashes and the like."""
    text = "".join(cells).strip()
    return len(text) >= 3 and not text.strip("-=_+|:* ")


def number_in(cell: str) -> float | None:
    """A plain number, as in a header of years or wavelengths; None for anything else."""
    try:
        return float(cell)
    except ValueError:
        return None

"""Fractions beside whole numbers: ``1 1/2``, ``2½``. Alone, ``1/2`` may be anything and stays what it is."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from automl_shared.lazy import pa, pc

_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_MIXED = r"^[+-]?[0-9]+[ -][1-9][0-9]?/[1-9][0-9]?\b"
_FRACTION = re.compile(r"(?P<sign>[+-]?)(?:(?P<whole>\d+)[ -])?(?P<upper>[1-9]\d?)/(?P<lower>[1-9]\d?)\b")
_SIGN = re.compile(rf"(\d*)\s?([{_SIGNS}])")


def without_fractions(texts: Any) -> Any:
    """Texts (n,) with decimals for the fractions of a column that has some beside whole numbers."""
    if pc.any(pc.match_substring(texts, "/")).as_py() and pc.any(pc.match_substring_regex(texts, _MIXED)).as_py():
        return pa.array([word and _decimal(word) for word in texts.to_pylist()], pa.string())
    return texts


def without_fraction_signs(texts: Any) -> Any:
    """Texts (n,) with decimals for fractions of one sign."""
    if pc.any(pc.match_substring_regex(texts, f"[{_SIGNS}]")).as_py():
        return pa.array([word and _SIGN.sub(_of_sign, word) for word in texts.to_pylist()], pa.string())
    return texts


def _of_sign(found: re.Match[str]) -> str:
    return _short(int(found[1] or 0) + unicodedata.numeric(found[2]))


def _decimal(word: str) -> str:
    found = _FRACTION.match(word)
    if not found:
        return word
    number = int(found["whole"] or 0) + int(found["upper"]) / int(found["lower"])
    return f"{found['sign']}{_short(number)}{word[found.end() :]}"


def _short(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")

"""Numbers of several parts, told in one unit: ``5'11"`` in inches, ``2 years 3 months`` in months, ``48°08'14"N``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from automl_shared.lazy import pa, pc


def _of_two(larger: str, smaller: str, size: int, unit: str) -> tuple[str, Callable[[re.Match[str]], str]]:
    """How two units are written, and the same in the smaller one, of which one of the larger has ``size``."""
    form = rf"^([0-9]{{1,2}}) ?(?:{larger})\.?,? ?([0-9]{{1,2}}(?:\.[0-9]+)?) ?(?:{smaller})\.?$"
    return form, lambda found: f"{size * int(found[1]) + float(found[2]):g} {unit}"


def _degrees(found: re.Match[str]) -> str:
    degrees = int(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600
    return f"{degrees:.9f}°{f' {found[4]}' if found[4] else ''}"


_SIXTIETHS = r"([0-9]{1,2}(?:\.[0-9]+)?)"
_FORMS = (
    _of_two("'|ft|feet", "\"|''|in|inch|inches|", 12, "in"),
    _of_two("lbs?", "oz|ounces?", 16, "oz"),
    _of_two("st", "lbs?|", 14, "lb"),
    _of_two(
        "years?|yrs?|y|Jahre?|ans?|años?|anni?|年|歳",
        "months?|mos?|m|Monate?|mois|mes(?:es)?|mesi?|[ヶかカケ]月",
        12,
        "months",
    ),
    (
        rf"^([0-9]{{1,3}}) ?° ?{_SIXTIETHS} ?'(?: ?{_SIXTIETHS} ?(?:\"|''|”|′′))? ?([NSEWO])?$",
        _degrees,
    ),
)
_LIKELY = r"^[0-9]{1,3} ?(?:'|ft|feet|lb|st|°|y|[Jj]ahr|an|añ|年|歳)[^0-9]{0,6}[0-9]"
_COMPILED = tuple((form, re.compile(form), whole) for form, whole in _FORMS)


def without_compounds(texts: Any) -> Any:
    """Texts (n,) with one number and one unit where there were several of each."""
    if not pc.any(pc.match_substring_regex(texts, _LIKELY)).as_py():
        return texts
    for form, compiled, whole in _COMPILED:
        if pc.any(pc.match_substring_regex(texts, form)).as_py():
            return pa.array([word and compiled.sub(whole, word) for word in texts.to_pylist()], pa.string())
    return texts

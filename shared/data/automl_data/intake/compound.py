"""Numbers of two parts, told in the smaller unit: ``5'11"`` and ``5 ft 11 in``, ``7 lb 3 oz``, ``12 st 4 lb``."""

from __future__ import annotations

import re
from typing import Any

SIZES = {"'": (12, "in"), "ft": (12, "in"), "feet": (12, "in"), "lb": (16, "oz"), "lbs": (16, "oz"), "st": (14, "lb")}
"""How many of the smaller unit one of the larger is."""
_PARTS = (
    ("'|ft|feet", "\"|''|in|inch|inches|"),
    ("lbs?", "oz|ounces?"),
    ("st", "lbs?|"),
)
_FORMS = tuple(
    rf"^([0-9]{{1,2}}) ?({larger})\.?,? ?([0-9]{{1,2}}(?:\.[0-9]+)?) ?(?:{smaller})\.?$" for larger, smaller in _PARTS
)
_LIKELY = "^[0-9]{1,2} ?(?:'|ft|feet|lb|st)[^0-9]{0,3}[0-9]"
_COMPILED = tuple(map(re.compile, _FORMS))


def without_compounds(texts: Any) -> Any:
    """Texts (n,) with one number and one unit where there were two of each."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pc.any(pc.match_substring_regex(texts, _LIKELY)).as_py():
        return texts
    for form, compiled in zip(_FORMS, _COMPILED, strict=True):
        if pc.any(pc.match_substring_regex(texts, form)).as_py():
            return pa.array([word and compiled.sub(_whole, word) for word in texts.to_pylist()], pa.string())
    return texts


def _whole(found: re.Match[str]) -> str:
    size, unit = SIZES[found[2]]
    return f"{size * int(found[1]) + float(found[3]):g} {unit}"

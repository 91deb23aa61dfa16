"""Marks behind numbers: ``7.1 b`` of Eurostat, ``0,93 H`` of a laboratory, ``12 (34.5%)``."""

from __future__ import annotations

from typing import Any

from automl_data.intake.money import CODES, SIGNS
from automl_data.intake.units import FACTORS, UNITS
from automl_shared.lazy import np, pa, pc

MOST_FLAGS = 20
"""Different marks above which they are words of their own."""
LABORATORY = frozenset("H L HH LL N A AA C HC LC".split())
"""High, low, normal, abnormal, critical: some are signs of units, which nobody mixes."""
LEAST_NUMBERS = 11
"""Different numbers from which those with remarks in brackets are no classes such as ``1 (low)``."""
_FLAG = (
    r"^(?P<rest>.*[0-9%])\s+(?P<flag>[A-Za-z]{1,2})$",
    r"^(?P<rest>[^A-Za-z]*[0-9][.,][0-9]+)(?P<flag>[A-Za-z]{1,2})$",
    r"^(?P<rest>.*[0-9%])\s*(?P<flag>\*{1,3}|[†‡§¶#]|\[[^\[\]]{1,4}\]|[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+)$",
)
_REMARK = (
    r"^(?P<rest>.*[0-9%円].*?)\s*(?P<flag>[(（][^()（）]{1,25}[)）]|\[[^\[\]]{5,25}\])$",
    r"^(?P<rest>.*[0-9])\s*(?P<flag>(?:±|\+/-)\s*[0-9][0-9.,]*)$",
)
_LIKELY = r"[0-9%]\s+[A-Za-z]{1,2}$|[0-9][.,][0-9]+[A-Za-z]{1,2}$|[0-9%]\s*[*†‡§¶#⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+$|[\])）]$|±|\+/-"
"""What all of these have; most columns have nothing of it."""


def without_flags(words: Any) -> tuple[Any, Any]:
    """Different texts (n,) without marks and remarks behind their numbers, and which of them had some (n,).

    Units and words for thousands are none: ``12 kg``, ``3.4 k``.
    """
    bare, found = words, np.zeros(len(words), dtype=bool)
    if not pc.any(pc.match_substring_regex(words, _LIKELY)).as_py():
        return bare, found
    for pattern in (*_REMARK, *_FLAG):
        part = pc.extract_regex(bare, pattern)
        flag = pc.struct_field(part, "flag")
        fits = np.asarray(pc.is_in(flag, value_set=pa.array(_flags_in(flag), pa.string())), dtype=bool)
        if fits.any():
            bare, found = pc.if_else(pa.array(fits), pc.struct_field(part, "rest"), bare), found | fits
    return bare, found


def are_remarks(is_flagged: Any, is_number: Any) -> bool:
    """Whether all that are numbers have a remark, and are many. Both (n,), of different texts."""
    return bool(is_flagged[is_number].all() and is_number.sum() >= LEAST_NUMBERS)


def _flags_in(found: Any) -> list[str]:
    """The marks among what stands behind numbers (n,)."""
    marks = set(pc.unique(pc.drop_null(found)).to_pylist())
    letters = {mark for mark in marks if mark.isalpha()}
    is_measure = letters <= UNITS | SIGNS | CODES and not (len(letters) > 1 and letters <= LABORATORY)
    if len(letters) > MOST_FLAGS or (letters and is_measure):
        return []
    measures = {mark for mark in letters - LABORATORY if len(mark) > 1 and mark in UNITS | SIGNS | CODES}
    return sorted(marks - measures - FACTORS.keys())

"""Numbers that are dates: by their digits (20240131), or where the column's name says so (seconds since 1970)."""

from __future__ import annotations

import re

from automl_data.intake.moments import moments
from automl_shared.lazy import pd

DAYS = frozenset("date day dt datum fecha ymd yyyymmdd dob birthdate".split())
TIMES = frozenset("time timestamp datetime ts epoch unix unixtime at created updated modified utc gmt".split())
MONTHS = frozenset("month yearmonth yyyymm ym period monat mes".split())
WEEKS = frozenset("week yearweek isoweek yyyyww woche kw".split())
JAPANESE = {"日付": DAYS, "年月日": DAYS, "日時": TIMES, "時刻": TIMES, "年月": MONTHS, "週": WEEKS}
MANY = 10
"""Different numbers of eight digits that are all dates, from which that is no chance."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FORMS: tuple[tuple[str, float, float], ...] = (
    ("%Y%m%d", 19000101, 21001231),
    ("%Y%m%d%H", 1900010100, 2100123123),
    ("%Y%m%d%H%M", 190001010000, 210012312359),
    ("%Y%m%d%H%M%S", 19000101000000, 21001231235959),
)
_NAMED: tuple[tuple[str, float, float, frozenset[str]], ...] = (
    ("%Y%m", 190001, 210012, MONTHS | DAYS),
    ("iso_week", 190001, 210053, WEEKS),
    ("excel", 20000, 80000, DAYS),
    ("epoch_s", 3e8, 4.1e9, TIMES | DAYS),
    ("epoch_ms", 3e11, 4.1e12, TIMES | DAYS),
    ("epoch_us", 3e14, 4.1e15, TIMES | DAYS),
    ("epoch_ns", 3e17, 4.1e18, TIMES | DAYS),
)
"""Form, the range of its numbers, and the words of a name that say so."""


def form_of(column: pd.Series, *, is_set: bool = False) -> str:
    """The format of a column of numbers (n_rows,) that are dates, empty for any other. ``is_set``: somebody said so."""
    least, most = column.min(), column.max()
    if pd.isna(least):
        return ""
    said = _said(str(column.name))
    for form, first, last in _FORMS:
        if first <= least and most <= last and (is_set or column.nunique() >= MANY or said & (DAYS | TIMES)):
            return form if _all_read(column.dropna(), form) else ""
    for form, first, last, words in _NAMED:
        if first <= least and most <= last and (is_set or said & words) and _all_read(column.dropna(), form):
            return form
    return ""


def _said(name: str) -> frozenset[str]:
    """The words of a name, those in Japanese by what they mean."""
    words = frozenset(word.lower() for word in _WORD.findall(name))
    return words.union(*(meant for japanese, meant in JAPANESE.items() if japanese in name))


def _all_read(present: pd.Series, form: str) -> bool:
    is_whole = form in ("excel", "epoch_s") or bool((present % 1 == 0).all())
    return is_whole and bool(moments(present, form).notna().all())

"""Dates and times as people write them: which format a column is in, and its moments in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from automl_shared.errors import DataError
from automl_shared.recipe import dates

FORMATS = (
    "ISO8601",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y年%m月",
    "%Y/%m",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %b %Y",
    "%b %d %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %Y",
    "%B %Y",
)
DATE_SHARE = 0.95
"""Share of the values that must be dates before a column is taken for one; the others become gaps."""
SAMPLE, SAMPLE_SHARE = 500, 0.9
_DATE = re.compile(
    r"\s*(?:\d{4}[-/.年]\s?\d{1,2}(?!\d)"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)"
    r"|(?:\d{1,2} )?[A-Za-z]{3,9}\.? (?:\d{1,2},? )?\d{4}(?!\d))"
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a column's texts are dates. ``pattern`` is empty for real dates."""

    pattern: str
    unread: int
    """Values that are no date of this format."""
    other: str | None = None
    """A format that fits just as well and gives other days: the column is ambiguous."""


def reading(present: pd.Series, *, least: float = DATE_SHARE) -> Reading | None:
    """The format that reads most of a column's values (n,), no gaps; None when none reads ``least`` of them."""
    if pd.api.types.is_datetime64_any_dtype(present):
        return Reading(pattern="", unread=0)
    words = as_words(present)
    sample = words.sample(min(len(words), SAMPLE), random_state=0)
    fitting = [pattern for pattern in FORMATS if _read(sample, pattern).notna().mean() >= min(least, SAMPLE_SHARE)]
    if not fitting:
        return None
    counts = words.value_counts()
    reads = {pattern: _read(pd.Series(counts.index), pattern) for pattern in fitting}
    read = {pattern: int(counts.to_numpy()[moments.notna().to_numpy()].sum()) for pattern, moments in reads.items()}
    best = max(fitting, key=lambda pattern: read[pattern])
    if read[best] < max(1.0, least * len(words)):
        return None
    other = next(
        (one for one in fitting if read[one] == read[best] and not reads[one].equals(reads[best])),
        None,
    )
    unread = counts.to_numpy()[dates.moments(pd.Series(counts.index), best).isna().to_numpy()].sum()
    return Reading(pattern=best, unread=int(unread), other=other)


def look_like_dates(words: pd.Series) -> bool:
    """Whether texts have the outer form of dates; quick, so that most text columns are never parsed."""
    return bool(words.str.match(_DATE).mean() >= SAMPLE_SHARE)


def as_dates(series: pd.Series, pattern: str) -> pd.Series:
    """The column as datetime64[us, UTC] (n_rows,), as the recipe reads it; what cannot be read is NaT."""
    read = dates.moments(series, pattern)
    read.name = series.name
    return read


def as_words(series: pd.Series) -> pd.Series:
    """The values as text, gaps kept; whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(series) and (series.dropna() % 1 == 0).all():
        series = series.astype("Int64")
    return series.astype(object).map(str, na_action="ignore").astype("str")


def moments(series: pd.Series) -> pd.Series:
    """The time column as numbers or UTC times (n_rows,), sortable; gaps and the few unreadable values are gaps.

    Raises DataError when it is neither, or when its dates can be read in two ways that give different orders.
    """
    types = pd.api.types
    if types.is_numeric_dtype(series) or types.is_datetime64_any_dtype(series) or types.is_timedelta64_dtype(series):
        return series
    present = series.dropna()
    found = reading(present) if len(present) else None
    if found is None:
        raise DataError(
            "`data.time_column` holds neither numbers nor dates",
            value=f"{series.name}: {present.iloc[0]!r}" if len(present) else series.name,
            allowed="numbers, or dates like 2024-12-31 or 2024-12-31 18:30",
            fix=("--set data.time_column=null", "write the dates as YYYY-MM-DD"),
        )
    if found.other:
        raise DataError(
            "the dates of `data.time_column` can be read in two ways: is the day or the month first?",
            value=f"{series.name}: {present.iloc[0]!r}",
            fix="write the dates as YYYY-MM-DD",
        )
    return as_dates(series, found.pattern)


def _read(words: pd.Series, pattern: str) -> pd.Series:
    """Texts as naive UTC moments in microseconds, NaT where the format does not fit."""
    read = pd.to_datetime(words, format=pattern, errors="coerce", utc=True)
    return pd.Series(np.asarray(read.dt.tz_localize(None), dtype="datetime64[us]"))

"""A time column as something that can be put in order."""

from __future__ import annotations

import pandas as pd

from automl_shared.errors import DataError

FORMATS = (
    "ISO8601",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y年%m月%d日",
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


def moments(series: pd.Series) -> pd.Series:
    """The column as numbers or UTC times, gaps kept: (n_rows,), sortable.

    Raises DataError when it is neither, or when its dates can be read in two ways that give different orders.
    """
    types = pd.api.types
    if types.is_numeric_dtype(series) or types.is_datetime64_any_dtype(series) or types.is_timedelta64_dtype(series):
        return series
    words = series.map(str, na_action="ignore").astype("str")
    readings = [read for read in (_read(words, pattern) for pattern in FORMATS) if read is not None]
    if not readings:
        raise DataError(
            "`data.time_column` holds neither numbers nor dates",
            value=f"{series.name}: {words.dropna().iloc[0]!r}",
            allowed="numbers, or dates like 2024-12-31 or 2024-12-31 18:30",
            fix="write the dates as YYYY-MM-DD, or --set data.time_column=null",
        )
    if any(not read.equals(readings[0]) for read in readings[1:]):
        raise DataError(
            "the dates of `data.time_column` can be read in two ways: is the day or the month first?",
            value=f"{series.name}: {words.dropna().iloc[0]!r}",
            fix="write the dates as YYYY-MM-DD",
        )
    return readings[0]


def _read(words: pd.Series, pattern: str) -> pd.Series | None:
    try:
        return pd.to_datetime(words, format=pattern, utc=True).dt.as_unit("us")
    except ValueError:
        return None

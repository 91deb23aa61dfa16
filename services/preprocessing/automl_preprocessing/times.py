"""Dates and times as people write them: a column as moments in UTC, and the time that puts rows in order."""

from __future__ import annotations

import pandas as pd

from automl_data.intake import Asked, recognised
from automl_data.intake.moments import moments as read_moments
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.readings import Reading
from automl_shared.words import T_


def reading_of(present: pd.Series, *, is_set: bool = False) -> Reading | None:
    """How a column's values (n,), no gaps, are dates; None when they are none. ``is_set``: somebody said they are."""
    if pd.api.types.is_datetime64_any_dtype(present):
        return Reading(kind="datetime", read=len(present))
    found = recognised(as_words(present), Asked(kind="datetime" if is_set else None))
    return found.reading if found is not None and found.reading.kind == "datetime" else None


def as_dates(series: pd.Series, pattern: str) -> pd.Series:
    """The column as datetime64[us, UTC] (n_rows,), as the recipe reads it; what cannot be read is NaT."""
    return read_moments(series, pattern)


def as_words(series: pd.Series) -> pd.Series:
    """The values as text, gaps kept; ``1.0`` is ``1``, which is what it was before gaps made floats of it."""
    if series.dtype == "str":
        return series
    if pd.api.types.is_float_dtype(series) and (series.dropna() % 1 == 0).all():
        series = series.astype("Int64")
    return series.astype(object).map(str, na_action="ignore").astype("str")


def moments(series: pd.Series, read: Reading | None = None) -> pd.Series:
    """The time column as numbers or UTC times (n_rows,), sortable; gaps and the few unreadable values are gaps.

    ``read``: how its texts were read. Raises DataError when it is neither, or when its dates can be read in two ways
    that give different orders.
    """
    types = pd.api.types
    if read is None or read.kind != "datetime":
        if types.is_numeric_dtype(series) or types.is_timedelta64_dtype(series):
            return series
        present = series.dropna()
        read = reading_of(present) if len(present) else None
    if types.is_datetime64_any_dtype(series):
        return series
    if read is None:
        present = series.dropna()
        raise DataError(
            T_("`data.time_column` holds neither numbers nor dates"),
            value=f"{series.name}: {present.iloc[0]!r}" if len(present) else series.name,
            allowed=T_("numbers, or dates like 2024-12-31 or 2024-12-31 18:30"),
            fix=(as_option("data.date_formats", {str(series.name): "%d.%m.%Y"}), "--set data.time_column=null"),
        )
    if read.other:
        raise DataError(
            T_("the dates of `data.time_column` can be read in two ways: is the day or the month first?"),
            value=T_(
                "{column}: {example} is {one} or {other}",
                column=series.name,
                example=repr(series.dropna().iloc[0]),
                one=read.format,
                other=read.other,
            ),
            fix=tuple(as_option("data.date_formats", {str(series.name): one}) for one in (read.format, read.other)),
        )
    return as_dates(series, read.format)

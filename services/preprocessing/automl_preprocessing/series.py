"""Rows in time: one series, several side by side, or events that merely have a date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from automl_preprocessing.rows import Codes
from automl_shared.frozen import Frozen

Unit = Literal["month", "working_day", "day", "hour", "minute", "second", "number"]

MIN_STEPS = 10
"""Steps from one row to the next that it takes to see a rhythm."""
USUAL_SHARE, FITTING_SHARE = 0.5, 0.95
"""Shares of the steps that are the usual one, and that are one or several of it."""
ALONE_SHARE = 0.99
"""Share of the rows that have a moment of their own within their series."""
FEWEST_ROWS = 3
"""Rows of a series on average."""
MOST_COLUMNS = 12
"""Columns that are tried as what tells series apart, those of the fewest values first."""
SIZES: tuple[tuple[Unit, int], ...] = (("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000))


class Series(Frozen):
    """``count`` series, told apart by ``column`` (None for one), each with a row every ``step`` units.

    ``missing``: moments between rows of a series at which it has none; ``longest``: the most of them in a row.
    """

    count: int
    column: str | None
    unit: Unit
    step: float
    missing: int
    longest: int


def series_in(times: pd.Series, columns: pd.DataFrame) -> Series | None:
    """What times (n_rows,), numbers or dates without gaps, make of the rows; None for events.

    columns: (n_rows, n_columns), those that may tell series apart, the likeliest first.
    """
    unit, axis = _axis(times)
    if axis is None:
        return None
    for name, key in _keys(axis, columns):
        if found := _rhythm(axis, key):
            step, missing, longest = found
            shown_unit, shown_step = _shown(unit, step)
            count = len(np.unique(key))
            return Series(count=count, column=name, unit=shown_unit, step=shown_step, missing=missing, longest=longest)
    return None


def _axis(times: pd.Series) -> tuple[Unit, Codes | None]:
    """Times as whole numbers in which equal steps of the calendar are equal."""
    if not pd.api.types.is_datetime64_any_dtype(times):
        values = times.to_numpy(dtype="float64")
        return "number", values.astype(np.int64) if (values % 1 == 0).all() else None
    moments = pd.DatetimeIndex(times)
    micros = np.asarray(moments.as_unit("us").asi8, dtype=np.int64)
    days, time_of_day = np.divmod(micros, SIZES[0][1])
    if len(np.unique(time_of_day)) > 1:
        return "second", micros
    if len(moments.day.unique()) == 1 or moments.is_month_end.all():
        return "month", np.asarray(moments.year * 12 + moments.month, dtype=np.int64)
    dates = days.astype("datetime64[D]")
    if np.is_busday(dates).all():
        return "working_day", np.busday_count(np.datetime64("1970-01-01"), dates)
    return "second", micros


def _keys(axis: Codes, columns: pd.DataFrame) -> Iterator[tuple[str | None, Codes]]:
    """What may tell series apart: nothing where each row has its own moment, else columns within which it has."""
    moments = np.unique(axis, return_inverse=True)[1]
    n_rows, most_at_once = len(axis), int(np.bincount(moments).max())
    if most_at_once == 1 or len(np.unique(moments)) >= ALONE_SHARE * n_rows:
        yield None, np.zeros(n_rows, dtype=np.int64)
        return
    coded = {str(name): pd.factorize(columns[name], use_na_sentinel=False)[0] for name in columns}
    distinct = {name: int(codes.max()) + 1 for name, codes in coded.items()}
    fitting = [name for name in coded if most_at_once <= distinct[name] <= n_rows / FEWEST_ROWS]
    for name in sorted(fitting, key=lambda one: distinct[one])[:MOST_COLUMNS]:
        pairs = coded[name].astype(np.int64) * (int(moments.max()) + 1) + moments
        if len(np.unique(pairs)) >= ALONE_SHARE * n_rows:
            yield name, coded[name].astype(np.int64)


def _rhythm(axis: Codes, key: Codes) -> tuple[int, int, int] | None:
    """The usual step, how many moments are missing, and the most in a row; None where steps are not equal."""
    order = np.lexsort((axis, key))
    steps = np.diff(axis[order])[np.diff(key[order]) == 0]
    steps = steps[steps > 0]
    if len(steps) < MIN_STEPS:
        return None
    sizes, counts = np.unique(steps, return_counts=True)
    usual = int(sizes[counts.argmax()])
    if counts.max() < USUAL_SHARE * len(steps) or (steps % usual == 0).mean() < FITTING_SHARE:
        return None
    between = np.maximum(steps // usual - 1, 0)
    return usual, int(between.sum()), int(between.max())


def _shown(unit: Unit, step: int) -> tuple[Unit, float]:
    """A step in the largest unit in which it is whole."""
    if unit != "second":
        return unit, step
    return next(((larger, step // size) for larger, size in SIZES if step % size == 0), ("second", step / 1e6))

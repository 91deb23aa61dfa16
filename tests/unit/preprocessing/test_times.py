"""Time columns in the forms people write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.times import as_dates, moments, reading_of
from automl_shared.errors import DataError

DAYS = pd.date_range("2023-12-05", periods=40, freq="D")


@pytest.mark.parametrize(
    "values",
    [
        range(40),
        DAYS,
        DAYS.tz_localize("Asia/Tokyo"),
        DAYS.date,
        DAYS.strftime("%Y-%m-%d"),
        DAYS.strftime("%Y/%m/%d"),
        DAYS.strftime("%d.%m.%Y"),
        DAYS.strftime("%d/%m/%Y"),
        DAYS.strftime("%m/%d/%Y %H:%M"),
        DAYS.strftime("%Y年%m月%d日"),
        DAYS.strftime("%b %d, %Y"),
        DAYS.strftime("%Y-%m-%dT%H:%M:%S+09:00"),
        DAYS.to_period("D"),
    ],
)
def test_order_is_kept(values: Any) -> None:
    assert moments(pd.Series(values, name="t")).is_monotonic_increasing


def test_gaps_stay_gaps() -> None:
    assert moments(pd.Series(["2024-01-01", None, "2024-01-02"], name="t")).isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("words", "why"),
    [(["01/02/2024", "03/04/2024"], "two ways"), (["spring", "summer"], "neither numbers nor dates")],
)
def test_words_and_a_day_that_could_be_a_month_are_refused(words: list[str], why: str) -> None:
    with pytest.raises(DataError, match=why):
        moments(pd.Series(words, name="t"))


def test_the_few_that_are_no_dates_are_gaps() -> None:
    read = moments(pd.Series([*DAYS.strftime("%Y-%m-%d"), "2024-02-31"], name="t"))

    assert read.isna().tolist() == [False] * 40 + [True]


@pytest.mark.parametrize(
    ("words", "pattern", "unread"),
    [
        (DAYS.strftime("%d/%m/%Y"), "%d/%m/%Y", 0),
        ([*DAYS.strftime("%m/%d/%Y"), "99/99/2024"], "%m/%d/%Y", 1),
        ([*DAYS.strftime("%Y-%m-%d"), "0000-00-00", "2024-13-01"], "ISO8601", 2),
        (DAYS.date, "ISO8601", 0),
        (DAYS, "", 0),
    ],
)
def test_the_format_that_reads_most(words: Any, pattern: str, unread: int) -> None:
    found = reading_of(pd.Series(words))

    assert (found.format, found.unread, found.other) == (pattern, unread, "")


def test_two_formats_that_cannot_be_told_apart() -> None:
    found = reading_of(pd.Series(["01/02/2024", "03/04/2024"]))

    assert {found.format, found.other} == {"%d/%m/%Y", "%m/%d/%Y"}


def test_dates_are_utc_microseconds() -> None:
    read = as_dates(pd.Series(["31.12.2024", None, "soon"], index=[5, 6, 7], name="d"), "%d.%m.%Y")

    assert str(read.dtype) == "datetime64[us, UTC]"
    assert (read.name, read.index.tolist(), read.isna().tolist()) == ("d", [5, 6, 7], [False, True, True])


def test_times_of_day_are_kept() -> None:
    read = moments(pd.Series(["2024-01-01 10:00", "2024-01-01 09:00"], name="t"))

    assert np.argsort(read).tolist() == [1, 0]

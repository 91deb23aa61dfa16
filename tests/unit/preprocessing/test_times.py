"""Time columns in the forms people write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.times import moments
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


def test_a_day_that_could_be_a_month_is_refused() -> None:
    with pytest.raises(DataError, match="two ways"):
        moments(pd.Series(["01/02/2024", "03/04/2024"], name="t"))


def test_words_are_no_times() -> None:
    with pytest.raises(DataError, match="neither numbers nor dates"):
        moments(pd.Series(["spring", "summer"], name="t"))


def test_times_of_day_are_kept() -> None:
    read = moments(pd.Series(["2024-01-01 10:00", "2024-01-01 09:00"], name="t"))

    assert np.argsort(read).tolist() == [1, 0]

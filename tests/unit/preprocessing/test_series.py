"""One series, several, with gaps or without, or rows that merely have a date: told apart, and said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.processing import prepare
from automl_preprocessing.series import Series, series_in
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.phase_io import Finding
from automl_shared.sections import VariantSection

NONE = pd.DataFrame(index=range(60))


def of(times: Any, **columns: Any) -> Series | None:
    series = pd.Series(times).reset_index(drop=True)
    return series_in(series, pd.DataFrame(columns, index=series.index))


def dates(freq: str, n: int = 60) -> pd.DatetimeIndex:
    return pd.date_range("2023-01-31" if freq == "ME" else "2023-01-01", periods=n, freq=freq)


@pytest.mark.parametrize(
    ("freq", "unit", "step"),
    [
        ("D", "day", 1),
        ("7D", "day", 7),
        ("h", "hour", 1),
        ("15min", "minute", 15),
        ("10s", "second", 10),
        ("MS", "month", 1),
        ("ME", "month", 1),
        ("QS", "month", 3),
        ("YS", "month", 12),
        ("B", "working_day", 1),
    ],
)
def test_one_series_of_any_rhythm(freq: str, unit: str, step: float) -> None:
    found = of(dates(freq).to_series().sample(frac=1, random_state=0))
    assert found == Series(count=1, column=None, unit=unit, step=step, missing=0, longest=0)


def test_numbers_that_count_time() -> None:
    assert of(np.arange(1980, 2024)) == Series(count=1, column=None, unit="number", step=1, missing=0, longest=0)
    assert of(np.random.default_rng(0).random(60)) is None


def test_gaps_are_counted_in_steps() -> None:
    times = dates("D").delete([5, 20, 21, 22])
    assert of(times) == Series(count=1, column=None, unit="day", step=1, missing=4, longest=3)


@pytest.mark.parametrize("gaps", [0, 3])
def test_several_series_are_told_apart_by_a_column(gaps: int) -> None:
    n, shops = 40, ["a", "b", "c"]
    frame = pd.DataFrame({"t": np.tile(dates("D", n), 3), "shop": np.repeat(shops, n), "day": np.tile(range(n), 3)})
    frame = frame.drop(index=range(50, 50 + gaps)).sample(frac=1, random_state=1).reset_index(drop=True)
    found = of(frame["t"], day=frame["day"], shop=frame["shop"])
    assert found == Series(count=3, column="shop", unit="day", step=1, missing=gaps, longest=gaps)


def test_rows_that_merely_have_a_date_are_no_series() -> None:
    random = np.random.default_rng(0)
    drawn = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 9_000_000, 300), unit="s")
    assert of(drawn, customer=random.integers(0, 60, 300)) is None
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 700, 300), unit="D")
    assert of(days, customer=random.integers(0, 60, 300)) is None


def findings(frame: pd.DataFrame, language: Any = "en", **data: Any) -> dict[str, Finding]:
    settings = DataSettings(target_column="y", **data)
    made = prepare(frame, settings, CrossValidationSettings(), VariantSection(), language)
    return {finding.code: finding for finding in made.findings}


def shops(n: int = 80) -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "day": np.tile(dates("D", n).strftime("%Y-%m-%d"), 3),
            "shop": np.repeat(["north", "south", "west"], n),
            "x": random.normal(size=3 * n),
            "y": random.normal(size=3 * n),
        }
    )


def test_several_series_are_said_and_cut_at_the_same_moments() -> None:
    frame = shops()
    said = findings(frame, time_column="day")["series"]
    assert said.level == "green"
    assert "3 time series, told apart by `shop`, each with a row every day" in said.message
    assert "3 本" in findings(frame, "ja", time_column="day")["series"].message
    made = prepare(
        frame, DataSettings(target_column="y", time_column="day"), CrossValidationSettings(), VariantSection()
    )
    assert made.plan.kind == "timeseries"
    days = frame["day"].loc[made.folds["row_id"]].reset_index(drop=True)
    for name in made.folds.columns[2:]:
        fitted, scored = days[made.folds[name] == 1], days[made.folds[name] == 2]
        assert fitted.max() < scored.min()
        assert len(set(frame["shop"].loc[made.folds["row_id"][made.folds[name] == 2]])) == 3


def test_gaps_of_series_shine_yellow() -> None:
    said = findings(shops().drop(index=[10, 11, 100]), time_column="day")["series"]
    assert said.level == "yellow"
    assert "3 rows are missing in between, up to 2 of them one after the other" in said.message


def test_series_without_a_time_column_are_told() -> None:
    said = findings(shops())["time_order"]
    assert said.level == "yellow"
    assert "make 3 time series by `shop`" in said.message
    assert said.action.endswith("--set data.time_column=day")


def test_events_are_said_to_be_no_series() -> None:
    random = np.random.default_rng(0)
    frame = shops().assign(
        day=(pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 9_000_000, 240), unit="s"))
    )
    assert "are no regular time series" in findings(frame, time_column="day")["series"].message
    assert findings(frame)["time_order"].level == "green"

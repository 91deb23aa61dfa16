"""Features of the target's past look back from a horizon before each row, and never on anything later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.bundle.parts import restored, stored
from automl_data.recipe import NO_TIES, Ties, build_pipeline
from automl_data.recipe.past import LAST, MEANS, history_of
from automl_shared.horizon import read_horizon
from automl_shared.recipe import Past, Recipe

DAYS = pd.date_range("2024-01-01", periods=60, tz="UTC").as_unit("us")
LATEST = "sales, known value 1"


def recipe(horizon: str, *, series: str | None = "shop", time: dict[str, Any] | None = None) -> Recipe:
    where = time or {"datetime": {"day": ""}}
    return Recipe(
        task_type="regression",
        categorical=["shop"],
        numeric_imputation="none",
        categorical_imputation="constant",
        scaling="none",
        categorical_encoding="ordinal",
        past=Past(target="sales", time="day", series=series, horizon=horizon),
        **where,
    )


def table(seed: int = 0) -> pd.DataFrame:
    """Two shops, some of whose days are missing, in no order."""
    rows = pd.concat([pd.DataFrame({"shop": shop, "day": DAYS}) for shop in ("a", "b")])
    rows["sales"] = np.random.default_rng(seed).normal(size=len(rows)).round(3)
    return rows.sample(frac=0.8, random_state=seed).reset_index(drop=True)


def made(horizon: str, rows: pd.DataFrame, learned: pd.DataFrame | None = None) -> pd.DataFrame:
    """Features of rows by a pipeline that learned from some of them and knows the history of all."""
    known = rows if learned is None else learned
    ties = Ties(history=history_of(recipe(horizon), known, known["sales"].to_numpy()))
    pipeline = build_pipeline(recipe(horizon))
    pipeline.fit_transform(known.iloc[:30], known["sales"].iloc[:30], ties=ties)
    return pipeline.transform(rows)


@pytest.mark.parametrize("horizon", ["1 day", "7 days", "36 hours", "1 month"])
def test_values_are_those_a_person_counts(horizon: str) -> None:
    rows = table()
    ahead = {"1 day": 1, "7 days": 7, "36 hours": 1.5, "1 month": None}[horizon]
    back = pd.DateOffset(months=1) if ahead is None else pd.Timedelta(days=ahead)
    found = made(horizon, rows)
    for place, row in rows.iterrows():
        same = rows[(rows["shop"] == row["shop"]) & (rows["day"] + back <= row["day"])].sort_values("day")
        known = same["sales"].to_numpy()[::-1]
        expected = np.full(LAST, np.nan)
        expected[: len(known)] = known[:LAST]
        told = found.loc[place]
        np.testing.assert_array_equal(told[[f"sales, known value {n}" for n in range(1, LAST + 1)]], expected)
        for count in MEANS if len(known) else ():
            assert told[f"sales, mean of {count} known values"] == pytest.approx(known[:count].mean())


def test_nothing_later_than_the_horizon_changes_a_feature() -> None:
    rows, changed = table(), table()
    moment = DAYS[40]
    changed.loc[rows["day"] > moment - pd.Timedelta("7 days"), "sales"] = 1e6
    at = rows["day"] <= moment
    pd.testing.assert_frame_equal(made("7 days", rows)[at], made("7 days", rows, changed)[at])


def test_new_rows_look_back_on_what_was_known_from_a_file_that_holds_no_code() -> None:
    rows = table()
    pipeline = build_pipeline(recipe("7 days"))
    ties = Ties(history=history_of(recipe("7 days"), rows, rows["sales"].to_numpy()))
    pipeline.fit_transform(rows.iloc[:30], rows["sales"].iloc[:30], ties=ties)
    info, content = stored(pipeline, "preparation")
    assert info.serialisation == "skops"
    new = pd.DataFrame({"shop": ["b", "c"], "day": ["2024-03-05", "2024-03-05"]})
    told = restored(info, content).transform(new)[LATEST]
    of_b = rows[(rows["shop"] == "b") & (rows["day"] <= "2024-02-27")].sort_values("day")
    assert told[0] == of_b["sales"].iloc[-1]
    assert np.isnan(told[1])


@pytest.mark.parametrize(("horizon", "every"), [("1 month", "ME"), ("1 quarter", "QE"), ("1 year", "YE-FEB")])
def test_the_last_day_of_a_month_comes_after_the_last_day_of_another(horizon: str, every: str) -> None:
    ends = pd.date_range("2023-01-01", periods=13, freq=every, tz="UTC").as_unit("us")
    rows = pd.DataFrame({"shop": "a", "day": ends, "sales": np.arange(13.0)})
    np.testing.assert_array_equal(made(horizon, rows)[LATEST], [np.nan, *range(12)])


def test_time_may_be_a_number_and_there_may_be_one_series() -> None:
    rows = pd.DataFrame({"shop": "a", "day": [3.0, 1.0, 2.0, 4.0, np.nan]})
    pipeline = build_pipeline(recipe("2", series=None, time={"numeric": ["day"]}))
    told = pipeline.fit_transform(rows, np.array([30.0, 10.0, 20.0, 40.0, 50.0]), ties=NO_TIES)[LATEST]
    np.testing.assert_array_equal(told, [10.0, np.nan, np.nan, 20.0, np.nan])


@pytest.mark.parametrize("text", ["0", "0 days", "-1 day", "1.5 days", "7 d", "soon", ""])
def test_what_is_no_time_ahead_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no time ahead"):
        read_horizon(text)

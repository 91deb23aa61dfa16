"""What becomes of dates and texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import build_pipeline

from .recipes import recipe


@pytest.mark.parametrize(
    "values",
    [
        ["31.12.2024 00:00", "02.01.2025 12:00", None],
        ["2024-12-31", "2025-01-02 12:00:00+00:00", ""],
        [dt.date(2024, 12, 31), dt.datetime(2025, 1, 2, 12), None],
        pd.to_datetime(["2024-12-31", "2025-01-02 12:00", ""], format="ISO8601"),
        pd.to_datetime(["2024-12-31 01:00", "2025-01-02 13:00", ""], format="ISO8601").tz_localize("Europe/Berlin"),
    ],
    ids=["recorded format", "ISO 8601", "Python dates", "without a zone", "with a zone"],
)
def test_dates_in_every_form_give_the_same_parts(values: Any) -> None:
    made = recipe(
        numeric=[], categorical=[], datetime={"d": "%d.%m.%Y %H:%M"}, scaling="none", numeric_imputation="none"
    )
    fitted = build_pipeline(made).fit(pd.DataFrame({"d": ["03.01.2025 12:00", "01.01.2020 00:00"]}))

    result = fitted.transform(pd.DataFrame({"d": values}))

    assert [name.removeprefix("d ") for name in result.columns] == [
        *("year", "month", "day", "weekday", "hour", "age in days")
    ]
    assert result.iloc[:2].to_numpy().tolist() == [[2024, 12, 31, 1, 0, 3.5], [2025, 1, 2, 3, 12, 1.0]]
    assert result.iloc[2].isna().all()


def test_dates_that_cannot_be_read_are_gaps_and_days_have_no_hour() -> None:
    made = recipe(numeric=[], categorical=[], datetime={"d": "%Y%m%d"}, scaling="none")
    fitted = build_pipeline(made).fit(pd.DataFrame({"d": [20240131, 20240229, 20240301]}))

    result = fitted.transform(pd.DataFrame({"d": ["never", "99999999", "20240131"]}))

    assert "d hour" not in result.columns
    assert result["d day"].tolist() == [29, 29, 31]
    assert fitted.transform(pd.DataFrame({"d": [20240131.0, np.nan]}))["d day"].tolist() == [31, 29]


def test_texts_that_are_alike_get_numbers_that_are_alike() -> None:
    texts = ["配送が早い", "配送が遅い", "the parcel is broken", "the parcel was broken", "great colour"] * 4
    made = recipe(numeric=[], categorical=[], text=["note"], scaling="none")
    vectors = build_pipeline(made).fit_transform(pd.DataFrame({"note": texts}))

    numbers = vectors.drop(columns="note length").to_numpy()

    assert vectors["note length"].iloc[:3].tolist() == [5, 5, 20]
    assert numbers[0] @ numbers[1] > 2 * abs(numbers[0] @ numbers[2])
    assert numbers[2] @ numbers[3] > 2 * abs(numbers[2] @ numbers[4])


def test_few_different_texts_make_few_numbers() -> None:
    """Directions in which the texts do not differ are rounding errors, which a scaler would blow up."""
    frame = pd.DataFrame({"note": ["good", "bad", ""] * 20, "silence": [""] * 60})

    result = build_pipeline(recipe(numeric=[], categorical=[], text=["note", "silence"])).fit_transform(frame)

    assert list(result.columns) == ["note text 1", "note text 2", "note length", "silence length"]

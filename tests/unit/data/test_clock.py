"""Times of day and durations are numbers of hours or minutes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import read_table, ready
from automl_data.intake.recognition import read_as, recognised
from automl_shared.config.models import CrossValidationSettings, DataSettings

TIMES = [
    (["08:30", "23:59", "00:00"], "h", [8.5, 23 + 59 / 60, 0.0]),
    (["8:30", "17:05"], "h", [8.5, 17 + 5 / 60]),
    (["08:30:15", "09:00:00"], "h", [8.5 + 15 / 3600, 9.0]),
    (["08:30", "08:30:15"], "h", [8.5, 8.5 + 15 / 3600]),
    (["8:30 AM", "12:15 am", "12:15 PM", "11:00 p.m."], "h", [8.5, 0.25, 12.25, 23.0]),
    (["1:23:45", "0:00:09", "26:00:00"], "h", [1 + 23 / 60 + 45 / 3600, 9 / 3600, 26.0]),
    (["100:30", "7:45"], "h", [100.5, 7.75]),
    (["-1:30", "2:00"], "h", [-1.5, 2.0]),
    (["0 days 01:30:00", "2 days 03:00:00.5"], "h", [1.5, 51 + 0.5 / 3600]),
    (["-1 days +23:00:00", "1 day, 2:00:00"], "h", [-1.0, 26.0]),
    (["12:30a", "3:05p"], "h", [0.5, 15 + 5 / 60]),
    (["59:30", "1:02:30"], "min", [59.5, 62.5]),
    (["1:02.35", "58.21"], "min", [62.35 / 60, 58.21 / 60]),
    (["3:07.5", "12:00.0"], "min", [3.125, 12.0]),
    (["3:07,5", "12:00,0"], "min", [3.125, 12.0]),
    (["08:30 Uhr", "12:15 Uhr"], "h", [8.5, 12.25]),
    (["08:30 h", "100:15 h"], "h", [8.5, 100.25]),
    (["8 PM", "9 am", "12 AM"], "h", [20.0, 9.0, 0.0]),
    (["8.30 p.m.", "9.15 a.m."], "h", [20.5, 9.25]),
    (["午後8:30", "午前9:15"], "h", [20.5, 9.25]),
    (["8時30分", "12時15分"], "h", [8.5, 12.25]),
    (["8时30分", "12时15分"], "h", [8.5, 12.25]),
    (["+1:02.35", "+58.21", "0:07.00"], "min", [62.35 / 60, 58.21 / 60, 7 / 60]),
    (["8h30", "12h15", "9h"], "h", [8.5, 12.25, 9.0]),
    (["1h 30m", "45m", "2h", "1h30m15s"], "h", [1.5, 0.75, 2.0, 1.5 + 15 / 3600]),
    (["1 h 30 min", "45 min"], "h", [1.5, 0.75]),
    (["1 min 23 sec", "45 sec"], "h", [83 / 3600, 45 / 3600]),
    (["2 Std. 5 Min.", "45 Min."], "h", [2 + 5 / 60, 0.75]),
    (["2d 3h", "1 day, 1 hour", "30 minutes"], "h", [51.0, 25.0, 0.5]),
    (["PT1H30M", "PT45M", "P1DT2H"], "h", [1.5, 0.75, 26.0]),
    (["1時間30分", "45分", "2時間"], "h", [1.5, 0.75, 2.0]),
    (["5:30 /km", "4:45 /km"], "min/km", [5.5, 4.75]),
    (["5:30 min/km", "10:45 min/km"], "min/km", [5.5, 10.75]),
    (["1:30 /100m", "2:06/100m"], "min/100m", [1.5, 2.1]),
]  # fmt: skip


def column(values: list[str]) -> pd.Series:
    return pd.Series(values, name="t", dtype="str")


@pytest.mark.parametrize(("values", "unit", "numbers"), TIMES, ids=[values[0] for values, _, _ in TIMES])
def test_times_are_numbers_and_new_rows_are_read_alike(values: list[str], unit: str, numbers: list[float]) -> None:
    found = recognised(column(values))

    assert (found.reading.kind, found.reading.unit, found.reading.unread) == ("numeric", unit, 0)
    assert found.values.tolist() == pytest.approx(numbers)
    again = read_as(column([*values, "later"]), found.reading)
    assert again.tolist() == pytest.approx([*numbers, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    "values",
    [
        ["3:2", "1:0"], ["16:9", "4:3"], ["08:60", "08:75"], ["aa:bb:cc", "0a:1b:2c"], ["1:10:100", "2:20:200"],
        ["08:30-09:00", "10:00-11:00"], ["Gen 1:12", "Ex 2:15"], ["13:00 PM", "14:00 PM"], ["12345:10", "99999:20"],
        ["T1 2", "T2 3"], ["2h a day", "3h a day"], ["1:02:30", "59:30", "8.5"],
    ],
)  # fmt: skip
def test_what_only_looks_like_a_time_stays_text(values: list[str]) -> None:
    assert recognised(column(values)) is None


def test_a_few_words_among_times_are_gaps_and_told(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = [f"{place % 24:02d}:{place % 60:02d},{place * 0.7:.1f}" for place in range(60)]
    rows[7], rows[9] = "closed,4.9", ",6.3"
    file.write_text("\n".join(["t,y", *rows]) + "\n")
    found = ready(read_table(file), DataSettings(target_column="y"), CrossValidationSettings())

    assert found.frame["t"].isna().sum() == 2
    assert found.frame["t"][5] == pytest.approx(5 + 5 / 60)
    said = {note.code: note.message() for note in found.notes}
    assert said["times_read"] == "Times of day and durations were read as numbers: `t` (h)."
    assert "'closed' (line 9)" in said["mixed"]


def test_a_duration_can_be_predicted(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = [f"{place * 0.37 % 5:.2f},{place % 3}:{place % 60:02d}:{(7 * place) % 60:02d}" for place in range(60)]
    file.write_text("\n".join(["x,y", *rows]) + "\n")
    found = ready(read_table(file), DataSettings(target_column="y"), CrossValidationSettings())

    assert found.problem.type == "regression"
    assert found.frame["y"][10] == pytest.approx(1 + 10 / 60 + 10 / 3600)
    assert found.readings["y"].unit == "h"


def test_what_pandas_writes_of_durations_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    taken = pd.to_timedelta(np.random.default_rng(0).integers(-90_000, 400_000, 50), unit="s")
    pd.DataFrame({"t": taken, "y": np.arange(50) * 0.37}).to_csv(file, index=False)
    found = ready(read_table(file), DataSettings(target_column="y"), CrossValidationSettings())

    assert found.frame["t"].tolist() == pytest.approx((taken.total_seconds() / 3600).tolist())

"""Marks behind numbers: the numbers are read, the marks are told, and codes with letters stay codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import read_table, ready
from automl_data.intake.recognition import read_as, recognised
from automl_shared.config.models import CrossValidationSettings, DataSettings

PLAIN = [f"{2 + place / 10:.1f}" for place in range(40)]
MARKED = [
    ("7.1 b", 7.1), ("7.1 bp", 7.1), ("7.1*", 7.1), ("7.1 **", 7.1), ("7.1 †", 7.1), ("7.1[1]", 7.1), ("7.1b", 7.1),
    ("7.1¹", 7.1), ("141 HH", 141), ("7.1 (est.)", 7.1), ("7.1 ± 0.2", 7.1), ("<5 u", 5),
]  # fmt: skip


def column(values: list[str]) -> pd.Series:
    return pd.Series(values, name="x", dtype="str")


@pytest.mark.parametrize(("text", "number"), MARKED, ids=[text for text, _ in MARKED])
@pytest.mark.parametrize("count", [1, 15])
def test_marks_among_plain_numbers(text: str, number: float, count: int) -> None:
    found = recognised(column([*PLAIN, *[text] * count]))

    assert found.flags is not None
    assert set(found.flags) == {text}
    assert found.values.tolist() == pytest.approx([*map(float, PLAIN), *[number] * count])


def test_high_and_low_of_a_laboratory_are_no_units() -> None:
    texts = [*(one.replace(".", ",") for one in PLAIN), "0,93 H", "0,45 L", "0,99 H"]
    found = recognised(column(texts))

    assert found.reading.unit == ""
    assert found.values.tolist()[-3:] == [0.93, 0.45, 0.99]


@pytest.mark.parametrize(
    "values",
    [
        [f"{number} ({number / 3:.1f}%)" for number in range(20)],
        [f"{number / 2} (0.1-{number + 1})" for number in range(20)],
        [f"{number},000円（税込）" for number in range(1, 20)],
        [f"{number / 2} ± 0.{number}" for number in range(20)],
    ],
    ids=["share", "interval", "tax", "error"],
)
def test_remarks_behind_every_number(values: list[str]) -> None:
    found = recognised(column(values))

    assert found.reading.unread == 0
    assert found.values.is_monotonic_increasing


@pytest.mark.parametrize(
    "values",
    [
        [f"{place}{'ABC'[place % 3]}" for place in range(40)],
        [*map(str, range(40)), *["12Q"] * 10],
        ["1 (low)", "2 (middle)", "3 (high)"] * 10,
        [f"{place} kg" if place % 2 else f"{place} m" for place in range(40)],
    ],
    ids=["codes", "some codes", "labels", "units"],
)
def test_codes_labels_and_units_are_no_marks(values: list[str]) -> None:
    assert recognised(column(values)) is None


def test_units_stay_units() -> None:
    found = recognised(column([*PLAIN, "70.1 kg", "65 kg"]))

    assert (found.reading.unit, found.flags) == ("kg", None)


def test_marks_are_told_and_new_rows_are_read_alike(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    values = [*PLAIN, "7.1 b", "7.2 e", "7.3 b"]
    file.write_text("\n".join(["x,y", *(f"{one},{place}.5" for place, one in enumerate(values))]) + "\n")
    found = ready(read_table(file), DataSettings(target_column="y"), CrossValidationSettings())
    told = next(note for note in found.notes if note.code == "flags")

    assert told.level == "yellow"
    assert "`x`: '7.1 b' (line 42), '7.2 e' (line 43)" in told.message()
    assert read_as(column(["8", "8.5 e", "9 kg"]), found.readings["x"]).tolist() == pytest.approx(
        [8, 8.5, np.nan], nan_ok=True
    )

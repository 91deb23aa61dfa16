"""Files as programs export them, and what a person would read in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from automl_data.intake import read_table, ready
from automl_data.intake.moments import moments
from automl_shared.config.models import CrossValidationSettings, DataSettings

ROWS = 40
AMOUNTS = [round(1234.5 * (place % 7) - 1500 + place * 3.25, 2) for place in range(ROWS)]
DAYS = [f"{1 + place % 28:02d}" for place in range(ROWS)]
GAP = float("nan")


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file, and what stands in the first rows: numbers by column, the first day of a date, columns that stay text."""

    text: str
    target: str
    numbers: dict[str, Sequence[float]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    texts: Sequence[str] = ()
    encoding: str = "utf-8"


def lines(*head: str, row: Callable[[int], Sequence[Any]], by: str = ",", below: Sequence[str] = ()) -> str:
    """Lines above, the rows with their fields quoted where they must be, and lines below."""
    fields = [[f'"{cell}"' if by in str(cell) else str(cell) for cell in row(place)] for place in range(ROWS)]
    return "\n".join([*head, *map(by.join, fields), *below, ""])


def german(number: float, digits: int = 2) -> str:
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def english(number: float) -> str:
    return f"{number:,.2f}"


def check_export(folder: Path, export: Export) -> None:
    """Rows, kinds and values are those that the export names."""
    file = folder / "export.csv"
    file.write_bytes(export.text.encode(export.encoding))
    found = ready(read_table(file), DataSettings(target_column=export.target), CrossValidationSettings())

    assert len(found.frame) == ROWS
    for name, numbers in export.numbers.items():
        first = found.frame[name].head(len(numbers)).astype("float64").tolist()
        assert first == pytest.approx(list(numbers), nan_ok=True), name
    for name, day in export.days.items():
        form = found.readings[name]
        assert (form.kind, form.other) == ("datetime", ""), name
        assert moments(found.frame[name], form.format)[0].strftime("%Y-%m-%d") == day
    for name in export.texts:
        assert found.frame[name].dtype == "str", name

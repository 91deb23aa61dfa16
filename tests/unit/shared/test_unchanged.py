"""A file that changes while it is read says so, whatever else reading its halves has led to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from automl_shared.errors import DataError
from automl_shared.unchanged import unchanged

CHANGED = "changed while it was read"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    return path


def _read_half(path: Path, change: Callable[[Path], object], problem: Exception) -> None:
    change(path)
    raise problem


def _replace(path: Path) -> None:
    new = path.with_suffix(".new")
    new.write_text(path.read_text())
    new.replace(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "appended to": lambda path: path.write_text(path.read_text() + "3,4\n"),
    "cut off": lambda path: path.write_text("a,"),
    "replaced": _replace,
    "deleted": Path.unlink,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_told_also_in_place_of_what_it_led_to(table: Path, change: Callable[[Path], object]) -> None:
    with pytest.raises(DataError, match=CHANGED), unchanged(table):
        change(table)
    for problem in (DataError("a row has too few cells"), FileNotFoundError(2, "No such file or directory")):
        table.write_text("a,b\n1,2\n")
        with pytest.raises(DataError, match=CHANGED), unchanged(table):
            _read_half(table, change, problem)


def test_a_file_that_stays_or_was_never_there_is_told_as_always(table: Path, tmp_path: Path) -> None:
    with unchanged(table):
        table.read_text()
    for path in (table, tmp_path / "none.csv"):
        with pytest.raises(DataError, match="too few cells"), unchanged(path):
            raise DataError("a row has too few cells")

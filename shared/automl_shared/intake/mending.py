"""A regular copy of an irregular CSV, for the quick reader: rows that end early are filled up, and counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from automl_shared.errors import DataError
from automl_shared.intake.dialect import Dialect, never_closed, parsed
from automl_shared.intake.files import opened


@dataclass(frozen=True, kw_only=True)
class Mended:
    """The copy: UTF-8, commas, every row ``width`` fields, without a header."""

    path: Path
    short_rows: int = 0
    first_short: int = 0
    """Number of the first short row; the header is row 1."""


@contextmanager
def mended(path: Path, encoding: str, dialect: Dialect) -> Iterator[Mended]:
    """A copy that is gone afterwards. Raises DataError for a row with too many fields or a quote that never ends."""
    with TemporaryDirectory(prefix="automl-intake-") as folder:
        copy = Path(folder) / "mended.csv"
        try:
            yield _copied(path, encoding, dialect, copy)
        except csv.Error as error:
            raise never_closed(path, error) from error


def _copied(path: Path, encoding: str, dialect: Dialect, copy: Path) -> Mended:
    short, first = 0, 0
    with opened(path) as file, _text(file, encoding) as lines, copy.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
        rows = parsed(lines, dialect.separator, dialect.quote, dialect.escape)
        for number, row in enumerate(islice(rows, 1, None), start=2):
            missing = dialect.width - len(row)
            if missing < 0 and any(value.strip() for value in row[dialect.width :]):
                raise _too_long(path, number, row, dialect)
            if missing > 0 and not dialect.extra_field:
                short, first = short + 1, first or number
            writer.writerow(row[: dialect.width] if missing <= 0 else [*row, *([""] * missing)])
    return Mended(path=copy, short_rows=short, first_short=first)


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file as text; it stays open, as its opener closes it."""
    wrapper = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield wrapper
    finally:
        wrapper.detach()


def _too_long(path: Path, number: int, row: list[str], dialect: Dialect) -> DataError:
    shown = dialect.separator.join(row)[:120]
    return DataError(
        "the CSV file cannot be read",
        value=f"{path}: row {number} has {len(row)} fields, the header {len(dialect.header)}: {shown}",
        fix="every line needs the same number of fields; quote text that holds the separator",
    )

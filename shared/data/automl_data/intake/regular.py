"""A regular copy of an irregular table, for the quick reader: rows that end early are filled up, and counted."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from automl_data.intake.between import Rows
from automl_data.intake.cells import is_rule
from automl_data.intake.dialect import Dialect, never_closed
from automl_data.intake.files import opened
from automl_data.intake.layout import COMMENT
from automl_data.intake.lines import Line, parsed
from automl_data.intake.notes import Note
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.words import T_


class RegularCopy(Frozen):
    """The copy: UTF-8, commas, every row ``width`` fields, without a header."""

    path: Path
    numbers: Sequence[int] = ()
    """The line of each row, without the line breaks inside of texts above it."""
    short_rows: int = 0
    first_short: int = 0
    """Line of the first short row."""
    notes: Sequence[Note] = ()
    """What is said about lines among the rows that were left out."""


@contextmanager
def regular_copy(path: Path, encoding: str, dialect: Dialect, *, skip: int = 0) -> Iterator[RegularCopy]:
    """A copy that is gone afterwards, without the first rows where these are known.

    Raises DataError for a row with too many fields or a quote that never ends.
    """
    with opened(path, dialect.ends) as file, _text(file, encoding) as text:
        try:
            lines = islice(_lines(text, dialect), skip, None)
            rows = Rows(lines, dialect.shape, dialect.heads) if dialect.shape else lines
            with copied(path, rows, dialect.header) as copy:
                yield replace(copy, notes=rows.notes) if isinstance(rows, Rows) else copy
        except csv.Error as error:
            raise never_closed(path, error) from error


@contextmanager
def copied(path: Path, rows: Iterable[Line], header: tuple[str, ...]) -> Iterator[RegularCopy]:
    """The rows as a regular CSV that is gone afterwards. Raises DataError for a row with too many fields."""
    with TemporaryDirectory(prefix="automl-intake-") as folder:
        yield _written(path, rows, header, Path(folder) / "regular.csv")


def _written(path: Path, rows: Iterable[Line], header: tuple[str, ...], copy: Path) -> RegularCopy:
    short, first, width, numbers, breaks = 0, 0, len(header), array("q"), 0
    needed = next((width - place for place, name in enumerate(reversed(header)) if name), 0)
    with copy.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
        for row in rows:
            cells = row.cells
            numbers.append(row.number - breaks)
            breaks += sum(cell.count("\n") for cell in cells)
            if any(cells[width:]):
                raise _too_long(path, row, header)
            if len(cells) < needed:
                short, first = short + 1, first or row.number
            writer.writerow(cells[:width] if len(cells) >= width else [*cells, *([""] * (width - len(cells)))])
    return RegularCopy(path=copy, numbers=numbers, short_rows=short, first_short=first)


def _lines(text: Iterable[str], dialect: Dialect) -> Iterator[Line]:
    for line in parsed(text, dialect.signs):
        if line.number < dialect.first_line or line.number in dialect.skipped or is_rule(line.cells):
            continue
        if not (dialect.comments and line.cells[0].startswith(COMMENT)):
            yield line


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file as text; it stays open, as its opener closes it."""
    wrapper = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield wrapper
    finally:
        wrapper.detach()


def _too_long(path: Path, row: Line, header: tuple[str, ...]) -> DataError:
    return DataError(
        T_("the CSV file cannot be read"),
        value=T_(
            "{path}: row {row} has {n} fields, the header {names}: {cells}",
            path=path,
            row=row.number,
            n=len(row.cells),
            names=len(header),
            cells=",".join(row.cells)[:120],
        ),
        fix=T_(
            "every line needs the same number of fields; quote text that holds the separator, and state lines that are "
            "no rows: data.skip_rows: [{row}], data.skip_footer, or data.header_row",
            row=row.number,
        ),
    )

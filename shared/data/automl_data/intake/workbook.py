"""Workbooks: Excel (.xlsx, .xlsb, .xls) and OpenDocument. A sheet's cells become text, and are read as a CSV's are."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from automl_data.intake.files import ZIP, first_bytes
from automl_data.intake.lines import Line
from automl_data.intake.notes import Note, listed
from automl_data.intake.rows import lines_of, table_of
from automl_data.intake.texts import Texts
from automl_data.intake.values import EXACT
from automl_shared.config.models import DataSettings
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError, did_you_mean
from automl_shared.words import T_

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNCALCULATED = re.compile(rb"<f[ >][^<]*</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
"""A formula without the value that it gives, as programs write it that cannot calculate."""
_MARCH_1900, _BEFORE_DAY_1 = dt.datetime(1900, 3, 1), dt.datetime(1899, 12, 31)
"""Excel has a 29 February 1900, so days count evenly before March alone."""
LEAST_ROWS, OFFERED = 3, 3
"""Filled rows of a sheet that may be a table, the names among them."""


def is_workbook(path: Path) -> bool:
    """Whether the file is one of an Office program."""
    start = first_bytes(path, 8)
    if not start.startswith(ZIP):
        return start.startswith(OLE)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return "[Content_Types].xml" in names or "mimetype" in names


def workbook_texts(path: Path, stated: DataSettings) -> Texts:
    """The cells of the sheet that is named, or of the only one that is a table. Raises DataError."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
            names = [stated.sheet] if stated.sheet in book.sheet_names else shown
            sheets = {name: _lines(book.get_sheet_by_name(name)) for name in names}
            every = book.sheet_names
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise DataError(
            T_("the Excel or other Office file cannot be read as a workbook"),
            value=f"{path}: {error}",
            fix=T_("open it, take away its password if it has one, and save the sheet as .xlsx or as CSV UTF-8"),
        ) from error
    name = _chosen(path, sheets, stated.sheet, every)
    others = [one for one in every if one != name]
    values: dict[str, object] = {"name": name, "others": listed(others)}
    notes = [Note(code="table_chosen", level="green", values=values)] if others and not stated.sheet else []
    texts = table_of(path, sheets[name], stated, notes, format="workbook")
    return replace(texts, notes=[*texts.notes, *_formula_notes(path, texts)])


def _formula_notes(path: Path, texts: Texts) -> list[Note]:
    """For columns without any value in a workbook whose formulas nobody ever calculated."""
    empty = [column for column, values in texts.columns.items() if values.null_count == len(values)]
    if not empty or not first_bytes(path, 4).startswith(ZIP):
        return []
    with zipfile.ZipFile(path) as archive:
        sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/") and one.endswith(".xml")]
        if not any(_UNCALCULATED.search(archive.read(sheet)) for sheet in sheets):
            return []
    return [Note(code="formulas_without_values", level="yellow", values={"columns": listed(empty)})]


def _chosen(path: Path, sheets: dict[str, list[Line]], wanted: str | None, every: list[str]) -> str:
    if wanted is not None and wanted not in every:
        raise DataError(
            T_("the workbook has no such sheet{nearest}", nearest=did_you_mean(wanted, every)),
            value=f"{path}: {wanted}",
            allowed=", ".join(every),
            fix=_sheets(every),
        )
    tables = [name for name, lines in sheets.items() if _may_be_table(lines)]
    if wanted is not None:
        return wanted
    if len(tables) != 1:
        sizes = [f"{name} ({len(lines):,} rows)" for name, lines in sheets.items()]
        raise DataError(
            T_("several sheets of the workbook may be the table")
            if tables
            else T_("no sheet of the workbook may be the table"),
            value=f"{path}: {', '.join(sizes) or 'no sheet is visible'}",
            fix=_sheets(tables or every),
        )
    return tables[0]


def _sheets(names: list[str]) -> tuple[str, ...]:
    return tuple(as_option("data.sheet", name) for name in names[:OFFERED])


def _may_be_table(lines: list[Line]) -> bool:
    return sum(len(line.filled) > 1 for line in lines) >= LEAST_ROWS


def _lines(sheet: Any) -> list[Line]:
    rows = sheet.to_python(skip_empty_area=True)
    _restore_durations(rows)
    clock = {
        place
        for row in rows
        for place, cell in enumerate(row)
        if isinstance(cell, dt.datetime) and cell.time() != dt.time()
    }
    first = sheet.start[0] + 1 if sheet.start else 1
    _fill_merged(sheet, rows)
    return lines_of([[_text(cell, clock=place in clock) for place, cell in enumerate(row)] for row in rows], first)


def _restore_durations(rows: list[list[Any]]) -> None:
    """Durations of a day and more beside shorter ones, which as times of day were days of 1900."""
    times = {place for row in rows for place, cell in enumerate(row) if isinstance(cell, dt.time)}
    for place in times:
        days = [(row, dt.datetime.fromisoformat(str(row[place]))) for row in rows if isinstance(row[place], dt.date)]
        if all(day < _MARCH_1900 for _, day in days):
            for row, day in days:
                row[place] = day - _BEFORE_DAY_1


def _fill_merged(sheet: Any, rows: list[list[Any]]) -> None:
    """What a cell merged over several rows says, in each of them."""
    top, left = sheet.start or (0, 0)
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        if first < top or column < left or not rows or column - left >= len(rows[0]):
            continue
        for row in rows[first - top + 1 : last - top + 1]:
            row[column - left] = row[column - left] or rows[first - top][column - left]


def _text(cell: Any, *, clock: bool) -> str:
    """A cell as a CSV would hold it. ``clock``: its column holds times of day."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= EXACT:
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date) and not isinstance(cell, dt.datetime):
        return f"{cell.isoformat()} 00:00:00" if clock else cell.isoformat()
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if clock else cell.date().isoformat()
    return str(cell)

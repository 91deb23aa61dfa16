"""Rows that are read all at once, of a workbook or a web page: the same layout, footer and typing as a CSV's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from automl_data.intake.between import Rows, another_notes, main_table
from automl_data.intake.cells import is_rule
from automl_data.intake.csv_file import row_texts
from automl_data.intake.dialect import LOOKED_AT_LINES, check_header, footer_notes, header_of
from automl_data.intake.footer import footer_of
from automl_data.intake.layout import layout_of
from automl_data.intake.lines import Line
from automl_data.intake.notes import Note
from automl_data.intake.texts import Texts
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError
from automl_shared.words import T_


def lines_of(rows: Sequence[Sequence[str]], first: int = 1) -> list[Line]:
    """Rows that are not empty, numbered from ``first``."""
    lines, gap = [], False
    for number, cells in enumerate(rows, start=first):
        bare = [cell.strip() for cell in cells]
        if any(bare):
            lines.append(Line(number=number, cells=bare, gap=gap))
        gap = not any(bare)
    return lines


def table_of(path: Path, lines: list[Line], stated: DataSettings, notes: Sequence[Note] = (), **how: Any) -> Texts:
    """The table among lines. Raises DataError where there is none."""
    if not lines:
        raise DataError(T_("the data file holds no table"), value=path, fix=T_("export the data again"))
    table = main_table(lines) if stated.skip_footer is None else lines
    layout = layout_of(table[:LOOKED_AT_LINES], stated)
    header = header_of(layout)
    check_header(path, header, table)
    rows = [line for line in table if line.number >= layout.first and not is_rule(line.cells)]
    footer = rows[len(rows) - stated.skip_footer :] if stated.skip_footer else []
    if stated.skip_footer is None:
        footer = footer_of(rows, layout.shape)
    rows = rows[: len(rows) - len(footer)]
    if isinstance(stated.skip_rows, list):
        rows = [line for line in rows if line.number not in stated.skip_rows]
    among: list[Note] = []
    if stated.skip_footer is None:
        kept = Rows(rows, layout.shape, layout.heads)
        rows = list(kept)
        among = [*kept.notes, *footer_notes(footer), *another_notes(lines[len(table) :])]
    found = {"first_line": layout.first, "units": layout.units}
    return row_texts(path, rows, header, [*notes, *layout.notes, *among], **found, **how)

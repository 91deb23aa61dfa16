"""Sheets on which more than one table stands, or notes stand beside, between and below the rows."""

from __future__ import annotations

import io

from openpyxl import Workbook
from tests.hard_files import ROWS, text_of
from tests.unit.data.kinds.lines_around import PLAIN, a, b, file, y

HALF = ROWS // 2


def lines(start: int = 0, end: int = ROWS) -> list[str]:
    return [f"{a(i)},{b(i)},{y(i)}" for i in range(start, end)]


def sheet(*, at: tuple[int, int] = (1, 1), notes: dict[str, object]) -> bytes:
    """The table with its corner somewhere on a sheet, and cells of notes around it."""
    book = Workbook()
    page = book.active
    for below, cells in enumerate([("a", "b", "y"), *((a(i), b(i), y(i)) for i in range(ROWS))]):
        for right, value in enumerate(cells):
            page.cell(at[0] + below, at[1] + right, value)
    for place, value in notes.items():
        page[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def beside(*, legend: dict[int, str]) -> str:
    rows = [f"{line},,{legend.get(i, ',')}" for i, line in enumerate(["a,b,y", *lines()])]
    return "\n".join([*rows, ""])


FILES = {
    "a legend beside the table": file(
        beside(legend={0: "code,meaning", 1: "up,rose", 2: "down,fell"}), said=("table_beside",)
    ),
    "settings beside the table in Excel": file(
        sheet(notes={"F1": "Rate", "G1": 1.19, "F2": "Year", "G2": 2024}), name="e.xlsx", said=("table_beside",)
    ),
    "one year, and below it the next": file(
        "\n".join(["Sales 2023,,", "a,b,y", *lines(0, HALF), ",,", "Sales 2024,,", "a,b,y", *lines(HALF), ""]),
        numbers={},
        said=("header_again",),
    ),
    "remarks between the rows": file(
        "\n".join(["a,b,y", *lines(0, 9), "NB: the machine stood still,,", *lines(9), ""]), numbers={}, said=("mixed",)
    ),
    "settings above the table": file(
        "\n".join(["Plant,Leipzig,", "Line,3,", "Shift,early,", ",,", "a,b,y", *lines(), ""])
    ),
    "a corner within the sheet, notes on the right": file(
        sheet(at=(5, 3), notes={"B2": "Report of the quarter", "H2": "Prepared by", "I2": "M. Smith"}), name="e.xlsx"
    ),
    "a summary below in Excel": file(
        sheet(notes={"A44": "state", "B44": "rows", "A45": "up", "B45": 21, "A46": "down", "B46": 19}), name="e.xlsx"
    ),
    "headings of sections": file(
        "\n".join(["a,b,y", "North,,", *lines(0, 13), "South,,", *lines(13, 26), "West,,", *lines(26), ""]),
        numbers={},
        said=("mixed",),
    ),
    "remarks behind the rows": file(
        "\n".join(["a,b,y,", *(f"{line},{'ask Ann' if i % 13 == 5 else ''}" for i, line in enumerate(lines())), ""]),
        kinds="numeric numeric categorical",
    ),
    "two tables of one length": file(
        "\n".join(["a,b,y,,c", *(f"{line},,{a(i + 3)}" for i, line in enumerate(lines())), ""]),
        kinds="numeric numeric numeric",
    ),
    "data of a chart below": file(
        "\n".join(
            ["a,b,y", *lines(), ",,", "Chart data,,", "month,sales,", *(f"{m},{m * 10}," for m in range(1, 13)), ""]
        )
    ),
    "counted notes below": file(text_of(PLAIN, below=[",,", "1) Without tax.,,", "2) Estimated.,,"])),
    "who checked it": file(text_of(PLAIN, below=[",,", ",,", "Checked by:,M. Smith,", "Date:,2024-03-01,"])),
}

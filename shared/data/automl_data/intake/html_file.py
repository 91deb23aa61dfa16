"""Tables in HTML, and in the XML of Excel 2003: what many programs save as ``.xls``."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from automl_data.intake.cells import kind_of
from automl_data.intake.encoding import Encoding, encoding_of, stated_encoding
from automl_data.intake.files import opened
from automl_data.intake.rows import lines_of, table_of
from automl_data.intake.texts import Texts
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError
from automl_shared.words import T_

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|table|head|meta|body|style|\?xml|workbook)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
ROW, CELL = ("tr", "row"), ("td", "th", "cell")
MOST_SPANNED = 10_000
_NUMBER = "x:num"
"""Where Excel keeps the number behind what is shown."""


def is_html(start: bytes) -> bool:
    """Whether a file's first bytes are HTML or XML, whatever encoding it has."""
    return _START.match(start.replace(b"\x00", b"").removeprefix(b"\xff\xfe")) is not None


def html_texts(path: Path, stated: DataSettings) -> Texts:
    """The cells of the largest table of a page. Raises DataError."""
    with opened(path) as file:
        content = file.read()
    encoding = _encoding(path, content, stated)
    tables = _tables_of(content.decode(encoding.name))
    rows = max(tables, key=_size, default=[])
    if _size(rows) < 2:
        raise DataError(
            T_("the data file is a web page or XML without a table"),
            value=path,
            fix=T_("open it and save it as CSV (Excel: `CSV UTF-8`), or as Parquet"),
        )
    return table_of(path, lines_of(rows), stated, format="html", encoding=encoding.name)


def _encoding(path: Path, content: bytes, stated: DataSettings) -> Encoding:
    """As stated, else as the page says if that fits, else as found."""
    if stated.encoding:
        return stated_encoding(path, stated.encoding)
    said = _CHARSET.search(content[:4096])
    try:
        return stated_encoding(path, said[1].decode()) if said else encoding_of(path, rows=False)
    except DataError:
        return encoding_of(path, rows=False)


def _size(rows: list[list[str]]) -> int:
    return sum(len(row) for row in rows if len(row) > 1)


def _tables_of(text: str) -> list[list[list[str]]]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return [table.rows for table in reader.tables]


class _Table:
    """The rows of one table. A cell over several rows stands in each, one over several columns in the first."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._attributes: dict[str, str | None] = {}
        self._reaching: dict[int, tuple[int, str]] = {}
        """Column to how many more rows the cell above reaches into, and its text."""

    def begin_row(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        self._fill(None)
        self.rows.extend([] for _ in range(_number(attributes, "ss:index", 0) - 1 - len(self.rows)))
        self.rows.append([])

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self._fill(_number(attributes, "ss:index", 0) - 1)
        self._cell, self._attributes = [], attributes

    def add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text)

    def end_cell(self) -> None:
        if self._cell is None:
            return
        text = " ".join("".join(self._cell).split())
        stored = self._attributes.get(_NUMBER)
        text = stored if stored and kind_of(text) == "number" else text
        row, down = self.rows[-1], _number(self._attributes, "rowspan", 1)
        down = max(down, 1 + _number(self._attributes, "ss:mergedown", 0))
        wide = _number(self._attributes, "colspan", 1) + _number(self._attributes, "ss:mergeacross", 0)
        for extra in range(wide):
            if down > 1:
                self._reaching[len(row)] = (down - 1, "" if extra else text)
            row.append("" if extra else text)
        self._cell = None

    def _fill(self, place: int | None) -> None:
        """Cells of the row that reach down from above, and empty ones up to a place; None ends the row."""
        row = self.rows[-1] if self.rows else []
        while len(row) in self._reaching or (place is not None and len(row) < place):
            left, text = self._reaching.pop(len(row), (0, ""))
            if left > 1:
                self._reaching[len(row)] = (left - 1, text)
            row.append(text)


class _Reader(HTMLParser):
    """Finds the tables of a page, those within others too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif self._open and tag in ROW:
            self._open[-1].begin_row(dict(attrs))
        elif self._open and tag in CELL:
            self._open[-1].begin_cell(dict(attrs))
        elif self._open and tag == "br":
            self._open[-1].add(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag in (*CELL, *ROW, "table"):
            self._open[-1].end_cell()
        if self._open and tag == "table":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].add(data)


def _number(attributes: dict[str, str | None], name: str, otherwise: int) -> int:
    """A whole number of an element, capped: a page may ask for any."""
    text = attributes.get(name) or ""
    return min(int(text), MOST_SPANNED) if text.isdigit() and len(text) < 8 else otherwise

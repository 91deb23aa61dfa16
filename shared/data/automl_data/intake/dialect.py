"""How a CSV is written: separator, quotes, escapes, and where its table lies; found on its first and last lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import islice
from pathlib import Path

from automl_data.intake.between import another_notes, another_table, are_among, main_table
from automl_data.intake.footer import footer_of
from automl_data.intake.layout import Layout, layout_of
from automl_data.intake.lines import Line, Signs, parsed, parsed_text, quoted
from automl_data.intake.notes import Note
from automl_data.intake.samples import Tail, head_of, tail_of
from automl_data.intake.shape import Shape
from automl_data.intake.signs import NAMED, said_by_file, signs_of
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

LOOKED_AT_LINES = 200


class Dialect(Frozen):
    """How the file's text becomes fields."""

    signs: Signs
    header: tuple[str, ...]
    """One name a field, empty where there is none."""
    first_line: int = 1
    """Line of the first row."""
    skipped: frozenset[int] = frozenset()
    """Lines among the rows that are none."""
    comments: bool = False
    """Lines that begin with # may stand among the rows."""
    units: Mapping[int, str] = field(default_factory=dict)
    """Place of a field to the unit that a line below the names says."""
    ends: int | None = None
    """Bytes up to the footer; None where there is none."""
    shape: Shape | None = None
    """The shape of the rows, by which lines among them are known that are none; None where all are rows."""
    heads: frozenset[str] = frozenset()
    """What stands above the table, as a page may say it again."""
    mixed: bool = False
    """Such lines are among the first or the last rows."""
    padded: bool = False
    """Blanks stand between separators and quotes."""
    notes: tuple[Note, ...] = ()

    @property
    def width(self) -> int:
        """Fields of a row."""
        return len(self.header)

    @property
    def is_regular(self) -> bool:
        """Whether nothing but rows stands between the first row and the end, one field behind the other."""
        is_quick = self.signs.separator.isascii() and self.signs.separator != " "
        return is_quick and not self.padded and not self.skipped and not self.mixed


def dialect_of(path: Path, encoding: str, stated: DataSettings | None = None) -> Dialect:
    """The dialect of a CSV file. Raises DataError without a usable header."""
    stated = stated or DataSettings()
    text = head_of(path, encoding)
    if not text.strip():
        raise DataError(
            T_("the data file has no header line"), value=path, fix=T_("put the column names into the first line")
        )
    separator = NAMED.get(stated.separator, stated.separator) if stated.separator else said_by_file(text)
    signs = signs_of(text, separator)
    try:
        lines = list(islice(parsed_text(text, signs), LOOKED_AT_LINES))
    except csv.Error as error:
        raise never_closed(path, error) from error
    lines = main_table(lines) if stated.skip_footer is None else lines
    layout = layout_of(lines, stated)
    header = header_of(layout)
    check_header(path, header, lines)
    end = _end(path, encoding, signs, layout, stated)
    looked_at = [line for line in lines if line.number >= layout.first]
    shape = layout.shape if stated.skip_footer is None else None
    mixed = shape is not None and any(are_among(part, shape, layout.heads) for part in (looked_at, end.tail))
    skipped = stated.skip_rows if isinstance(stated.skip_rows, list) else []
    return Dialect(
        signs=signs,
        header=header,
        first_line=layout.first,
        skipped=frozenset(number for number in skipped if number >= layout.first),
        comments=layout.comments,
        ends=end.ends,
        shape=shape,
        heads=layout.heads,
        units=layout.units,
        mixed=mixed,
        padded=f"{signs.separator} {signs.quote}" in text,
        notes=(*layout.notes, *end.notes),
    )


def header_of(layout: Layout) -> tuple[str, ...]:
    """A name for every field of the rows: those behind the last name are empty in all of them, or one too many."""
    names, rows = layout.names, layout.shape.body
    beyond = min((len(line.cells) for line in rows), default=0)
    empty = not any(cell for line in rows for cell in line.cells[len(names) :])
    return (*names, *[""] * (beyond - len(names) if empty else 0))


def check_header(path: Path, header: tuple[str, ...], lines: Sequence[Line]) -> None:
    """Raises DataError for a line of names that names no column, or one alone."""
    shown = f"{path}: the first lines are {quoted(lines)}"
    if not any(header):
        raise DataError(
            T_("the line with the column names names no column"),
            value=shown,
            fix=T_("put the column names into the first line, or state data.header_row"),
        )
    if len(header) == 1:
        raise DataError(
            T_("only one column was found, so there is nothing to predict from, or the separator is another one"),
            value=shown,
            allowed=T_("comma, semicolon, tab, | or blanks; any other sign as data.separator"),
            fix=T_("state data.separator, or data.header_row where other lines stand above the table"),
        )


def never_closed(path: Path, why: object) -> DataError:
    """For a quoted text that swallows the rows behind it."""
    return DataError(
        T_("the CSV file cannot be read: a quotation mark is opened and never closed"),
        value=f"{path}: {why}",
        fix=T_("close it, or take single quotation marks out of the text"),
    )


def footer_notes(footer: Sequence[Line]) -> list[Note]:
    """What is said about lines below the table."""
    filled = [line for line in footer if line.filled]
    if not filled:
        return []
    return [Note(code="lines_below", level="yellow", values={"lines": quoted(filled, numbered=False)})]


class _End(Frozen):
    """Where the rows end. ``ends``: bytes up to there, None for the file's end. ``tail``: the last rows."""

    ends: int | None = None
    tail: Sequence[Line] = ()
    notes: Sequence[Note] = ()


def _end(path: Path, encoding: str, signs: Signs, layout: Layout, stated: DataSettings) -> _End:
    if stated.skip_footer == 0:
        return _End()
    another = another_table(path, encoding, signs, layout) if stated.skip_footer is None else None
    tail = tail_of(path, encoding, another.ends if another else None)
    lines = [line for line in _tail_lines(tail, signs, layout) if not tail.whole or line.number >= layout.first]
    if stated.skip_footer is None:
        footer = footer_of(lines, layout.shape)
    elif stated.skip_footer < len(lines):
        footer = lines[-stated.skip_footer :]
    else:
        raise DataError(
            T_("`data.skip_footer` leaves no row"),
            value=stated.skip_footer,
            fix=T_("at most {n} here", n=len(lines) - 1),
        )
    if footer and any("\n" in cell for cell in footer[-1].cells) and not _ends_in(tail, signs.quote):
        raise never_closed(path, quoted(footer[-1:]))
    notes = footer_notes(footer) if stated.skip_footer is None else []
    notes += another_notes([another.line] if another else [])
    ends = another.ends if another else None
    return _End(
        ends=tail.before(footer[0].number) if footer else ends, tail=lines[: len(lines) - len(footer)], notes=notes
    )


def _ends_in(tail: Tail, quote: str) -> bool:
    return "".join(tail.lines[-2:]).rstrip().endswith(quote)


def _tail_lines(tail: Tail, signs: Signs, layout: Layout) -> list[Line]:
    """The tail's lines; it may begin within a quoted text, which shows in lines that are no rows."""
    if tail.whole:
        return _lines(tail.lines, signs)
    readings = [_lines(tail.lines, signs), _lines([signs.quote, *tail.lines], signs)]
    first, second = (sum(len(line.cells) == layout.shape.width for line in lines) for lines in readings)
    if first >= second:
        return readings[0]
    return [Line(number=line.number - 1, cells=line.cells, gap=line.gap) for line in readings[1][1:]]


def _lines(texts: Sequence[str], signs: Signs) -> list[Line]:
    try:
        return list(parsed(texts, signs))
    except csv.Error:
        return []

"""How a CSV is written: separator, quotes, escapes, header; found by CleverCSV on the file's first lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from automl_shared.errors import DataError
from automl_shared.intake.encoding import SAMPLE_BYTES
from automl_shared.intake.files import opened

SEPARATORS = ",;\t|"
LARGEST_HEADER_BYTES = 4 << 20
DETECT_CHARACTERS = 32 * 1024
"""Text given to the detector, which takes about a microsecond a character."""
LOOKED_AT_ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How the file's text becomes fields."""

    separator: str
    quote: str = '"'
    escape: str = ""
    blank_lines: int = 0
    """Blank lines above the header."""
    header: tuple[str, ...]
    extra_field: bool = False
    """Every row ends with a separator that the header does not have."""
    padded: bool = False
    """Blanks stand between separators and quotes."""

    @property
    def width(self) -> int:
        """Fields of a row."""
        return len(self.header) + self.extra_field


def dialect_of(path: Path, encoding: str) -> Dialect:
    """The dialect of a CSV file. Raises DataError without a usable header."""
    text = _sample(path, encoding)
    lines = text.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if blank == len(lines):
        raise DataError("the data file has no header line", value=path, fix="put the column names into the first line")
    text = "\n".join(lines[blank:])
    separator, quote, escape = _signs(text)
    try:
        rows = list(islice(parsed(io.StringIO(text, newline=""), separator, quote, escape), LOOKED_AT_ROWS))
    except csv.Error as error:
        raise never_closed(path, error) from error
    header = tuple(name.strip() for name in rows[0])
    _check_header(path, header)
    body = rows[1:]
    return Dialect(
        separator=separator,
        quote=quote,
        escape=escape,
        blank_lines=blank,
        header=header,
        extra_field=bool(body) and all(len(row) == len(header) + 1 and not row[-1].strip() for row in body),
        padded=f"{separator} {quote}" in text,
    )


def parsed(lines: Iterator[str] | io.StringIO, separator: str, quote: str, escape: str) -> Iterator[list[str]]:
    """The rows of a CSV that are not blank. Blanks after a separator are skipped."""
    if separator == " ":
        rows: Iterator[list[str]] = (
            next(csv.reader([" ".join(line.split())], delimiter=" ")) for line in lines if line.strip()
        )
        yield from rows
        return
    reader = csv.reader(
        lines,
        delimiter=separator,
        quotechar=quote,
        escapechar=escape or None,
        doublequote=not escape,
        skipinitialspace=True,
    )
    for row in reader:
        if len(row) > 1 or (row and row[0].strip()):
            yield row


def never_closed(path: Path, why: object) -> DataError:
    """For a quoted text that swallows the rows behind it."""
    return DataError(
        "the CSV file cannot be read: a quotation mark is opened and never closed",
        value=f"{path}: {why}",
        fix="close it, or take single quotation marks out of the text",
    )


def _sample(path: Path, encoding: str) -> str:
    """The file's first complete lines, with ``\\n`` at their ends."""
    with opened(path) as file:
        taken = file.read(SAMPLE_BYTES)
        while not (ended := _line_ends(taken, encoding)) and len(taken) < LARGEST_HEADER_BYTES:
            more = file.read(SAMPLE_BYTES)
            if not more:
                break
            taken += more
        whole = not file.read(1)
    text = _text(taken, encoding)
    if whole:
        return text
    if not ended:
        raise DataError(
            "the data file has no line end near its beginning, so it has no header line",
            value=f"{path}: one line of more than {LARGEST_HEADER_BYTES >> 20} MB",
            fix="check how the file was written: one line for the column names, one for each row",
        )
    return text[: text.rindex("\n") + 1]


def _line_ends(sample: bytes, encoding: str) -> bool:
    return "\n" in _text(sample, encoding)


def _text(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, errors="ignore").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _signs(text: str) -> tuple[str, str, str]:
    """Separator, quote and escape."""
    from clevercsv.detect import Detector

    part = text[:DETECT_CHARACTERS]
    if len(part) < len(text) and "\n" in part:
        part = part[: part.rindex("\n")]
    found = Detector().detect(part, delimiters=[*SEPARATORS, " "])
    lines = text.split("\n")[:LOOKED_AT_ROWS]
    quote = "'" if found is not None and found.quotechar == "'" and '"' not in part else '"'
    escape = "\\" if found is not None and found.escapechar == "\\" and "\\" + quote in part else ""
    regular = max(SEPARATORS, key=lambda one: (_regular(text, one, quote, escape), lines[0].count(one)))
    if found is not None and found.delimiter and _regular(text, found.delimiter, quote, escape) > 0:
        alone = found.delimiter != " " or _regular(text, regular, quote, escape) == 0
        return (found.delimiter if alone else regular), quote, escape
    return regular, quote, escape


def _regular(text: str, separator: str, quote: str, escape: str) -> float:
    """Share of the first rows with as many fields as the header; 0 when the header has only one."""
    try:
        rows = list(islice(parsed(io.StringIO(text, newline=""), separator, quote, escape), LOOKED_AT_ROWS))
    except csv.Error:
        return 0.0
    width = len(rows[0]) if rows else 0
    return sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0


def _check_header(path: Path, header: tuple[str, ...]) -> None:
    if not any(header):
        raise DataError(
            "the data file's first line names no column", value=path, fix="put the column names into the first line"
        )
    if len(header) == 1:
        raise DataError(
            "only one column was found, so there is nothing to predict from, or the separator is another one",
            value=f"{path}: {header[0][:80]!r}",
            allowed="comma, semicolon, tab, | or blanks",
            fix="save the file with commas between the columns",
        )
    names = [name for name in header if name]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise DataError(
            "column names occur more than once",
            value=", ".join(repr(name) for name in twice[:20]),
            fix="give every column a name of its own in the file's first line",
        )

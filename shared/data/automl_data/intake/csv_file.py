"""Reads a CSV: all fields as text by Arrow, then each column by all of its values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from automl_data.intake.dialect import Dialect, dialect_of, never_closed
from automl_data.intake.encoding import Encoding, encoding_of, stated_encoding
from automl_data.intake.files import opened
from automl_data.intake.lines import Line, Signs
from automl_data.intake.native import native_text
from automl_data.intake.notes import Note, listed, two_ways_note
from automl_data.intake.numerals import Numerals, could_be_grouped, numerals, writes_commas
from automl_data.intake.options import Option
from automl_data.intake.regular import RegularCopy, copied, regular_copy
from automl_data.intake.table import Table
from automl_data.intake.texts import Texts, texts_of
from automl_data.intake.values import are_versions, is_digits, plain, series_of, trimmed, unmarked
from automl_data.intake.wrapped import unwrapped
from automl_shared.config.models import DataSettings
from automl_shared.lazy import np, pa, pd

BLOCK_BYTES = 8 << 20
"""What Arrow parses at a time; no row is longer."""
TAIL_BLOCK = 1 << 20


@dataclass(kw_only=True)
class _Columns:
    """Columns on their way: ``done`` are typed, ``texts`` and ``maybe_grouped`` still are text.

    ``said``: marks that stand for a gap, by their rows.
    """

    done: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, Any] = field(default_factory=dict)
    maybe_grouped: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)


def read_csv(path: Path, stated: DataSettings | None = None) -> Table:
    """The table in a CSV file, packed or not. Raises DataError."""
    return typed(csv_texts(path, stated or DataSettings()), stated or DataSettings())


def csv_texts(path: Path, stated: DataSettings) -> Texts:
    """The columns of a CSV file, as text. Raises DataError."""
    encoding = stated_encoding(path, stated.encoding) if stated.encoding else encoding_of(path)
    with unwrapped(path, encoding.name) as file:
        dialect = dialect_of(file.path, file.encoding, stated)
        fields, numbers, notes = _fields(file.path, file.encoding, dialect)
        check_closed(file.path, file.encoding, dialect, fields)
    notes = [*_encoding_notes(encoding), *file.notes, *dialect.notes, *notes]
    signs = dialect.signs
    return texts_of(
        fields,
        dialect.header,
        notes=notes,
        encoding=encoding.name,
        separator=signs.separator,
        quote=signs.quote,
        first_line=dialect.first_line,
        numbers=numbers,
        units=dialect.units,
    )


def row_texts(path: Path, rows: Iterable[Line], header: tuple[str, ...], notes: Sequence[Note], **how: Any) -> Texts:
    """The columns of rows in memory, as text. Raises DataError for a row with too many fields."""
    fields, numbers, short = _copied_fields(copied(path, rows, header), header)
    return texts_of(fields, header, notes=[*notes, *short], numbers=numbers, **how)


def typed(texts: Texts, stated: DataSettings) -> Table:
    """The table of columns of text, each read by all of its values; empties ``texts`` on the way."""
    columns = _typed(texts.columns)
    words = {name: values for name, values in columns.texts.items() if name not in columns.codes}
    signs = {"has_points": bool(columns.points), "has_commas": any(map(writes_commas, words.values()))}
    found = numerals(words, columns.maybe_grouped, texts.separator, **signs, decimal=stated.decimal)
    del words
    notes = (*texts.notes, *_number_notes(columns, found))
    return Table(
        frame=_frame(list(texts.columns), columns, found),
        format=texts.format,
        encoding=texts.encoding,
        separator=texts.separator,
        quote=texts.quote,
        decimal="," if found.decimal_comma else "." if columns.points else "",
        thousands="".join(sorted({style.group for style in found.styles.values()})),
        styles=found.styles,
        said=columns.said,
        first_line=texts.first_line,
        numbers=texts.numbers,
        units=texts.units,
        notes=notes,
    )


def _fields(path: Path, encoding: str, dialect: Dialect) -> tuple[list[Any], Any, list[Note]]:
    """One column of text for every field of a row, and the rows' lines where they do not follow each other."""
    if dialect.is_regular:
        try:
            return _read(path, encoding, dialect), None, []
        except pa.ArrowInvalid:
            pass  # an irregular file: the slow way says where, or fills up its rows
    return _copied_fields(regular_copy(path, encoding, dialect), dialect.header)


def _copied_fields(
    copying: AbstractContextManager[RegularCopy], header: tuple[str, ...]
) -> tuple[list[Any], Any, list[Note]]:
    with copying as copy:
        if copy.path.stat().st_size == 0:  # Arrow reads no file without rows
            return [pa.chunked_array([], pa.string()) for _ in header], None, []
        fields = _read(copy.path, "utf-8", Dialect(signs=Signs(separator=","), header=header))
    values: dict[str, object] = {"n": copy.short_rows, "line": copy.first_short}
    short = [Note(code="short_rows", level="yellow", values=values)] if copy.short_rows else []
    return fields, np.asarray(copy.numbers), [*copy.notes, *short]


def _read(path: Path, encoding: str, dialect: Dialect) -> list[Any]:
    from pyarrow import csv

    with native_text(path, encoding, dialect.ends) as file:
        return list(csv.read_csv(file, **arrow_options(dialect)).columns)


def arrow_options(dialect: Dialect, *, block_bytes: int = BLOCK_BYTES, with_gaps: bool = True) -> dict[str, Any]:
    """For Arrow's readers: columns of text named by their place. ``with_gaps``: marks for gaps become such."""
    from pyarrow import csv

    names = [str(number) for number in range(dialect.width)]
    return {
        "read_options": csv.ReadOptions(
            column_names=names,
            skip_rows=dialect.first_line - 1,
            block_size=block_bytes,
        ),
        "parse_options": csv.ParseOptions(
            delimiter=dialect.signs.separator,
            quote_char=dialect.signs.quote,
            escape_char=dialect.signs.escape or False,
            newlines_in_values=True,
        ),
        "convert_options": csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=with_gaps
        ),
    }


def check_closed(path: Path, encoding: str, dialect: Dialect, fields: list[Any]) -> None:
    """Raises DataError when the last row's last text runs over line ends to the end of the file without its quote."""
    present = [column[-1].as_py() for column in fields if len(column) and column[-1].is_valid]
    if not present or "\n" not in present[-1]:
        return
    tail = b""
    with opened(path, dialect.ends) as file:
        for block in iter(lambda: file.read(TAIL_BLOCK), b""):
            tail = (tail + block)[-256:]
    signs = dialect.signs
    if not tail.decode(encoding, errors="ignore").rstrip(f"\r\n {signs.separator}").endswith(signs.quote):
        raise never_closed(path, f"the last field begins with {present[-1][:40]!r}")


def _typed(named: dict[str, Any]) -> _Columns:
    """Sorts the columns by what all of their values are; empties ``named`` on the way, to free the text."""
    columns = _Columns()
    for name in list(named):
        values = trimmed(named[name])
        typed = plain(values)
        if typed is None:
            values, said = unmarked(values)
            if said is not None:
                columns.said[name], typed = said, plain(values)
        named[name] = None
        is_version = typed is not None and pa.types.is_floating(typed.type) and are_versions(name, values)
        if typed is None or is_version:
            columns.texts[name] = values
            if is_version or is_digits(values):
                columns.codes.append(name)
            continue
        columns.done[name] = typed
        if pa.types.is_floating(typed.type) and typed.null_count < len(typed):
            if could_be_grouped(values):
                columns.maybe_grouped[name] = values
            else:
                columns.points.append(name)
    return columns


def _frame(names: list[str], columns: _Columns, found: Numerals) -> Any:
    """The columns for pandas; empties what they come from on the way, for a table may fill half of the memory."""
    typed = {**columns.texts, **columns.done, **found.numbers}
    for kept in (columns.texts, columns.done, columns.maybe_grouped, found.numbers):
        kept.clear()
    _give_back()
    made = {name: series_of(typed.pop(name)) for name in names}
    _give_back()
    return pd.DataFrame(made, copy=False)


def _give_back() -> None:
    """Arrow keeps what it no longer uses for its next work; pandas cannot use that."""
    pa.default_memory_pool().release_unused()


def _encoding_notes(encoding: Encoding) -> list[Note]:
    if encoding.declared:
        return []
    values: dict[str, object] = {"encoding": encoding.name, "example": encoding.example}
    if not encoding.others:
        return [Note(code="encoding_found", level="green", values=values)]
    values |= {"others": ", ".join(encoding.others), "encoding_is": Option("data.encoding", encoding.others[0])}
    return [Note(code="encoding_guessed", level="yellow", values=values)]


def _number_notes(columns: _Columns, found: Numerals) -> list[Note]:
    notes = [
        Note(code=code, level="green", values={"columns": listed(names)})
        for code, names in (
            ("decimal_comma", found.decimal_comma),
            ("thousands", found.grouped),
            ("codes_kept", columns.codes),
        )
        if names
    ]
    return notes + [two_ways_note(columns, sign) for sign, columns in found.two_ways.items() if columns]

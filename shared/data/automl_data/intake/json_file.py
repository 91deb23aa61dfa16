"""JSON lines, and a JSON document with records in it: an object a row. Those within become ``outer.inner``."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from automl_data.intake.csv_file import row_texts
from automl_data.intake.encoding import encoding_of, stated_encoding
from automl_data.intake.files import opened
from automl_data.intake.json_document import records_in
from automl_data.intake.lines import Line
from automl_data.intake.notes import Note, listed
from automl_data.intake.texts import Texts
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError
from automl_shared.words import T_

_FIX = T_('write one flat object a line: {{"column": value, ...}}')
Record = dict[str, Any]


def is_json(start: bytes) -> bool:
    """Whether a file's first bytes are a JSON object or a list of them; a CSV may begin with a brace too."""
    text = start.decode("utf-8", errors="ignore").lstrip("\ufeff \t\r\n")
    if text[:1] == "[":
        return text[1:].lstrip()[:1] in ("{", "[")
    return text[:1] == "{" and text[1:].lstrip()[:1] in ('"', "}")


def json_texts(path: Path, stated: DataSettings) -> Texts:
    """The records of a file as columns of text. Raises DataError for what is no list of objects."""
    encoding = stated_encoding(path, stated.encoding) if stated.encoding else encoding_of(path, rows=False)
    places, nested = _columns(path, encoding.name)
    names = tuple(places)
    if len(names) < 2:
        raise DataError(
            T_("the JSON holds fewer than two columns of plain values"),
            value=f"{path}: {', '.join([*names, *nested]) or 'nothing'}",
            fix=_FIX,
        )
    notes = [Note(code="nested_dropped", level="yellow", values={"columns": listed(nested)})] if nested else []
    how = {"format": "json", "encoding": encoding.name}
    return row_texts(path, _rows(path, encoding.name, places), names, notes, **how)


def _columns(path: Path, encoding: str) -> tuple[dict[str, int], list[str]]:
    """Column to its place, in the order in which they occur, and those that hold lists."""
    names, nested = dict[str, None](), dict[str, None]()
    lone: Record | None = None
    for count, (_, record) in enumerate(_records(path, encoding)):
        lone = None if count else record
        if record.keys() <= names.keys() and not any(isinstance(value, dict | list) for value in record.values()):
            continue
        for name, value in _flat(record):
            (nested if isinstance(value, list) else names)[name] = None
    if lone and all(isinstance(value, dict | list) for value in lone.values()):
        raise _not_rows(path, lone)
    flat = [name for name in names if name not in nested]
    return {name: place for place, name in enumerate(flat)}, list(nested)


def _rows(path: Path, encoding: str, places: dict[str, int]) -> Iterator[Line]:
    for number, record in _records(path, encoding):
        cells = [""] * len(places)
        for name, value in _flat(record):
            if name in places:
                cells[places[name]] = _text(value)
        yield Line(number=number, cells=cells)


def _records(path: Path, encoding: str) -> Iterator[tuple[int, Record]]:
    with opened(path) as file:
        first = file.read(1024).decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")[:1]
    with opened(path) as file:
        is_lines = first != "[" and not _is_document(path, encoding)
        records = _lines(path, file, encoding) if is_lines else enumerate(_document(path, file, encoding), 1)
        for number, record in records:
            if not isinstance(record, dict):
                raise _not_rows(path, record)
            yield number, record


def _lines(path: Path, file: IO[bytes], encoding: str) -> Iterator[tuple[int, Any]]:
    with io.TextIOWrapper(file, encoding=encoding) as text:
        for number, line in enumerate(text, 1):
            if bare := line.strip("\ufeff \t\r\n"):
                yield number, _parsed(path, number, bare)


def _is_document(path: Path, encoding: str) -> bool:
    """Whether an object fills the whole file: its first line is no object, or the only one."""
    with opened(path) as file, io.TextIOWrapper(file, encoding=encoding) as text:
        lines = (line for line in text if line.strip("\ufeff \t\r\n"))
        first, second = next(lines, ""), next(lines, "")
    if not second:
        return True
    try:
        json.loads(first.strip("\ufeff \t\r\n"))
    except ValueError:
        return not second.lstrip().startswith("{")
    return False


def _document(path: Path, file: IO[bytes], encoding: str) -> Sequence[Record]:
    document = _parsed(path, 1, file.read().decode(encoding).lstrip("\ufeff"))
    found = records_in(document)
    if found is None:
        raise _not_rows(path, document)
    return found


def _parsed(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise DataError(
            T_("the JSON cannot be read; one object a line, or one list of objects is expected"),
            value=T_("{path}, line {line}: {error}: {text}", path=path, line=number, error=error, text=text[:80]),
            fix=_FIX,
        ) from error


def _not_rows(path: Path, found: object) -> DataError:
    return DataError(
        T_("the JSON is not a list of objects with plain values"), value=f"{path}: {str(found)[:80]}", fix=_FIX
    )


def _flat(record: Record, within: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", value


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)

"""Reads Parquet, Feather and Arrow into the same plain columns as a CSV: numbers, truth values, moments, text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from automl_data.intake.files import first_bytes
from automl_data.intake.notes import Note, listed
from automl_data.intake.table import Format, Table
from automl_data.intake.texts import check_same, files_note
from automl_data.intake.values import series_of
from automl_shared.errors import DataError
from automl_shared.lazy import pa, pc, pd, pq
from automl_shared.words import T_

_MARKS = (b"PAR1", b"ARROW1", b"FEA1")


def is_arrow(start: bytes) -> bool:
    """Whether a file's first bytes are Parquet's, Feather's or an Arrow stream's."""
    return start.startswith((*_MARKS, b"\xff\xff\xff\xff"))


def read_arrow(path: Path) -> Table:
    """The table in a Parquet, Feather or Arrow file; a named index becomes columns. Raises DataError."""
    return _table(path, *_content(path))


def arrow_together(files: Sequence[Path]) -> Table:
    """The rows of several such files of one shape. Raises DataError where columns or their types differ."""
    contents = [_content(file) for file in files]
    for file, (table, _) in zip(files[1:], contents[1:], strict=True):
        check_same(files[0].name, contents[0][0].column_names, file.name, table.column_names)
    try:
        together = pa.concat_tables([table for table, _ in contents], promote_options="permissive")
    except pa.ArrowException as error:
        raise DataError(
            T_("the files have columns of different types"),
            value=f"{', '.join(file.name for file in files[:10])}: {error}",
            fix=T_("write them with the same types, or give a single one"),
        ) from error
    table = _table(files[0], together, contents[0][1])
    return replace(table, notes=(files_note([file.name for file in files]), *table.notes))


def _content(path: Path) -> tuple[Any, list[str]]:
    """The file's columns of plain values, without an index that has no name, and the names of the others."""
    start = first_bytes(path)
    try:
        if start.startswith(b"PAR1"):
            file = parquet_file(path)
            return file.read(columns=plain_names(file.schema_arrow)), _nested(file.schema_arrow)
        if start.startswith(b"FEA1"):
            raise DataError(
                T_("the file is Feather of version 1"), value=path, fix=T_("write it again, as Feather or Parquet")
            )
        opener = pa.ipc.open_file if start.startswith(b"ARROW1") else pa.ipc.open_stream
        with path.open("rb") as source, opener(source) as reader:
            _check_names(path, reader.schema.names)
            return reader.read_all().select(plain_names(reader.schema)), _nested(reader.schema)
    except (pa.ArrowException, OSError) as error:
        kind = "Parquet" if start.startswith(b"PAR1") else "Arrow"
        raise DataError(
            T_("the {kind} file cannot be read", kind=kind), value=f"{path}: {error}", fix=T_("write it again")
        ) from error


def parquet_file(path: Path) -> Any:
    """The file, opened. Raises DataError for names that occur twice."""
    file = pq.ParquetFile(path)
    _check_names(path, file.schema_arrow.names)
    return file


def plain_names(schema: Any) -> list[str]:
    """The columns of single values, without an index that has no name."""
    left_out = {*_unnamed_index(schema.pandas_metadata), *_nested(schema)}
    return [name for name in schema.names if name not in left_out]


def _nested(schema: Any) -> list[str]:
    return [one.name for one in schema if not _is_flat(one.type)]


def _table(path: Path, content: Any, nested: list[str]) -> Table:
    kept = content.column_names
    if not kept:
        raise DataError(
            T_("the file has no column of plain values"),
            value=f"{path}: {', '.join(nested) or 'no column'}",
            fix=T_("write numbers, text, dates or truth values, one a cell"),
        )
    frame = pd.DataFrame({name: series_of(simple(content[name])) for name in kept})
    notes = (Note(code="nested_dropped", level="yellow", values={"columns": listed(nested)}),) if nested else ()
    return Table(frame=frame, format=_format(path), notes=notes)


def _format(path: Path) -> Format:
    return "parquet" if first_bytes(path, 4) == b"PAR1" else "arrow"


def _check_names(path: Path, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise DataError(
            T_("column names occur more than once"),
            value=f"{path}: {', '.join(repr(name) for name in twice[:20])}",
            fix=T_("give every column a name of its own and write the file again"),
        )


def _unnamed_index(metadata: dict[str, Any] | None) -> set[str]:
    """Columns in which pandas stored an index that has no name."""
    stored = json.loads(metadata) if isinstance(metadata, str | bytes) else metadata or {}
    indexes = [one for one in stored.get("index_columns", []) if isinstance(one, str)]
    return {one for one in indexes if one.startswith("__index_level_")}


PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


def _is_flat(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    return not (
        pa.types.is_nested(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def simple(values: Any) -> Any:
    """Dictionaries unfolded, decimals and durations (in seconds) as numbers, times of day as text."""
    if pa.types.is_dictionary(values.type):
        values = pc.cast(values, values.type.value_type)
    if pa.types.is_decimal(values.type) or pa.types.is_float16(values.type):
        return pc.cast(values, pa.float64())
    if pa.types.is_duration(values.type):
        counts = pc.cast(pc.cast(values, pa.int64()), pa.float64(), safe=False)  # nanoseconds have more digits
        return pc.divide(counts, pa.scalar(PER_SECOND[values.type.unit]))
    if pa.types.is_date(values.type):
        return pc.cast(values, pa.timestamp("s"))
    if pa.types.is_null(values.type):
        return pc.cast(values, pa.float64())
    text = pa.types.is_time(values.type) or pa.types.is_large_string(values.type)
    return pc.cast(values, pa.string()) if text or str(values.type) == "string_view" else values

"""Reads Parquet into the same plain columns as a CSV: numbers, truth values, moments, text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from automl_shared.errors import DataError
from automl_shared.intake.notes import Note, listed
from automl_shared.intake.table import Table
from automl_shared.intake.values import series_of


def read_parquet(path: Path) -> Table:
    """The table in a Parquet file; a named index becomes columns. Raises DataError."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        _check_names(path, file.schema_arrow.names)
        nested = [one.name for one in file.schema_arrow if not _is_flat(one.type)]
        unnamed = _unnamed_index(file.schema_arrow.pandas_metadata)
        kept = [name for name in file.schema_arrow.names if name not in nested and name not in unnamed]
        table = file.read(columns=kept)
    except (pa.ArrowException, OSError) as error:
        raise DataError("the Parquet file cannot be read", value=f"{path}: {error}", fix="write it again") from error
    if not kept:
        raise DataError(
            "the Parquet file has no column of plain values",
            value=f"{path}: {', '.join(nested) or 'no column'}",
            fix="write numbers, text, dates or truth values, one a cell",
        )
    frame = pd.DataFrame({name: series_of(_simple(table[name])) for name in kept})
    notes = (Note(code="nested_dropped", level="yellow", values={"columns": listed(nested)}),) if nested else ()
    return Table(frame=frame, format="parquet", notes=notes)


def _check_names(path: Path, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise DataError(
            "column names occur more than once",
            value=f"{path}: {', '.join(repr(name) for name in twice[:20])}",
            fix="give every column a name of its own and write the file again",
        )


def _unnamed_index(metadata: dict[str, Any] | None) -> set[str]:
    """Columns in which pandas stored an index that has no name."""
    stored = json.loads(metadata) if isinstance(metadata, str | bytes) else metadata or {}
    indexes = [one for one in stored.get("index_columns", []) if isinstance(one, str)]
    return {one for one in indexes if one.startswith("__index_level_")}


def _is_flat(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    return not (
        pa.types.is_nested(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def _simple(values: Any) -> Any:
    """Dictionaries unfolded, decimals and durations (in seconds) as numbers, times of day as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = pc.cast(values, values.type.value_type)
    if pa.types.is_decimal(values.type) or pa.types.is_float16(values.type):
        return pc.cast(values, pa.float64())
    if pa.types.is_duration(values.type):
        return pc.divide(pc.cast(pc.cast(values, pa.duration("us")), pa.int64()), pa.scalar(1e6))
    if pa.types.is_date(values.type):
        return pc.cast(values, pa.timestamp("s"))
    if pa.types.is_null(values.type):
        return pc.cast(values, pa.float64())
    text = pa.types.is_time(values.type) or pa.types.is_large_string(values.type)
    return pc.cast(values, pa.string()) if text or str(values.type) == "string_view" else values

"""What comes out of the intake: the table, how its file was read, and what is to be said about that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from automl_shared.intake.notes import Note

if TYPE_CHECKING:
    import pandas as pd

    from automl_shared.phase_io import SourceInfo

Format = Literal["csv", "parquet", "arrow", "workbook", "html", "json"]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as read. ``frame``: (n_rows, n_columns). What only a CSV has is empty for Parquet."""

    frame: pd.DataFrame
    format: Format = "csv"
    encoding: str = ""
    separator: str = ""
    quote: str = ""
    decimal: str = ""
    """The sign before the fraction, where a column has fractions."""
    thousands: str = ""
    """The signs between thousands, where a column has them."""
    notes: tuple[Note, ...] = ()


def source_of(path: Path, table: Table) -> SourceInfo:
    """How a file was read, for the phase output."""
    from automl_shared.phase_io import SourceInfo

    rows, columns = table.frame.shape
    return SourceInfo(
        file_name=path.name,
        format=table.format,
        size_bytes=path.stat().st_size,
        rows=rows,
        columns=columns,
        encoding=table.encoding,
        separator=table.separator,
        quote=table.quote,
        decimal=table.decimal,
        thousands=table.thousands,
    )

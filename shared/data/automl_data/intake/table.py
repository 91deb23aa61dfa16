"""What comes out of the intake: the table, how its file was read, and what is to be said about that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from automl_data.intake.notes import Note
from automl_shared.frozen import Frozen
from automl_shared.lazy import np, pd
from automl_shared.phase_io import SourceInfo

if TYPE_CHECKING:
    from automl_data.intake.numerals import Style
    from automl_shared.readings import Reading

Format = Literal["csv", "parquet", "arrow", "workbook", "html", "json"]


class Table(Frozen):
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
    styles: Mapping[str, Style] = field(default_factory=dict)
    """Columns whose numbers are not written as programs write them."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Column to the unit that a line below the names says."""
    said: Mapping[str, pd.Series] = field(default_factory=dict)
    """Column to the texts that stand for a gap (n,), by the position of their rows."""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """Column to how its texts were read, where they are no words."""
    first_line: int | None = None
    """The line of the file in which the first row stands; None where rows are no lines."""
    numbers: Any = None
    """(n_rows,) the line of each row, without the breaks inside of texts above it; None where no line is left out."""

    def source(self, path: Path) -> SourceInfo:
        """How it was read from its file, for the phase's output."""
        rows, columns = self.frame.shape
        return SourceInfo(
            file_name=path.name,
            format=self.format,
            size_bytes=path.stat().st_size,
            rows=rows,
            columns=columns,
            encoding=self.encoding,
            separator=self.separator,
            quote=self.quote,
            decimal=self.decimal,
            thousands=self.thousands,
        )

    def places(self, rows: Sequence[int]) -> list[int]:
        """Lines of the file, or numbers of rows from 1, for positions of rows; each text over several lines counts."""
        if self.first_line is None:
            return [row + 1 for row in rows]
        breaks = _line_breaks(self.frame, max(rows, default=0))
        lines = {row: self.first_line + row if self.numbers is None else self.numbers[row] for row in rows}
        return [int(lines[row] + (breaks[row] if breaks is not None else 0)) for row in rows]


def _line_breaks(frame: pd.DataFrame, last: int) -> Any | None:
    """(last + 1,) line breaks inside the texts of all rows before each row; None without any."""
    head = frame.iloc[:last]
    texts = [head[name] for name in head.columns if isinstance(head[name].dtype, pd.StringDtype)]
    counts = [text.str.count("\n").fillna(0).to_numpy() for text in texts if text.str.contains("\n", regex=False).any()]
    return [0, *np.cumsum(np.sum(counts, axis=0))] if counts else None

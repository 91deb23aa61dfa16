"""The children as plain tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from automl_shared.phase_io import ChildStatus
from automl_shared.words import number

BYTES_PER_MB = 1_000_000


def write_csv(rows: Sequence[ChildStatus], path: Path) -> Path:
    """One line per child, every field of it; empty where there is no value."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(ChildStatus.model_fields))
        writer.writeheader()
        writer.writerows(row.model_dump() for row in rows)
    return path


def rounded(value: float | None, digits: int = 4) -> str:
    """A number for a table cell; empty when there is none."""
    return "" if value is None else number(value, digits)


def megabytes(size_bytes: int | None) -> str:
    """A size for a table cell; empty when there is none."""
    return "" if size_bytes is None else f"{size_bytes / BYTES_PER_MB:.2f}"

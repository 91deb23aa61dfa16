"""From a path to a table, whatever the file is."""

from __future__ import annotations

from pathlib import Path

from automl_shared.errors import DataError, did_you_mean
from automl_shared.intake.csv_file import read_csv
from automl_shared.intake.files import first_bytes
from automl_shared.intake.parquet import read_parquet
from automl_shared.intake.table import Table


def read_table(path: Path) -> Table:
    """The table in a CSV (plain, gzip or zip) or Parquet file. Raises DataError with the reason and the fix."""
    _check_file(path)
    is_parquet = path.suffix.lower() in (".parquet", ".pq") or first_bytes(path, 4) == b"PAR1"
    table = read_parquet(path) if is_parquet else read_csv(path)
    if table.frame.shape[0] == 0:
        raise DataError(
            "the data file has a header but no rows", value=path, fix="export the data again, with its rows"
        )
    return table


def _check_file(path: Path) -> None:
    if not path.exists():
        siblings = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
        raise DataError(
            f"the data file does not exist{did_you_mean(path.name, siblings)}",
            value=path,
            fix="set data.csv_path to a CSV or Parquet file",
        )
    if not path.is_file():
        raise DataError("the data file is not a file", value=path, fix="set data.csv_path to a CSV or Parquet file")
    if path.stat().st_size == 0:
        raise DataError("the data file is empty", value=path, fix="export the data again, with a header line")

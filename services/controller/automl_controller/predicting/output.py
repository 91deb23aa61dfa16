"""The file of predictions: the rows as they came, and what is said of each."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from automl_shared.errors import ConfigError, writing
from automl_shared.lazy import pa
from automl_shared.words import T_

PARQUET = (".parquet", ".pq")
CSV = ".csv"


class Output:
    """Takes pieces of a table in order. The first one says which columns there are."""

    def __init__(self, path: Path, *, as_parquet: bool) -> None:
        self._path, self._as_parquet = path, as_parquet
        self._writer: Any = None

    def add(self, piece: pa.Table) -> None:
        """Writes more rows."""
        if self._writer is None:
            self._writer = self._opened(piece.schema)
        self._writer.write_table(piece)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _opened(self, schema: pa.Schema) -> Any:
        from pyarrow import csv
        from pyarrow import parquet as pq

        return pq.ParquetWriter(self._path, schema) if self._as_parquet else csv.CSVWriter(self._path, schema)


@contextmanager
def written(path: Path) -> Iterator[Output]:
    """A file that is complete, or not there: written beside its place, and moved when all is well.

    Raises ConfigError for an ending that is neither .csv nor .parquet, and where nothing can be written.
    """
    ending = path.suffix.lower()
    if ending not in (CSV, *PARQUET):
        raise ConfigError(
            T_("the predictions are a CSV or a Parquet file"), value=path, fix=f"--output {shlex.quote(path.stem)}.csv"
        )
    beside = path.with_name(f".{path.name}.part")
    output = Output(beside, as_parquet=ending in PARQUET)
    try:
        with writing(path, T_("the predictions cannot be written"), fix="--output FILE.csv"):
            yield output
            output.close()
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

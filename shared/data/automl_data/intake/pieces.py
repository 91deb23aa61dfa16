"""A file piece by piece, for tables larger than the memory: as it stands there, nothing guessed from its values."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from automl_data.intake.csv_file import arrow_options, check_closed
from automl_data.intake.dialect import Dialect, dialect_of
from automl_data.intake.encoding import encoding_of, stated_encoding
from automl_data.intake.files import first_bytes, opened
from automl_data.intake.filling import filled_pieces
from automl_data.intake.lines import Signs
from automl_data.intake.naming import field_names
from automl_data.intake.native import native_text
from automl_data.intake.parquet import is_arrow, parquet_file, plain_names, read_arrow, simple
from automl_data.intake.reading import KINDS, check_file, tables_in, texts_in
from automl_data.intake.regular import regular_copy
from automl_data.intake.texts import check_same, without_headers
from automl_data.intake.workbook import is_workbook
from automl_data.intake.wrapped import unwrapped
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError
from automl_shared.lazy import pa
from automl_shared.room import require_threads
from automl_shared.words import T_

BLOCK_BYTES = 4 << 20
PIECE_ROWS = 8_192


def pieces(path: Path, data: DataSettings | None = None) -> Generator[pa.Table]:
    """The rows of a file of any kind, cells of text as they are written. ``data``: what is stated about it.

    At least one piece, all with the same columns. CSV and Parquet come piece by piece, everything else as a whole.
    Raises DataError, for a row in the middle of a CSV when it is reached; its fixes state nothing about the file, for a
    model reads as it learned.
    """
    try:
        yield from _pieces(path, data or DataSettings())
    except DataError as error:
        kept = tuple(fix for fix in error.fixes if not fix.startswith("--set"))
        error.fixes = kept or (T_("save the table alone, as CSV, and give that"),)
        raise


def _pieces(path: Path, stated: DataSettings) -> Iterator[pa.Table]:
    require_threads()
    check_file(path)
    count, first = 0, None
    before = {new: old for old, new in stated.editing.rename_columns.items()}
    filled = [one for name in stated.fill_down for one in (name, before.get(name, name))]
    with tables_in(path, stated) as (files, _):
        for file in files:
            for piece in filled_pieces(_of(file, stated), filled):
                first = piece if first is None else first
                check_same(files[0].name, first.column_names, file.name, piece.column_names)
                count += piece.num_rows
                yield piece.select(first.column_names)
    if not count:
        raise DataError(
            T_("the data file has a header but no rows"), value=path, fix=T_("export the data again, with its rows")
        )


def _of(path: Path, stated: DataSettings) -> Iterator[pa.Table]:
    start = first_bytes(path)
    if start.startswith(b"PAR1"):
        yield from _of_parquet(path)
    elif is_arrow(start):
        yield pa.Table.from_pandas(read_arrow(path).frame, preserve_index=False)
    elif is_workbook(path) or _is_other_text(path):
        yield pa.table(texts_in(path, stated).columns)
    else:
        yield from _of_csv(path, stated)


def _is_other_text(path: Path) -> bool:
    with opened(path) as file:
        start = file.read(4096)
    return any(is_kind(start) for is_kind, _ in KINDS)


def _of_parquet(path: Path) -> Iterator[pa.Table]:
    file = parquet_file(path)
    names = plain_names(file.schema_arrow)
    for batch in file.iter_batches(PIECE_ROWS, columns=names):
        table = pa.Table.from_batches([batch])
        yield pa.table({name: simple(table[name]) for name in names})


def _of_csv(path: Path, stated: DataSettings) -> Iterator[pa.Table]:
    encoding = stated_encoding(path, stated.encoding).name if stated.encoding else encoding_of(path).name
    with unwrapped(path, encoding) as file:
        yield from _rows(file.path, file.encoding, stated)


def _rows(path: Path, encoding: str, stated: DataSettings) -> Iterator[pa.Table]:
    """The quick way as far as it goes; from the first irregular row on, a copy of which every row is regular."""
    dialect = dialect_of(path, encoding, stated)
    done = 0
    last: pa.Table | None = None
    try:
        if dialect.is_regular:
            for last in _streamed(path, encoding, dialect):
                yield _named(last, dialect.header)
                done += last.num_rows
            if last is not None:
                check_closed(path, encoding, dialect, last.columns)
            return
    except pa.ArrowInvalid:
        pass  # the slow way says what is wrong, or fills up its rows
    with regular_copy(path, encoding, dialect, skip=done) as copy:
        regular = Dialect(signs=Signs(separator=","), header=dialect.header)
        for piece in _streamed(copy.path, "utf-8", regular):
            yield _named(piece, dialect.header)


def _streamed(path: Path, encoding: str, dialect: Dialect) -> Iterator[pa.Table]:
    from pyarrow import csv

    options = arrow_options(dialect, block_bytes=BLOCK_BYTES, with_gaps=False)
    with native_text(path, encoding, dialect.ends) as file, csv.open_csv(file, **options) as reader:
        for batch in reader:
            if batch.num_rows:
                yield pa.Table.from_batches([batch])


def _named(piece: pa.Table, header: Sequence[str]) -> pa.Table:
    """Without rows that say the names again; every column under a name of its own."""
    return pa.table(without_headers(piece.columns, header), names=field_names(header))

"""Files as they lie there: which one it is, its content's hash, and its bytes, unpacked where they are packed."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.lazy import pa
from automl_shared.words import T_

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
_PACKED = (".gz", ".zip", ".bz2", ".xz", ".zst")
_WHOLE = (".parquet", ".pq", ".feather", ".arrow", ".ipc", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".html", ".htm")
TABLE_ENDINGS = (
    *TEXT_ENDINGS,
    *(f"{ending}{packed}" for ending in TEXT_ENDINGS for packed in _PACKED),
    *_WHOLE,
    *_PACKED,
)

_EXPORT = T_("open it and save it as CSV (Excel: `CSV UTF-8`), or as Parquet")
_SQLITE = b"SQLite format 3"
_STRANGERS = (
    (b"%PDF", T_("a PDF document")),
    (_SQLITE, T_("an SQLite database")),
    (b"7z\xbc\xaf\x27\x1c", T_("a 7-Zip archive")),
    (b"Rar!", T_("a RAR archive")),
    (b"Obj\x01", T_("an Avro file")),
    (b"ORC", T_("an ORC file")),
    (b"\x89HDF", T_("an HDF5 file")),
    (b"<stata_dta>", T_("a Stata file")),
    (b"$FL2", T_("an SPSS file")),
    (b"RDX", T_("an R data file")),
    (b"MIME-Version:", T_("a web archive (MHTML)")),
)
_ARFF = re.compile(rb"(?:%[^\n]*\n\s*)*@relation\s", re.IGNORECASE)
_OPENERS: tuple[tuple[bytes, Callable[[Path], Any]], ...] = (
    (b"\x1f\x8b", gzip.GzipFile),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
    (b"\x28\xb5\x2f\xfd", lambda path: _zstandard(path)),
)
ZIP = b"PK\x03\x04"


def file_hash(path: Path) -> str:
    """sha256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def only_table(files: Sequence[Path], dataset_id: str) -> Path:
    """The one table among a dataset's files. Raises DataError when there is not exactly one."""
    tables = [file for file in files if file.name.lower().endswith(TABLE_ENDINGS)] or list(files)
    if len(tables) != 1:
        raise DataError(
            T_("the dataset does not hold exactly one table"),
            value=f"{dataset_id}: {', '.join(file.name for file in tables) or 'no file'}",
            allowed=T_("one file: {endings}", endings=", ".join(TABLE_ENDINGS)),
            fix=T_("register the one file to use with `automl submit`, as data.csv_path"),
        )
    return tables[0]


def first_bytes(path: Path, most: int = 4096) -> bytes:
    """The beginning of a file, as it lies there."""
    with path.open("rb") as file:
        return file.read(most)


@contextmanager
def opened(path: Path, most: int | None = None) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked, up to ``most``. Raises DataError for other kinds of files."""
    start = first_bytes(path)
    _refuse_strangers(path, start)
    try:
        with _unpacked(path, start) as file:
            yield file if most is None else cast(BinaryIO, io.BufferedReader(_Beginning(file, most)))
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise _damaged(path, error) from error
    except OSError as error:
        if error.errno is not None or not is_packed(path):
            raise
        raise _damaged(path, error) from error


def is_packed(path: Path) -> bool:
    """Whether the file's bytes are packed: gzip, bzip2, xz, Zstandard or zip."""
    start = first_bytes(path, 8)
    return start.startswith((ZIP, *(mark for mark, _ in _OPENERS)))


def _refuse_strangers(path: Path, start: bytes) -> None:
    """Raises DataError for a file that is no table, by its beginning."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((kind for mark, kind in _STRANGERS if text.startswith(mark)), None)
    kind = T_("an ARFF file") if _ARFF.match(text) else kind
    if kind is not None:
        query = (_queried(path),) if text.startswith(_SQLITE) else ()
        raise DataError(
            T_("the data file is not a table in text form but {kind}", kind=kind), value=path, fix=(*query, _EXPORT)
        )


def _queried(path: Path) -> str:
    """The options that read a table of an SQLite database instead of its file."""
    stated = {"data.csv_path": None, "data.sql.url": f"sqlite:///{path}", "data.sql.query": "SELECT * FROM TABLE"}
    return " ".join(as_option(key, value) for key, value in stated.items())


class _Beginning(io.RawIOBase):
    """The first bytes of a file."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._left = file, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(min(len(buffer), self._left))
        buffer[: len(block)] = block
        self._left -= len(block)
        return len(block)


def _unpacked(path: Path, start: bytes) -> Any:
    opener = next((opener for mark, opener in _OPENERS if start.startswith(mark)), None)
    if opener is not None:
        return opener(path)
    return _only_member(path) if start.startswith(ZIP) else path.open("rb")


@contextmanager
def _only_member(path: Path) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(path) as archive:
        (member,) = members_of(path, archive)
        with archive.open(member) as file:
            yield file


def members_of(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in a zip that may be tables. Raises DataError when it holds none, or is locked."""
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/") and "/." not in f"/{info.filename}"
    ]
    tables = [info for info in files if info.filename.lower().endswith(TABLE_ENDINGS)] or files
    if not tables:
        raise DataError(T_("the zip file holds no file"), value=path, fix=T_("pack the table, or give it unpacked"))
    if any(info.flag_bits & 1 for info in tables):
        raise DataError(T_("the zip file is locked with a password"), value=path, fix=T_("give it unpacked"))
    return tables


def _zstandard(path: Path) -> Any:
    return pa.input_stream(str(path), compression="zstd")


def _damaged(path: Path, error: object) -> DataError:
    return DataError(
        T_("the packed file is damaged"), value=f"{path}: {error}", fix=T_("pack it again, or give it unpacked")
    )

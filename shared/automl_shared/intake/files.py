"""Files as they lie there: which one it is, its content's hash, and its bytes, unpacked where they are packed."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from automl_shared.errors import DataError

_PLAIN = (".csv", ".tsv", ".txt")
TABLE_ENDINGS = (*_PLAIN, *(f"{ending}{packed}" for ending in _PLAIN for packed in (".gz", ".zip")), ".parquet", ".pq")

_EXPORT = "open it and save it as CSV (Excel: `CSV UTF-8`), or as Parquet"
_STRANGERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel or other Office file"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"ARROW1", "an Arrow (Feather) file"),
    (b"Obj\x01", "an Avro file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"<!DOCTYPE", "a web page or XML"),
    (b"<!doctype", "a web page or XML"),
    (b"<html", "a web page or XML"),
    (b"<?xml", "a web page or XML"),
)


def file_hash(path: Path) -> str:
    """sha256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def only_table(files: Sequence[Path], dataset_id: str) -> Path:
    """The one table among a dataset's files. Raises DataError when there is not exactly one."""
    tables = [file for file in files if file.name.lower().endswith(TABLE_ENDINGS)]
    if len(tables) != 1:
        raise DataError(
            "the dataset does not hold exactly one table",
            value=f"{dataset_id}: {', '.join(file.name for file in tables or files) or 'no file'}",
            allowed=f"one file: {', '.join(TABLE_ENDINGS)}",
            fix="register the one file to use with `automl submit`, as data.csv_path",
        )
    return tables[0]


def first_bytes(path: Path, most: int = 4096) -> bytes:
    """The beginning of a file, as it lies there."""
    with path.open("rb") as file:
        return file.read(most)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a text file, unpacked from gzip or zip. Raises DataError for other kinds of files."""
    start = first_bytes(path)
    _refuse_strangers(path, start)
    try:
        if start.startswith(b"\x1f\x8b"):
            with gzip.open(path, "rb") as unpacked:
                yield cast(BinaryIO, unpacked)
        elif start.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(path, archive)) as member:
                yield cast(BinaryIO, member)
        else:
            with path.open("rb") as file:
                yield file
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise DataError(
            "the packed file is damaged", value=f"{path}: {error}", fix="pack it again, or give it unpacked"
        ) from error


def is_packed(path: Path) -> bool:
    """Whether the file is gzip or zip."""
    return first_bytes(path, 4).startswith((b"\x1f\x8b", b"PK\x03\x04"))


def _refuse_strangers(path: Path, start: bytes) -> None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((kind for mark, kind in _STRANGERS if text.startswith(mark)), None)
    if kind is not None:
        raise DataError(f"the data file is not a table in text form but {kind}", value=path, fix=_EXPORT)


def _only_member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    names = archive.namelist()
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise DataError(
            "the data file is not a table in text form but an Excel or other Office file", value=path, fix=_EXPORT
        )
    files = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if len(files) != 1:
        raise DataError(
            "the zip file does not hold exactly one file",
            value=f"{path}: {', '.join(info.filename for info in files[:10]) or 'nothing'}",
            fix="pack only the table, or give it unpacked",
        )
    if files[0].flag_bits & 1:
        raise DataError("the zip file is locked with a password", value=path, fix="give it unpacked")
    return files[0]

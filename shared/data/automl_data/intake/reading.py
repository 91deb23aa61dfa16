"""From a path to a table, whatever the file is."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipInfo

from automl_data.intake.csv_file import csv_texts, typed
from automl_data.intake.files import TEXT_ENDINGS, ZIP, first_bytes, is_packed, members_of, opened
from automl_data.intake.given import told_as
from automl_data.intake.html_file import html_texts, is_html
from automl_data.intake.json_file import is_json, json_texts
from automl_data.intake.notes import Note, listed, unsettled
from automl_data.intake.parquet import arrow_together, is_arrow, read_arrow
from automl_data.intake.table import Table
from automl_data.intake.texts import Texts, put_together
from automl_data.intake.torn import untorn
from automl_data.intake.workbook import OLE, is_workbook, workbook_texts
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError, did_you_mean
from automl_shared.room import require_threads
from automl_shared.words import T_

KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[Path, DataSettings], Texts]], ...] = (
    (is_html, html_texts),
    (is_json, json_texts),
)
"""Texts that are no CSV by their first bytes, and what reads them."""
_DESCRIPTION = re.compile(
    r"(?:read_?me|licen[cs]e|meta_?data|codebook|data_?dictionary|about|notes?)\b|metadata_", re.IGNORECASE
)


def read_table(path: Path, data: DataSettings | None = None) -> Table:
    """The table in a file of any kind. ``data``: what is stated about it. Raises DataError with the fix."""
    require_threads()
    stated = data or DataSettings()
    check_file(path)
    with tables_in(path, stated) as (files, notes):
        table = _read(files[0], stated) if len(files) == 1 else _put_together(files, stated)
    if table.frame.shape[0] == 0:
        raise DataError(
            T_("the data file has a header but no rows"), value=path, fix=T_("export the data again, with its rows")
        )
    return replace(table, notes=unsettled([*notes, *table.notes], stated))


def _read(path: Path, stated: DataSettings) -> Table:
    return read_arrow(path) if is_arrow(first_bytes(path)) else typed(texts_in(path, stated), stated)


def _put_together(files: list[Path], stated: DataSettings) -> Table:
    arrow = {is_arrow(first_bytes(file)) for file in files}
    if arrow == {True}:
        return arrow_together(files)
    if arrow == {True, False}:
        raise DataError(
            T_("the files are of different kinds"),
            value=", ".join(file.name for file in files[:10]),
            fix=T_("give files of one kind, or a single one"),
        )
    return typed(put_together([(file.name, texts_in(file, stated)) for file in files]), stated)


def texts_in(path: Path, stated: DataSettings) -> Texts:
    """The columns of a file that is neither Parquet nor Arrow, as text. Raises DataError."""
    if is_workbook(path):
        return workbook_texts(path, stated)
    with opened(path) as file:
        start = file.read(4096)
    reader = next((reader for is_kind, reader in KINDS if is_kind(start)), csv_texts)
    return reader(path, stated)


@contextmanager
def tables_in(path: Path, stated: DataSettings) -> Iterator[tuple[list[Path], list[Note]]]:
    """The file itself, or what a packed one holds; gone afterwards. A single packed text is read as it lies there."""
    if is_workbook(path):
        yield [path], []
        return
    if not is_packed(path):
        with untorn(path) as (file, notes):
            yield [file], notes
        return
    with TemporaryDirectory(prefix="automl-intake-") as folder:
        if first_bytes(path).startswith(ZIP):
            with told_as(Path(folder), path):
                yield _members(path, stated, Path(folder))
        else:
            whole = _whole(path, Path(folder))
            with told_as(whole, path):
                yield [whole], []


def _members(path: Path, stated: DataSettings, folder: Path) -> tuple[list[Path], list[Note]]:
    with zipfile.ZipFile(path) as archive:
        members = members_of(path, archive)
        chosen = _chosen(members, stated.sheet)
        if len(members) == 1 and members[0].filename.lower().endswith(TEXT_ENDINGS):
            return [path], []
        files = [Path(archive.extract(one, folder)) for one in chosen]
    others = [one.filename for one in members if one not in chosen]
    values: dict[str, object] = {"name": chosen[0].filename, "others": listed(others)}
    return files, [Note(code="table_chosen", level="green", values=values)] if others else []


def _chosen(members: list[ZipInfo], name: str | None) -> list[ZipInfo]:
    """The tables among a zip's files: the one that is named, the only one that is no description, or all."""
    named = [one for one in members if name in (one.filename, Path(one.filename).name)]
    tables = [one for one in members if not _DESCRIPTION.match(Path(one.filename).name)]
    no_texts = [one for one in tables if not one.filename.lower().endswith(".txt")]
    return named or next((some for some in (tables, no_texts) if len(some) == 1), no_texts or tables or members)


def _whole(path: Path, folder: Path) -> Path:
    """The packed file, or its bytes in a file of their own where they are read from any place."""
    with opened(path) as file:
        start = file.read(4096)
        if not (is_arrow(start) or start.startswith((ZIP, OLE))):
            return path
        copy = folder / path.stem
        with copy.open("wb") as target:
            target.write(start)
            shutil.copyfileobj(file, target)
    return copy


def check_file(path: Path) -> None:
    """Raises DataError unless it is a file that holds something."""
    allowed = T_("name a file with a table: CSV, Excel, JSON lines, Parquet or Feather")
    if not path.exists():
        siblings = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
        raise DataError(
            T_("the data file does not exist{nearest}", nearest=did_you_mean(path.name, siblings)),
            value=path,
            fix=allowed,
        )
    if not path.is_file():
        raise DataError(T_("the data file is not a file"), value=path, fix=allowed)
    if path.stat().st_size == 0:
        raise DataError(T_("the data file is empty"), value=path, fix=T_("export the data again, with a header line"))

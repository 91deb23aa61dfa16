"""A file that must stay as it is while it is used: what was made of its halves belongs to neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automl_shared.errors import DataError
from automl_shared.words import T_


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Raises DataError where the file was written, replaced or deleted meanwhile, whatever reading it has led to."""
    before = _stamp(path)
    try:
        yield
    except (DataError, OSError):  # it may speak of a file that was half written, or that is no longer there
        _require(path, before)
        raise
    _require(path, before)


def changed(path: Path) -> DataError:
    """What to raise for a file that is no longer the one that was looked at."""
    return DataError(
        T_("the data file changed while it was read"),
        value=path,
        fix=T_("wait until whatever writes it has ended, or use a copy of it"),
    )


def _require(path: Path, before: tuple[int, ...]) -> None:
    if _stamp(path) != before:
        raise changed(path)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns

"""Files whose every line stands in quotation marks, as if the table had one column: what is inside is the table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from automl_data.intake.files import opened
from automl_data.intake.given import told_as
from automl_data.intake.notes import Note
from automl_data.intake.samples import head_of
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

LOOKED_AT_LINES = 200
SEPARATORS = ",;\t|"
_NONE = "\x1f"
"""A separator that stands in no text."""
_QUOTE = '"'


class Unwrapped(Frozen):
    """The file to read, the one that was given or a copy, and what is said about it."""

    path: Path
    encoding: str
    notes: tuple[Note, ...] = ()


@contextmanager
def unwrapped(path: Path, encoding: str) -> Iterator[Unwrapped]:
    """The file as it is, or a copy without the marks around its lines, which is gone afterwards. Raises DataError."""
    if not is_wrapped(head_of(path, encoding)):
        yield Unwrapped(path=path, encoding=encoding)
        return
    with TemporaryDirectory(prefix="automl-intake-") as folder:
        copy = Path(folder) / f"{path.name}.csv"
        _copy(path, encoding, copy)
        with told_as(copy, path):
            yield Unwrapped(path=copy, encoding="utf-8", notes=(Note(code="lines_in_quotes", level="green"),))


def is_wrapped(text: str) -> bool:
    """Whether every line is one quoted text, and these texts have the same number of cells, more than one."""
    lines = [line for line in islice(text.splitlines(), LOOKED_AT_LINES) if line.strip()]
    if not lines or not all(_is_quoted(line) for line in lines):
        return False
    try:
        inner = list(_inner(lines))
    except csv.Error:
        return False
    widths = ({len(cells) for cells in csv.reader(inner, delimiter=sign)} for sign in SEPARATORS)
    return len(inner) > 1 and any(len(found) == 1 and found != {1} for found in widths)


def _is_quoted(line: str) -> bool:
    bare = line.strip()
    return len(bare) > 1 and bare[0] == bare[-1] == _QUOTE


def _inner(lines: Iterable[str]) -> Iterator[str]:
    """What stands in the marks. Raises csv.Error where more than one text stands in a line."""
    for cells in csv.reader(lines, delimiter=_NONE, strict=True, skipinitialspace=True):
        yield cells[0] if cells else ""


def _copy(path: Path, encoding: str, copy: Path) -> None:
    with opened(path) as file, copy.open("w", encoding="utf-8", newline="") as target:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            target.writelines(f"{line}\n" for line in _inner(text))
        except csv.Error as error:
            raise DataError(
                T_("the CSV file cannot be read: its lines stand in quotation marks, but not all of them"),
                value=f"{path}: {error}",
                fix=T_("save it without quotation marks around whole lines"),
            ) from error
        finally:
            text.detach()

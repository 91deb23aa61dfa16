"""Texts whose end a power cut left as zeros, which no program wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from automl_data.intake.files import first_bytes
from automl_data.intake.given import told_as
from automl_data.intake.notes import Note

BLOCK_BYTES = 1 << 20
MOST_ZEROS = 64 << 20
"""What ends in more zeros is no torn text, and is not searched for where they begin."""
_ZERO = b"\x00"


@contextmanager
def untorn(path: Path) -> Iterator[tuple[Path, list[Note]]]:
    """The file as it is, or a copy of the whole lines before the zeros, which is gone afterwards."""
    zeros = _zeros(path)
    whole = _whole_lines(path, path.stat().st_size - zeros) if zeros else 0
    if not whole:
        yield path, []
        return
    with TemporaryDirectory(prefix="automl-intake-") as folder:
        copy = Path(folder) / path.name
        with path.open("rb") as file, copy.open("wb") as target:
            while whole and (block := file.read(min(whole, BLOCK_BYTES))):
                whole -= target.write(block)
        with told_as(copy, path):
            yield copy, [Note(code="torn", level="yellow", values={"count": zeros})]


def _zeros(path: Path) -> int:
    """How many zeros a file ends in; 0 where they are more than a power cut leaves, or all of it."""
    size, zeros = path.stat().st_size, 0
    with path.open("rb") as file:
        while zeros < min(size, MOST_ZEROS):
            start = max(0, size - zeros - BLOCK_BYTES)
            file.seek(start)
            block = file.read(size - zeros - start)
            left = len(block.rstrip(_ZERO))
            zeros += len(block) - left
            if left:
                return zeros
    return 0


def _whole_lines(path: Path, ends: int) -> int:
    """Bytes up to the last end of a line before ``ends``; 0 where there is none, or where they are no text."""
    if _ZERO in first_bytes(path, min(ends, 4096)):  # a wide encoding, or no text
        return 0
    start = max(0, ends - BLOCK_BYTES)
    with path.open("rb") as file:
        file.seek(start)
        block = file.read(ends - start)
    last = max(block.rfind(b"\n"), block.rfind(b"\r"))
    return start + last + 1 if last >= 0 else 0

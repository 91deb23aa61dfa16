"""The first and the last lines of a text file."""

from __future__ import annotations

import re
from pathlib import Path

from automl_data.intake.encoding import SAMPLE_BYTES, blocks
from automl_data.intake.files import is_packed, opened
from automl_data.intake.lines import cut
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

LARGEST_HEADER_BYTES = 4 << 20
TAIL_BYTES = 64 * 1024
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class Tail(Frozen):
    """The last lines, with their ends. ``sizes``: bytes of each. ``size``: bytes of the whole file, unpacked."""

    lines: list[str]
    sizes: list[int]
    size: int
    whole: bool
    """The first of them is the file's first."""

    def before(self, number: int) -> int:
        """Bytes up to one of the lines, which count from 1."""
        return self.size - sum(self.sizes[number - 1 :])


def head_of(path: Path, encoding: str) -> str:
    """The file's first complete lines, with ``\\n`` at their ends. Raises DataError when there is no end of a line."""
    with opened(path) as file:
        taken = file.read(SAMPLE_BYTES)
        while not (ended := "\n" in _text(taken, encoding)) and len(taken) < LARGEST_HEADER_BYTES:
            more = file.read(SAMPLE_BYTES)
            if not more:
                break
            taken += more
        whole = not file.read(1)
    text = _text(taken, encoding)
    if whole:
        return text
    if not ended:
        raise DataError(
            T_("the data file has no line end near its beginning, so it has no header line"),
            value=T_("{path}: one line of more than {mb} MB", path=path, mb=LARGEST_HEADER_BYTES >> 20),
            fix=T_("check how the file was written: one line for the column names, one for each row"),
        )
    return text[: text.rindex("\n") + 1]


def tail_of(path: Path, encoding: str, ends: int | None = None) -> Tail:
    """The file's last complete lines. ``ends``: bytes of it that count; None for all."""
    data, size = _last_bytes(path, ends)
    whole = size <= len(data)
    codec = ordered(path, encoding)
    if codec.startswith(("utf-16", "utf-32")):
        lines = cut(data.decode(codec, errors="ignore"))
        sizes = [len(line.encode(codec)) for line in lines]
    else:
        parts = _LINE.findall(data)
        lines = [part.decode(encoding, errors="ignore").lstrip("\ufeff") for part in parts]
        sizes = [len(part) for part in parts]
    start = 0 if whole else 1
    return Tail(lines=lines[start:], sizes=sizes[start:], size=size, whole=whole)


def _last_bytes(path: Path, ends: int | None) -> tuple[bytes, int]:
    if not is_packed(path):
        size = path.stat().st_size if ends is None else ends
        with path.open("rb") as file:
            file.seek(start := max(0, size - TAIL_BYTES) // 4 * 4)
            return file.read(size - start), size
    tail, size = b"", 0
    for block in blocks(path, ends):
        tail, size = (tail + block)[-TAIL_BYTES - 4 :], size + len(block)
    return tail[-TAIL_BYTES - size % 4 :] if size > TAIL_BYTES else tail, size


def ordered(path: Path, encoding: str) -> str:
    """The codec that is told its byte order, where a mark at the file's beginning would tell it."""
    if encoding not in ("utf-16", "utf-32"):
        return encoding
    with opened(path) as file:
        order = "be" if file.read(2) in (b"\xfe\xff", b"\x00\x00") else "le"
    return f"{encoding}-{order}"


def _text(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, errors="ignore").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

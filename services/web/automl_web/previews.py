"""The beginning of a stored file, as a page can show it, however large, broken or hostile the file is."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from automl_shared.frozen import Frozen

PREVIEW_BYTES = 256 * 1024
PREVIEW_ROWS = 100
MOST_CELL = 300
"""Letters of a cell."""
MOST_LETTERS = 100_000
"""Of a text."""
SEPARATORS = ",;\t|"
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
_ENCODINGS = ("utf-8-sig", "cp932")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Preview(Frozen):
    """``kind``: of what is shown: table, image or text; empty for a file without content, none for any other.

    ``cut``: whether there is more than is shown. Of a table the first row holds the names.
    """

    kind: str
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    cut: bool = False


def preview_of(start: bytes, uri: str, *, cut: bool) -> Preview:
    """What of a file's beginning can be shown. ``cut``: whether the file goes on after it."""
    if image_kind(start):
        return Preview(kind="image")
    text = _text(start, cut=cut)
    if text is None:
        return Preview(kind="none")
    if not text.strip():
        return Preview(kind="empty")
    if uri.lower().endswith((".csv", ".tsv")) and (rows := _rows(text)):
        last_is_half = cut and 1 < len(rows) <= PREVIEW_ROWS
        shown = rows[:-1] if last_is_half else rows[: PREVIEW_ROWS + 1]
        return Preview(kind="table", rows=tuple(shown), cut=cut or len(rows) > len(shown))
    whole = text if cut else _indented(text)
    return Preview(kind="text", text=whole[:MOST_LETTERS], cut=cut or len(whole) > MOST_LETTERS)


def image_kind(start: bytes) -> str | None:
    """The media type of an image that holds no code; None for anything else."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _IMAGES.items() if start.startswith(mark)), None)


def beginning(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """The first `PREVIEW_BYTES`, and whether there is more."""
    start = b""
    for piece in pieces:
        start += piece
        if len(start) > PREVIEW_BYTES:
            return start[:PREVIEW_BYTES], True
    return start, False


def _text(start: bytes, *, cut: bool) -> str | None:
    """Decoded, the last letter left out where the file was cut within it; None for what is no text."""
    for encoding in ("utf-16",) if start.startswith(_UTF_16) else _ENCODINGS:
        try:
            text = start.decode(encoding)
        except UnicodeDecodeError as error:
            if not cut or error.start < len(start) - 4:
                continue
            text = start[: error.start].decode(encoding)
        return None if _NO_TEXT.search(text) else text
    return None


def _rows(text: str) -> list[tuple[str, ...]]:
    """One more than is shown, if there are as many; none of what cannot be read as a table."""
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=separator), PREVIEW_ROWS + 2))
    except csv.Error:
        return []
    return [tuple(_short(cell) for cell in row) for row in rows if row]


def _short(cell: str) -> str:
    return f"{cell[:MOST_CELL]}…" if len(cell) > MOST_CELL else cell


def _indented(text: str) -> str:
    """JSON with a value a line, unless that makes it many times as long; any other text as it is."""
    lines, length = [], 0
    try:
        for piece in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(json.loads(text)):
            lines.append(piece)
            length += len(piece)
            if length > 2 * PREVIEW_BYTES:
                return text
    except (ValueError, RecursionError):
        return text
    return "".join(lines)

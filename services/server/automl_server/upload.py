"""A multipart upload, written to disk as it comes in. A file appears under its name only when it is complete."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from automl_server import errors
from automl_server.errors import ApiError

_MAX_HEADER_BYTES = 16_384  # it holds the path twice: name and filename


class Upload:
    """Feed it the body in pieces, then `finish`."""

    def __init__(self, content_type: str, resolve: Callable[[str], Path], drafts: Path, most_bytes: int) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise ApiError(errors.GENERAL_BAD_REQUEST, "a multipart form is expected")
        self._resolve = resolve
        self._drafts = drafts
        self._most = most_bytes
        self._size = 0
        self._header_name = b""
        self._header_value = b""
        self._disposition = b""
        self._file: BinaryIO | None = None
        self._part = Path()
        self._target = Path()
        self._path = ""
        self._done = False
        self._stored: list[str] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begins,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value_piece,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_ends,
                "on_end": self._ends,
            },
            max_header_size=_MAX_HEADER_BYTES,
        )

    def __enter__(self) -> Upload:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            with suppress(FileNotFoundError):
                self._part.unlink()

    def feed(self, chunk: bytes) -> None:
        """The next piece of the body."""
        try:
            self._parser.write(chunk)
        except FormParserError as problem:
            raise ApiError(errors.GENERAL_BAD_REQUEST, "malformed multipart form", reason=str(problem)) from problem

    def finish(self) -> list[str]:
        """The paths that were stored. Raises if the body broke off."""
        if not self._done:
            raise ApiError(errors.GENERAL_BAD_REQUEST, "the multipart form is not complete")
        return self._stored

    def _part_begins(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _header_value_piece(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header_ends(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = self._header_value
        self._header_name = self._header_value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if not name or b"filename" not in options:
            return
        self._path = name.lstrip("/")
        self._target = self._resolve(self._path)
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._drafts.mkdir(exist_ok=True)  # somebody may have tidied up
        self._part = self._drafts / secrets.token_hex(8)
        self._size = 0
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            return
        self._size += end - start
        if self._size > self._most:
            raise ApiError(
                errors.FILE_TOO_LARGE,
                f"files of up to {self._most / 1e6:,.15g} MB are taken; see --max-file-mb of automl server start",
                file=self._path,
            )
        self._file.write(memoryview(data)[start:end])

    def _part_ends(self) -> None:
        if self._file is None:
            return
        self._file.close()
        self._file = None
        self._part.replace(self._target)
        self._stored.append(self._path)

    def _ends(self) -> None:
        self._done = True

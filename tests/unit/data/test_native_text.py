"""What Arrow's threads read is a file that needs no Python: they may outlive the interpreter."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from automl_data.intake.native import native_text

TEXT = "größe;preis\r\n" + "1,5;20 €\r\n" * 3


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
def test_any_file_is_plain_utf8_for_arrow(tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(pack(TEXT.encode(encoding)))
    with native_text(path, encoding) as file:
        assert type(file) is pa.OSFile
        assert file.read().decode() == TEXT


def test_it_ends_where_the_rows_end(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = TEXT.encode("cp1252")
    path.write_bytes(rows + "Summe;60 €\r\n".encode("cp1252"))
    with native_text(path, "cp1252", len(rows)) as file:
        assert file.read().decode() == TEXT

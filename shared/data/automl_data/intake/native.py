"""A text file as Arrow's own threads may read it: without Python."""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from automl_data.intake.files import is_packed, opened
from automl_shared.lazy import pa

CODE_BYTES = 1 << 20


@contextmanager
def native_text(path: Path, encoding: str, ends: int | None = None) -> Iterator[Any]:
    """The text of a file in UTF-8, unpacked, up to the byte ``ends``: a `pyarrow.OSFile`. Raises DataError.

    Arrow reads ahead in threads that outlive a reader left early. One that needs Python, for a file object or a codec,
    while the interpreter ends aborts the process. So what is not plain UTF-8 as it lies there is copied first.
    """
    is_utf8 = encoding.startswith("utf-8")
    if ends is None and is_utf8 and not is_packed(path):
        yield _for_arrow(path)
        return
    with TemporaryDirectory(prefix="automl-intake-") as folder:
        copy = Path(folder) / "text.csv"
        with opened(path, ends) as file, copy.open("wb") as target:
            text: Any = file if is_utf8 else codecs.EncodedFile(file, "utf-8", encoding)
            shutil.copyfileobj(text, target, CODE_BYTES)
        yield _for_arrow(copy)


def _for_arrow(path: Path) -> Any:
    """By an opened file, for of a path Arrow takes the ending for how it is packed; closed by who drops it last."""
    return pa.OSFile(str(path))

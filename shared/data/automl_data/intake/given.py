"""What a person gave is what errors name, not the copy of it that was read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automl_shared.errors import DataError


@contextmanager
def told_as(copy: Path, given: object) -> Iterator[None]:
    """Errors about the ``copy``, a file or a folder, are told as about what was ``given``."""
    try:
        yield
    except DataError as error:
        if error.value is not None:
            error.value = str(error.value).replace(str(copy), str(given))
        raise

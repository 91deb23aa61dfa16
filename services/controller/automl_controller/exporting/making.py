"""A folder that is made complete or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automl_shared.errors import ConfigError, writing
from automl_shared.words import T_


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Made beside its place, and moved when all is well. Raises ConfigError where there is one already."""
    if folder.exists():
        raise ConfigError(T_("the folder is there already"), value=folder, fix="--output FOLDER")
    beside = folder.with_name(f".{folder.name}.part")
    try:
        with writing(folder, T_("the folder cannot be made"), fix="--output FOLDER"):
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            yield beside
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)

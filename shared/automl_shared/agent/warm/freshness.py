"""Whether the code on disk is still the code in memory."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

Stamp = tuple[str, int, int]
"""A path, when it was changed (nanoseconds; 0 when it is not there), its size in bytes."""


class Code:
    """The source files of our packages, and the folders that packages are installed into, as they are now.

    Installing, updating or removing a package makes or removes a folder there, which changes the folder. Plugins are
    not looked at: every task imports them again. Make one before importing what it is about.
    """

    def __init__(self, packages: Iterable[str]) -> None:
        self._sources = [folder for name in packages for folder in _folders_of(name)]
        self._installed_into = [path for path in sys.path if any(Path(path).glob("*.dist-info"))]
        self._stamps = self._now()

    def has_changed(self) -> bool:
        """Whether it differs from what was there."""
        return self._now() != self._stamps

    def _now(self) -> frozenset[Stamp]:
        sources = (file for folder in self._sources for file in _python_files(folder))
        return frozenset(map(_stamp, [*sources, *self._installed_into]))


def _folders_of(package: str) -> list[str]:
    spec = importlib.util.find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []


def _python_files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.path
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _python_files(entry.path)


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)  # noqa: PTH116 (this is done for hundreds of files before every task)
    except FileNotFoundError:
        return (path, 0, 0)
    return (path, found.st_mtime_ns, found.st_size)

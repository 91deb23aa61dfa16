"""A worker's folder for temporary files: the agent writes its configuration to such files, secret and all."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def folder_of(worker_id: str) -> Path:
    """Where it is: another place for every id, and ids that begin alike have folders that do.

    Short, because sockets are made there.
    """
    name = "".join(map(_in_a_name, worker_id))
    return Path(tempfile.gettempdir()) / f"automl-{os.getuid()}-agent-{name}"


def _in_a_name(letter: str) -> str:
    plain = letter.isascii() and (letter.isalnum() or letter in "-.")
    return letter if plain else "".join(f"_{byte:02x}" for byte in letter.encode())


def remove_folders(beginning: str) -> None:
    """Of all workers whose id begins so, for whoever has ended them: they may not have come to that themselves."""
    first = folder_of(beginning)
    for folder in first.parent.glob(f"{glob.escape(first.name)}*"):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_folder(worker_id: str) -> Iterator[Path]:
    """The folder, without what a worker that was killed has left there. Raises OSError where it is somebody else's."""
    folder = folder_of(worker_id)
    folder.mkdir(exist_ok=True, mode=0o700)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(errno.EPERM, "the folder for temporary files is not ours", str(folder))
    folder.chmod(0o700)
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

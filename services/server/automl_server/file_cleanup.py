"""The files of this server's own files port go with the tasks and models they belong to.

A file that several show, as when a run reuses an earlier run's preparation, goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from automl_server.errors import ApiError
from automl_server.files import resolve
from automl_server.service import Call
from automl_server.store import Store
from automl_server.store.file_urls import file_path, shown_paths

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def remove_files_later(call: Call, urls: Iterable[str]) -> None:
    """Remove the files that addresses on this server lead to, after a grace, unless the caller wants them to stay."""
    if not call.data.flag("delete_external_artifacts", True):
        return
    hosts = {*_LOOPBACK, _host(f"http://{call.origin.host}")}
    call.store.doomed_files.add({file_path(url) for url in urls if _host(url) in hosts})


def remove_due_files(store: Store) -> int:
    """Remove the files whose grace is over; returns how many were due."""
    due = store.doomed_files.due()
    shown = shown_paths(store) if due else set()
    _remove_all(store.files_path, [(path, doomed) for path, doomed in due if path not in shown])
    store.doomed_files.drop(path for path, _ in due)
    return len(due)


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def _remove_all(root: Path, files: Iterable[tuple[str, float]]) -> None:
    """Remove files, except those written after their owner was deleted: a task that runs again reuses its paths."""
    for path, doomed in files:
        with suppress(ApiError, OSError):  # not there, or not a place of ours: nothing to remove
            place = resolve(root, path)
            if place.stat().st_mtime <= doomed:
                place.unlink()
                _remove_empty(place.parent, root)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        folder.rmdir()
        folder = folder.parent

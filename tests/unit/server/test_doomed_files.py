"""Files of what was deleted go after a grace, unless they were written again meanwhile."""

from __future__ import annotations

import os
import time

import pytest

from automl_server.file_cleanup import remove_due_files
from automl_server.store import Store, doomed_files


@pytest.fixture
def store(store: Store) -> Store:
    (store.files_path / "of a task").mkdir(parents=True)
    for name in ("old", "new"):
        (store.files_path / "of a task" / name).write_text("content")
    return store


def test_the_grace(store: Store) -> None:
    store.doomed_files.add(["/of a task/old"])
    assert remove_due_files(store) == 0
    assert (store.files_path / "of a task" / "old").exists()


def test_after_the_grace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doomed_files, "GRACE_SECONDS", -10.0)
    store.doomed_files.add(["/of a task/old", "/of a task/new", "/of a task/missing", "/../outside"])
    later = time.time() + 5
    os.utime(store.files_path / "of a task" / "new", (later, later))
    assert remove_due_files(store) == 4
    assert [file.name for file in (store.files_path / "of a task").iterdir()] == ["new"]
    assert remove_due_files(store) == 0

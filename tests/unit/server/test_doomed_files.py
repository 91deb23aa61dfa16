"""Files of what was deleted go after a grace, unless they were written again meanwhile."""

from __future__ import annotations

import os
import time

import pytest

from automl_server.file_cleanup import remove_due_files
from automl_server.store import Identity, Store, doomed_files


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


def test_a_file_goes_with_the_last_that_shows_it(
    store: Store, admin: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that reuses an earlier run's preparation links its files; whoever loads a model's file names it, too."""
    monkeypatch.setattr(doomed_files, "GRACE_SECONDS", -10.0)
    uri = "http://localhost:8081/of%20a%20task/{}"
    shown = {"key": "data", "type": "custom", "mode": "output", "uri": uri.format("old")}
    task = store.tasks.create({"name": "later", "type": "training", "execution": {"artifacts": [shown]}}, admin)
    model = store.models.create({"name": "loaded", "uri": uri.format("new")}, admin)

    def left() -> set[str]:
        store.doomed_files.add(["/of a task/old", "/of a task/new"])
        remove_due_files(store)
        return {file.name for file in store.files_path.glob("*/*")}

    assert left() == {"old", "new"}
    store.tasks.delete([task])
    assert left() == {"new"}
    store.models.delete([model])
    assert left() == set()

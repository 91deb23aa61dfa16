"""Which files `automl server clean` leaves to others, besides those that its integration test shows."""

from __future__ import annotations

import json

import pytest

from automl_server.operation.retention import Retention, clean
from automl_server.store import Identity, Store

KEEP_NOTHING = Retention(days=-1)


class Versions:
    """Versions of a dataset, each with a file of its own, and with what the SDK writes down of those it is built on."""

    def __init__(self, store: Store, admin: Identity) -> None:
        self.store, self._admin = store, admin

    def add(self, name: str, *earlier: str, archived: bool) -> str:
        tags = ["dataset", *(["archived"] if archived else [])]
        task = self.store.tasks.create({"name": name, "type": "data_processing", "system_tags": tags}, self._admin)
        struct = {str(number): {"job_id": one, "parents": []} for number, one in enumerate([task, *earlier])}
        self.store.tasks.update(
            task,
            {
                "status": "completed",
                "execution": {"artifacts": [{"key": "data", "uri": f"http://localhost:8081/d/{name}.{task}/data.zip"}]},
                "configuration": {"Dataset Struct": {"name": "Dataset Struct", "value": json.dumps(struct)}},
            },
        )
        folder = self.store.files_path / "d" / f"{name}.{task}"
        folder.mkdir(parents=True)
        (folder / "data.zip").write_text("content")
        return task

    def left(self) -> set[str]:
        """The names of those whose file is there after all that may go has gone."""
        clean(self.store, self.store.files_path, KEEP_NOTHING)
        return {file.parent.stem for file in self.store.files_path.rglob("data.zip")}


@pytest.fixture
def versions(store: Store, admin: Identity) -> Versions:
    return Versions(store, admin)


def test_archived_versions_keep_what_a_later_one_is_built_on(versions: Versions) -> None:
    first = versions.add("first", archived=True)
    second = versions.add("second", first, archived=True)
    versions.add("third", first, second, archived=False)
    versions.add("alone", archived=True)
    assert versions.left() == {"first", "second", "third"}


def test_versions_go_together_with_the_last(versions: Versions) -> None:
    first = versions.add("first", archived=True)
    versions.add("second", first, archived=True)
    assert versions.left() == set()


@pytest.mark.parametrize("broken", ["", "{", '"text"', "[1]", '{"0": "text"}', '{"0": {}}'])
def test_a_dataset_that_tells_nothing_of_its_versions_keeps_its_own_file(versions: Versions, broken: str) -> None:
    task = versions.add("own", archived=False)
    versions.store.tasks.update(task, {"configuration": {"Dataset Struct": {"value": broken}}})
    versions.add("other", archived=True)
    assert versions.left() == {"own"}

"""A database of an older release keeps what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automl_server import migrations
from automl_server.config import Settings
from automl_server.params import Params
from automl_server.service import Call, Origin
from automl_server.services import catalogue
from automl_server.store import Store
from automl_server.version import Version


def test_entries_and_figures_of_queues_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = migrations.STEPS[: migrations.STEPS.index(migrations._fewer_trees_per_entry)]
    settings = Settings(home=tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", older)
        store = Store(settings)
        me = store.access.identity_of(store.access.ensure_admin("Tester"))
        queue = store.queues.create({"name": "a queue"}, me)
        tasks = [store.tasks.create({"name": f"task {n}", "type": "training"}, me) for n in range(3)]
        for task in tasks:
            store.queues.add(queue, task)
        store.queues.move(queue, tasks[2], to=0)
        store.close()
    store = Store(settings)
    assert [entry["task"] for entry in store.queues.entries(queue)] == [tasks[2], tasks[0], tasks[1]]
    assert store.queues.holding(tasks[1]) == queue
    assert len(store.queues.metrics(queue, 0, 2**40, 1)) >= 1
    assert store.queues.length(queue) == 3
    taken = store.queues.take(queue)
    assert taken["task"] == tasks[2]
    store.queues.drop_metrics_before(2**40)
    assert store.queues.metrics(queue, 0, 2**40, 1) == []
    store.close()


ODD_PARTS: dict[str, Any] = {
    "hyperparams": {"Args": {"lr": {"section": "Args", "name": "lr", "value": "0.1", "type": 5, "description": ["x"]}}},
    "configuration": {"c": {"name": "c", "value": "x", "type": {"a": 1}}},
    "container": {"image": 5, "arguments": ["x"], "kept": "text"},
    "script": {"binary": "python", "diff": 7, "requirements": "six"},
    "models": {"input": [{"name": 1, "model": "m"}, "x"], "output": "x"},
    "execution": {
        "queue": {"id": "x"},
        "model_labels": {"cat": "x", "dog": 1},
        "artifacts": [{"key": "k", "type": 1, "uri": [], "mode": "other"}, "x"],
    },
}
LEFT: dict[str, Any] = {
    "hyperparams": {"Args": {"lr": {"section": "Args", "name": "lr", "value": "0.1", "type": "5"}}},
    "configuration": {"c": {"name": "c", "value": "x"}},
    "container": {"image": "5", "kept": "text"},
    "script": {"binary": "python", "diff": "7"},
    "models": {"input": [{"name": "1", "model": "m"}]},
    "execution": {"model_labels": {"dog": 1}, "artifacts": [{"key": "k", "type": "1"}]},
}


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, dict[str, str]]]:
    """A store in which an older release kept a task for each odd part; the tasks by field."""
    settings = Settings(home=tmp_path_factory.mktemp("older"))
    older = migrations.STEPS[: migrations.STEPS.index(migrations._parts_that_fit)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrations, "STEPS", older)
        store = Store(settings)
        me = store.access.identity_of(store.access.ensure_admin("Tester"))
        tasks = {field: store.tasks.create({"name": field, "type": "training"}, me) for field in ODD_PARTS}
        for field, task in tasks.items():
            store.db.run(f"UPDATE tasks SET {field} = ? WHERE id = ?", (json.dumps(ODD_PARTS[field]), task))
        store.close()
    store = Store(settings)
    yield store, tasks
    store.close()


@pytest.mark.parametrize("field", ODD_PARTS)
def test_a_task_with_odd_parts_can_be_read_cloned_and_edited(
    upgraded: tuple[Store, dict[str, str]], field: str
) -> None:
    store, tasks = upgraded
    task, me = tasks[field], store.access.identity_of(store.access.ensure_admin("Tester"))
    assert store.tasks.require(task)[field] == LEFT[field]
    clone, _ = store.cloner.clone(task, {}, me)
    assert store.tasks.require(clone)["name"] == field
    endpoints = catalogue()
    for endpoint, version, asked in (
        ("tasks.get_by_id", "2.8", {"task": task}),  # as older clients see it
        ("tasks.edit", "2.8", {"task": task, "execution": {"framework": "x"}, "script": {"diff": ""}}),
        ("tasks.delete_artifacts", "2.23", {"task": task, "artifacts": [{"key": "k"}]}),
        ("tasks.delete", "2.23", {"task": task, "force": True}),
    ):
        serve = endpoints.find(endpoint, Version.parse(version))
        assert serve is not None
        serve(Call(Params(asked), [asked], me, Version.parse(version), Origin("", "", ""), store, endpoints))

"""A database of an older release keeps what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_server import migrations
from automl_server.config import Settings
from automl_server.store import Store


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

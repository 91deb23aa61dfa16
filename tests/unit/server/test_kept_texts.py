"""What is kept of whole documents is what would be made of them now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from automl_server import kept_texts
from automl_server.joins import find_joined, renderer_of
from automl_server.store import Identity, Store
from automl_server.store.lifecycle import Change


def new_task(store: Store, admin: Identity, **fields: Any) -> str:
    return store.tasks.create({"name": "a task", "type": "training", **fields}, admin)


def read(store: Store) -> list[Any]:
    renderer = renderer_of({}, store.tasks.entity, joined=True)
    pages, number = store.tasks.rendered(renderer, {"order_by": ["created"]})
    documents: list[Any] = [document for page in pages for document in orjson.loads(b"[%b]" % page.text)]
    assert len(documents) == number
    return documents


def made(store: Store) -> list[Any]:
    found = find_joined({"order_by": ["created"]}, store.tasks, store.documents)
    return orjson.loads(orjson.dumps(found))


def kept(store: Store) -> set[str]:
    return {row[0] for row in store.db.rows("SELECT id FROM task_texts")}


def edited(store: Store, admin: Identity, task: str) -> None:
    store.tasks.edit(task, {"comment": "why", "tags": ["x"]}, admin, force=False)


def enqueued(store: Store, admin: Identity, task: str) -> None:
    queue = store.queues.create({"name": "a queue"}, admin)
    store.lifecycle.enqueue(task, queue, None, Change(identity=admin))


def measured(store: Store, admin: Identity, task: str) -> None:
    event = {"type": "training_stats_scalar", "task": task, "metric": "m", "variant": "v", "value": 1.0, "iter": 3}
    store.event_writer.add([event], "worker", admin)


def hyperparameters(store: Store, _admin: Identity, task: str) -> None:
    store.tasks.update(task, {"hyperparams": {"Args": {"a": {"section": "Args", "name": "a", "value": "1"}}}})


def behind_its_back(store: Store, _admin: Identity, task: str) -> None:
    store.db.run("UPDATE tasks SET comment = 'other' WHERE id = ?", (task,))


@pytest.mark.parametrize("change", [edited, enqueued, measured, hyperparameters, behind_its_back])
def test_a_change_is_seen(store: Store, admin: Identity, change: Callable[[Store, Identity, str], None]) -> None:
    task, other = new_task(store, admin), new_task(store, admin)
    assert read(store) == made(store)
    assert kept(store) == {task, other}
    before = read(store)
    change(store, admin, task)
    assert kept(store) == {other}
    assert read(store) == made(store) != before
    assert kept(store) == {task, other}


def test_a_change_that_is_taken_back_is_none(store: Store, admin: Identity) -> None:
    task = new_task(store, admin)
    before = read(store)

    def broken_off() -> None:
        with store.db.write():
            edited(store, admin, task)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert (read(store), kept(store)) == (before, {task})


def test_what_is_deleted_is_gone(store: Store, admin: Identity) -> None:
    task, other = new_task(store, admin), new_task(store, admin)
    read(store)
    store.tasks.delete([task])
    assert kept(store) == {other}
    assert [one["id"] for one in read(store)] == [other]


def test_what_runs_is_not_kept(store: Store, admin: Identity) -> None:
    running, draft = new_task(store, admin), new_task(store, admin)
    store.tasks.update(running, {"status": "in_progress"})
    assert read(store) == made(store)
    assert kept(store) == {draft}


def test_only_the_latest_are_kept(store: Store, admin: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_texts, "LATEST_KEPT", 2)
    for number in range(1, 5):
        latest = new_task(store, admin)
        assert read(store) == made(store)
        assert len(kept(store)) == min(number, 2)
        assert latest in kept(store)


def test_the_text_of_another_release_is_made_again(store: Store, admin: Identity) -> None:
    new_task(store, admin)
    read(store)
    store.db.run("UPDATE task_texts SET form = 'older', text = '{}'")
    assert read(store) == made(store)
    assert store.db.value("SELECT count(*) FROM task_texts WHERE form <> 'older'") == 1


def test_reading_goes_on_where_nothing_can_be_written(store: Store, admin: Identity) -> None:
    new_task(store, admin)
    store.db._writer.execute("PRAGMA query_only = ON")
    assert read(store) == made(store)
    assert kept(store) == set()

"""Figures for monitoring come from few statements, however much is stored."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from automl_server.config import Settings
from automl_server.metrics import FileCount, Metrics
from automl_server.store import Identity, Store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    settings.files_path.mkdir()
    return settings


def queue_with(store: Store, admin: Identity, name: str, entries: int) -> str:
    queue = store.queues.create({"name": name}, admin)
    for number in range(entries):
        store.queues.add(queue, store.tasks.create({"name": f"task {number}", "type": "training"}, admin))
    return queue


def test_the_curve_of_a_queue_that_was_emptied_ends_at_nothing(store: Store, admin: Identity) -> None:
    emptied, full = (queue_with(store, admin, name, entries=2) for name in ("emptied", "full"))
    while store.queues.take(emptied):
        pass
    store.db.run("UPDATE queue_metrics SET time = time - 600")
    now = time.time()
    curves = [store.queues.metrics(one, now - 3600, now, 60) for one in (emptied, full)]
    assert [curve[-1][2] for curve in curves] == [0, 2]


def test_one_look_takes_as_many_statements_on_a_full_database(
    store: Store, settings: Settings, admin: Identity
) -> None:
    with ThreadPoolExecutor(1) as executor:
        metrics = Metrics(store, settings, executor)

        def statements() -> list[str]:
            seen: list[str] = []
            store.db.trace(seen.append)
            generate_latest(metrics._registry)
            store.db.trace(None)
            return seen

        before = statements()
        for number in range(20):
            queue = queue_with(store, admin, f"queue {number}", 10)
            store.workers.register(f"w:{number}", admin, ip="", queues=[queue])
        assert len(statements()) == len(before) == 4


@pytest.mark.parametrize(
    "sql",
    ["SELECT status, count(*) FROM tasks GROUP BY status", "SELECT min(added) FROM queue_entries WHERE queue = 'q'"],
)
def test_an_index_answers_without_reading_a_row(store: Store, sql: str) -> None:
    plan = " ".join(row["detail"] for row in store.db.rows(f"EXPLAIN QUERY PLAN {sql}"))
    assert "USING COVERING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_an_emptied_queue_has_nothing_waiting(store: Store, admin: Identity) -> None:
    queue = queue_with(store, admin, "trainings", 2)
    (full,) = store.census.waiting()
    store.queues.clear(queue)
    (empty,) = store.census.waiting()
    assert (full.entries, empty.entries, empty.since) == (2, 0, None)
    assert full.since is not None


def test_files_are_counted_beside_whoever_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    for name in ("one", "a/two", "a/b/three"):
        (tmp_path / name).touch()
    monkeypatch.setattr(threading.Thread, "start", threading.Thread.run)
    count = FileCount(tmp_path)
    assert count.look() == 3
    count._due = float("inf")
    (tmp_path / "four").touch()
    assert count.look() == 3
    count._due = 0.0
    assert count.look() == 4

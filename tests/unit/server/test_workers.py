"""Workers are listed with few statements, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automl_server.config import Settings
from automl_server.store import Store
from automl_server.store.workers import Choice


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(Settings(home=tmp_path))
    yield opened
    opened.close()


def test_a_worker_more_takes_no_statement_more(store: Store) -> None:
    admin = store.access.identity_of(store.access.ensure_admin("Tester"))
    queue = store.queues.create({"name": "queue"}, admin)
    projects = [store.projects.ensure(f"project {number}", admin) for number in range(10)]

    def busy(number: int) -> None:
        store.workers.register(f"w:{number}", admin, ip="", queues=[queue])
        task = store.tasks.create({"name": "task", "type": "training", "project": projects[number]}, admin)
        store.workers.report(f"w:{number}", {"task": task, "queue": queue}, admin, "")

    def statements() -> int:
        seen: list[str] = []
        store.db.trace(seen.append)
        shown = store.workers.shown(admin, Choice())
        store.db.trace(None)
        assert {worker["user"]["name"] for worker in shown} == {"Tester"}
        assert [worker["project"]["name"] for worker in shown] == [f"project {n}" for n in range(len(shown))]
        return len(seen)

    busy(0)
    one = statements()
    for number in range(1, 10):
        busy(number)
    assert statements() == one

"""Workers are listed with few statements, however many there are."""

from __future__ import annotations

import time

from automl_server.store import Identity, Store
from automl_server.store.workers import Choice


def test_of_figures_that_are_a_day_old_one_in_five_minutes_is_kept(store: Store, admin: Identity) -> None:
    now = time.time() // 300 * 300
    machine = {"cpu_usage": [3.0, 5.0], "memory_used": 100.0}
    store.workers.register("w:1", admin, ip="")
    for seconds in (*range(0, 3600, 10), *range(26 * 3600, 28 * 3600, 10)):
        report = {"timestamp": (now - seconds) * 1000, "machine_stats": machine}
        store.workers.report("w:1", report, admin, "")
    store.workers.thin_stats(seconds=10)
    rows = store.db.rows("SELECT metric, variant, time FROM worker_stats ORDER BY time")
    old = [row for row in rows if row["time"] < now - 25 * 3600]
    assert len(rows) - len(old) == 3 * 360
    assert len(old) == 3 * (2 * 12 + 1)
    assert {(row["metric"], row["variant"]) for row in old} == {
        ("cpu_usage", "0"),
        ("cpu_usage", "1"),
        ("memory_used", "total"),
    }


def test_thinning_stops_in_time_and_goes_on_later(store: Store, admin: Identity) -> None:
    store.workers.register("w:1", admin, ip="")
    oldest = time.time() - 50 * 3600
    for seconds in range(0, 20 * 3600, 60):
        store.workers.report("w:1", {"timestamp": (oldest + seconds) * 1000}, admin, "")

    def thinned() -> int:
        store.workers.thin_stats(seconds=1e-9)
        return int(store.db.value("SELECT count(*) FROM worker_stats"))

    counts = [thinned() for _ in range(30)]
    assert counts[0] > counts[10] > counts[-1] == counts[-2]
    assert counts[-1] in (20 * 12, 20 * 12 + 1)


def test_a_worker_more_takes_no_statement_more(store: Store, admin: Identity) -> None:
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

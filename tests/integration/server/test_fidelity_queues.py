"""Queues and workers as clients of the full server know them."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest

from .conftest import Client, Server
from .test_api import refused


def new_queue(client: Client, **fields: Any) -> str:
    return client.call("queues.create", **{"name": f"queue {uuid.uuid4().hex}", **fields})["id"]


def queued(client: Client, queue: str, name: str = "a task") -> str:
    task = client.new_task(name)
    client.call("tasks.enqueue", task=task, queue=queue)
    return task


def entries(client: Client, queue: str) -> list[str]:
    return [entry["task"] for entry in client.call("queues.get_by_id", queue=queue)["queue"]["entries"]]


def test_taking_out_putting_back_and_clearing(client: Client) -> None:
    first, second = new_queue(client), new_queue(client)
    tasks = [queued(client, first) for _ in range(2)]
    client.call("queues.remove_task", queue=first, task=tasks[0])
    left = client.task(tasks[0])
    assert (left["status"], left["execution"]["queue"]) == ("queued", first)
    assert refused(client, "queues.remove_task", queue=first, task=tasks[0]) == (400, 703)
    client.call("queues.remove_task", queue=first, task=tasks[1], update_task_status=True)
    assert client.task(tasks[1])["status"] == "created"
    assert client.call("queues.add_task", queue=second, task=tasks[0]) == {"added": 1}
    assert client.task(tasks[0])["execution"]["queue"] == second
    assert client.call("queues.clear_queue", queue=first) == {"removed_tasks": []}
    assert client.call("queues.clear_queue", queue=second) == {"removed_tasks": [tasks[0]]}
    assert client.task(tasks[0])["status"] == "created"


def test_places(client: Client) -> None:
    queue = new_queue(client)
    a, b, c, d = (queued(client, queue) for _ in range(4))
    for action, count, place, order in (
        ("move_task_to_front", None, 0, [a, b, c, d]),
        ("move_task_backward", 2, 2, [b, c, a, d]),
        ("move_task_backward", 100, 3, [b, c, d, a]),
        ("move_task_forward", 2, 1, [b, a, c, d]),
        ("move_task_forward", 100, 0, [a, b, c, d]),
        ("move_task_to_back", None, 3, [b, c, d, a]),
        ("move_task_to_front", None, 0, [a, b, c, d]),
    ):
        data = {} if count is None else {"count": count}
        assert client.call(f"queues.{action}", queue=queue, task=a, **data) == {"position": place}
        assert entries(client, queue) == order
    shown = client.call("queues.get_all_ex", id=[queue], max_task_entries=2)["queues"][0]["entries"]
    assert [entry["task"]["id"] for entry in shown] == [a, b]


@pytest.mark.parametrize("column", ["entries.length", "entries[0].task.name"])
def test_queues_by_what_waits_in_them(client: Client, column: str) -> None:
    queues = [new_queue(client) for _ in range(3)]
    queued(client, queues[2], "first")
    for name in ("later", "another"):
        queued(client, queues[0], name)

    def sorted_by(order: str) -> list[int]:
        found = client.call("queues.get_all_ex", id=queues, order_by=[order])["queues"]
        return [queues.index(queue["id"]) for queue in found]

    ascending = [1, 2, 0] if column == "entries.length" else [2, 0, 1]  # what has no next task comes last
    assert sorted_by(column) == ascending
    assert sorted_by(f"-{column}") == [0, 2, 1]


def test_hidden_queues(client: Client) -> None:
    name = f"of the machinery {uuid.uuid4().hex}"
    hidden, plain = new_queue(client, name=name, system_tags=["k8s-glue"]), new_queue(client)

    def ids(**data: Any) -> set[str]:
        return {queue["id"] for queue in client.call("queues.get_all_ex", **data)["queues"]} & {hidden, plain}

    assert ids() == {plain}
    assert ids(search_hidden=True) == {hidden, plain}
    assert ids(name=f"^{name}$") == ids(id=[hidden]) == {hidden}


def test_a_queue_shows_its_workers(client: Client) -> None:
    queue = new_queue(client, display_name="Shown")
    task, worker = client.new_task("of a worker"), f"worker {uuid.uuid4().hex}"
    client.call("workers.register", worker=worker, queues=[queue])
    client.call("tasks.started", task=task)
    client.call("workers.status_report", worker=worker, task=task, timestamp=0, machine_stats={"cpu_usage": [1, 2]})
    user = client.call("users.get_current_user")["user"]
    key = f"worker_{user['company']['id']}_{user['id']}_{worker}"
    shown = client.call("queues.get_all_ex", id=[queue])["queues"][0]["workers"]
    assert shown == [{"name": worker, "ip": "127.0.0.1", "key": key, "task": {"id": task, "name": "of a worker"}}]
    found = next(w for w in client.call("workers.get_all")["workers"] if w["key"] == key)
    assert found["queues"][0]["display_name"] == "Shown"
    waiting = queued(client, queue)
    only = ["execution.queue.name", "execution.queue.display_name"]
    task_shown = client.call("tasks.get_by_id_ex", id=[waiting], only_fields=only)["tasks"][0]
    assert task_shown["execution"]["queue"]["display_name"] == "Shown"


def test_curves_of_a_queue(client: Client) -> None:
    queue = new_queue(client)
    queued(client, queue)
    time.sleep(0.3)
    second = queued(client, queue)
    client.call("queues.remove_task", queue=queue, task=second)
    now = time.time()
    asked = {"from_date": now - 60, "to_date": now + 1, "interval": 5, "queue_ids": [queue]}
    curve = client.call("queues.get_queue_metrics", **asked)["queues"][0]
    assert 1 <= len(curve["dates"]) == len(curve["queue_lengths"]) == len(curve["avg_waiting_times"]) <= 2
    assert (now - 15) * 1000 < curve["dates"][0] <= now * 1000
    assert max(curve["avg_waiting_times"]) > 0.2
    reversed_dates = {**asked, "to_date": now - 120}
    assert refused(client, "queues.get_queue_metrics", **reversed_dates) == (400, 16)


@pytest.fixture
def worker(client: Client) -> str:
    name = f"tagged {uuid.uuid4().hex}"
    client.call("workers.register", worker=name, tags=["application"], system_tags=["k8s"], timeout=30)
    return name


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({}, True),
        ({"tags": ["application", "test"]}, True),
        ({"tags": ["test"]}, False),
        ({"tags": ["-application"]}, False),
        ({"tags": ["application"], "system_tags": ["k8s"]}, True),
        ({"tags": ["application"], "system_tags": ["-k8s"]}, False),
        ({"worker_pattern": "^tagged "}, True),
        ({"worker_pattern": "^other"}, False),
        ({"last_seen": 100}, True),
    ],
)
def test_workers_by_tag(client: Client, worker: str, wish: dict[str, Any], found: bool) -> None:
    shown = [w["id"] for w in client.call("workers.get_all", **wish)["workers"]]
    assert (worker in shown) is found
    assert client.call("workers.get_count", **wish)["count"] == len(shown)


def test_workers_that_no_longer_answer(client: Client) -> None:
    name = f"short lived {uuid.uuid4().hex}"
    client.call("workers.register", worker=name, timeout=1)
    assert client.call("workers.get_count", worker_pattern=name)["count"] == 1
    time.sleep(1.2)
    assert client.call("workers.get_count", worker_pattern=name)["count"] == 0
    assert refused(client, "workers.get_all", worker_pattern="(") == (400, 21)


def test_curves_of_machines(client: Client) -> None:
    workers, start = [f"machine {i} {uuid.uuid4().hex}" for i in range(2)], int(time.time())
    task = client.new_task()
    client.call("tasks.started", task=task)
    for minute in range(3):
        for number, name in enumerate(workers):
            stats = {"cpu_usage": [10, 20], "memory_used": 50} if not number else {"cpu_usage": [5]}
            report = {"task": task} if not number else {}
            at = (start + 60 * minute) * 1000
            client.call("workers.status_report", worker=name, timestamp=at, machine_stats=stats, **report)
    keys = client.call("workers.get_metric_keys", worker_ids=workers)["categories"]
    assert {item["name"]: item["metric_keys"] for item in keys} == {"cpu": ["cpu_usage"], "memory": ["memory_used"]}
    assert refused(client, "workers.get_metric_keys", worker_ids=["no such"]) == (400, 1005)
    asked = {"from_date": start, "to_date": start + 400, "interval": 1, "worker_ids": workers}
    items = [{"key": "cpu_usage", "aggregation": name} for name in ("avg", "max")]
    figures = {w["worker"]: w["metrics"] for w in client.call("workers.get_stats", items=items, **asked)["workers"]}
    assert set(figures) == set(workers)
    curve = figures[workers[0]][0]
    assert 10 <= len(curve["dates"]) <= 11
    by_name = {stat["aggregation"]: stat["values"] for stat in curve["stats"]}
    assert (max(by_name["avg"]), max(by_name["max"])) == (15.0, 20.0)
    split = client.call("workers.get_stats", items=items[:1], split_by_variant=True, **asked)["workers"]
    variants = {w["worker"]: {m["variant"] for m in w["metrics"]} for w in split}
    assert variants == {workers[0]: {"0", "1"}, workers[1]: {"0"}}
    activity = client.call("workers.get_activity_report", from_date=start, to_date=start + 400, interval=2)
    for curve in (activity["total"], activity["active"]):
        assert 10 <= len(curve["dates"]) == len(curve["counts"]) <= 11
    assert max(activity["total"]["counts"]) >= 2
    assert refused(client, "workers.get_activity_report", from_date=2, to_date=1, interval=1) == (400, 16)


def test_the_queues_that_clients_take_for_granted(own_server: Server) -> None:
    def common() -> dict[str, Any]:
        return {queue["name"]: queue for queue in own_server.client().call("queues.get_all")["queues"]}

    made = common()
    assert {name: queue["system_tags"] for name, queue in made.items()} == {"default": ["default"], "services": []}
    client = own_server.client()
    client.call("queues.update", queue=made["default"]["id"], system_tags=["kept"])
    client.call("queues.delete", queue=made["services"]["id"])
    own_server.stop()
    own_server.start()
    again = common()
    assert again["default"]["id"] == made["default"]["id"]
    assert sorted(again["default"]["system_tags"]) == ["default", "kept"]
    assert set(again) == {"default", "services"}

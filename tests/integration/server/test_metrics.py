"""What monitoring sees of a real server: only with a key, and right after what was just done."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from .conftest import Client, Server, wait_until

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scrape(server: Server) -> Samples:
    """Every sample by its name and labels."""
    answer = httpx.get(f"{server.urls['api']}/metrics", auth=server.credentials)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = [one for family in text_string_to_metric_families(answer.text) for one in family.samples]
    found = {(one.name, frozenset(one.labels.items())): one.value for one in samples}
    assert len(found) == len(samples), "a sample is there twice"
    return found


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((f"automl_server_{name}", frozenset(labels.items())))


def labels_of(samples: Samples, name: str, label: str) -> set[str]:
    return {dict(labels)[label] for found, labels in samples if found == f"automl_server_{name}"}


def enqueued(client: Client, queue: str, count: int = 1) -> list[str]:
    tasks = [client.new_task() for _ in range(count)]
    for task in tasks:
        client.call("tasks.enqueue", task=task, queue=queue)
    return tasks


def test_nobody_reads_figures_without_a_key(server: Server, client: Client) -> None:
    url = f"{server.urls['api']}/metrics"
    access_key, secret_key = server.credentials
    assert httpx.get(url).status_code == 401
    assert httpx.get(url, auth=(access_key, secret_key + "x")).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Bearer forged"}).status_code == 401
    assert httpx.get(url, headers={"Authorization": f"Bearer {client.token}"}).status_code == 200


def test_a_refusal_does_not_make_a_browser_ask_for_the_key(server: Server) -> None:
    refused = httpx.get(f"{server.urls['api']}/metrics")
    assert "www-authenticate" not in refused.headers
    assert "automl" not in refused.text


def test_tasks_and_queues_are_counted_as_they_are(own_server: Server) -> None:
    client = own_server.client()
    queue = client.call("queues.create", name="trainings")["id"]
    client.call("queues.create", name="idle")
    first, *_ = enqueued(client, queue, 3)
    seen = scrape(own_server)
    assert value(seen, "tasks", status="queued") == 3
    assert value(seen, "tasks", status="failed") == 0
    assert value(seen, "queue_waiting", queue="trainings") == 3
    assert value(seen, "queue_waiting", queue="idle") == 0
    assert value(seen, "queue_oldest_seconds", queue="idle") == 0
    oldest = value(seen, "queue_oldest_seconds", queue="trainings")
    assert oldest is not None
    assert 0 < oldest < 60

    assert client.call("queues.get_next_task", queue=queue)["entry"]["task"] == first
    client.call("tasks.started", task=first)
    client.call("tasks.failed", task=first)
    seen = scrape(own_server)
    assert value(seen, "tasks", status="queued") == 2
    assert value(seen, "tasks", status="failed") == 1
    assert value(seen, "queue_waiting", queue="trainings") == 2


def test_the_oldest_entry_counts_wherever_it_stands_in_its_queue(own_server: Server) -> None:
    client = own_server.client()
    queue = client.call("queues.create", name="trainings")["id"]
    first, _ = enqueued(client, queue, 2)
    before = value(scrape(own_server), "queue_oldest_seconds", queue="trainings")
    client.call("queues.move_task_to_back", queue=queue, task=first)
    after = value(scrape(own_server), "queue_oldest_seconds", queue="trainings")
    assert before is not None
    assert after is not None
    assert after > before


def test_a_worker_that_falls_silent_is_lost_until_it_is_back(tmp_path: Path) -> None:
    with Server(tmp_path / "home", options=("--worker-timeout-seconds", "1")) as server:
        client = server.client()
        queue = client.call("queues.create", name="trainings")["id"]
        for worker in ("leaves", "dies"):
            client.call("workers.register", worker=worker, queues=[queue])
        client.call("workers.unregister", worker="leaves")
        wait_until(
            lambda: (
                value(scrape(server), "workers_lost", queue="trainings") == 1
                and "worker silent, forgotten" in server.log_text
            ),
            "the worker to be lost",
        )
        assert value(scrape(server), "workers", queue="trainings") is None
        told = client.call("workers.get_all", lost=True)
        assert told["workers"] == []
        assert [(one["id"], one["queues"][0]["name"]) for one in told["lost"]] == [("dies", "trainings")]
        assert "lost" not in client.call("workers.get_all")
        server.stop()
        server.start()
        assert value(scrape(server), "workers_lost", queue="trainings") == 1

        client = server.client()
        client.call("workers.register", worker="dies", queues=[queue])
        assert value(scrape(server), "workers_lost", queue="trainings") is None
        wait_until(lambda: value(scrape(server), "workers_lost", queue="trainings") == 1, "it to be lost again")
        client.call("workers.unregister", worker="dies")
        assert value(scrape(server), "workers_lost", queue="trainings") is None


def test_workers_are_counted_by_the_queues_they_serve(own_server: Server) -> None:
    client = own_server.client()
    names = ("trainings", "comparisons")
    ids = [client.call("queues.create", name=name)["id"] for name in names]
    client.call("workers.register", worker="w:1", queues=ids)
    client.call("workers.register", worker="w:2", queues=ids[:1])
    client.call("workers.register", worker="w:3")
    seen = scrape(own_server)
    assert [value(seen, "workers", queue=name) for name in (*names, "")] == [2, 1, 1]


def test_requests_are_measured_by_endpoint_and_outcome(own_server: Server) -> None:
    client = own_server.client()
    for _ in range(3):
        client.call("debug.echo", a=1)
    client.http.post("/v2.10/debug.echo", json={})
    client.http.post("/tasks.get_by_id", json={"task": "no-such"})
    seen = scrape(own_server)
    assert value(seen, "request_seconds_count", endpoint="debug.echo", status="2xx") == 4
    assert value(seen, "request_seconds_count", endpoint="tasks.get_by_id", status="4xx") == 1
    assert value(seen, "requests_in_flight") == 1  # the scrape itself
    assert value(scrape(own_server), "request_seconds_count", endpoint="metrics", status="2xx") == 1


def test_what_clients_invent_makes_no_time_series(own_server: Server) -> None:
    client = own_server.client()
    for number in range(5):
        client.http.post(f"/made.up{number}", json={})
        client.http.get(f"/a/b/{number}")
    seen = scrape(own_server)
    assert value(seen, "request_seconds_count", endpoint="unknown", status="4xx") == 10
    assert not [name for name in labels_of(seen, "request_seconds_count", "endpoint") if "made" in name]


def test_many_queues_share_a_time_series(own_server: Server) -> None:
    client = own_server.client()
    long = client.call("queues.create", name="q" * 500)["id"]
    ids = [client.call("queues.create", name=f"queue {number:03}")["id"] for number in range(103)]
    for queue in (long, ids[0], *ids[-2:]):
        enqueued(client, queue)
    seen = scrape(own_server)
    assert len(labels_of(seen, "queue_waiting", "queue")) <= 101
    assert value(seen, "queue_waiting", queue="queue 000") == 1
    assert value(seen, "queue_waiting", queue="(others)") == 3


def test_a_held_request_is_not_a_slow_one(own_server: Server) -> None:
    client = own_server.client()
    queue = client.call("queues.create", name="trainings")["id"]
    with httpx.Client(base_url=own_server.urls["api"], headers=client.http.headers) as waiting:
        request = waiting.build_request(
            "POST", "/queues.wait_for_tasks", json={"queues": [queue], "timeout_seconds": 0.5}
        )
        waiting.send(request)
    seen = scrape(own_server)
    spent = value(seen, "request_seconds_sum", endpoint="queues.wait_for_tasks", status="2xx")
    assert spent is not None
    assert spent < 0.4
    assert value(seen, "requests_held") == 0


def test_files_are_counted_and_measured(own_server: Server) -> None:
    headers = own_server.client().http.headers
    with httpx.Client(base_url=own_server.urls["files"], headers=headers) as files:
        files.post("/", files={"a/b.txt": b"1", "a/c.txt": b"2"})
        wait_until(lambda: value(scrape(own_server), "files") == 2, "two files to be counted")
        files.delete("/a/b.txt")
        files.get("/a/b.txt")
    wait_until(lambda: value(scrape(own_server), "files") == 1, "one file to be counted")
    seen = scrape(own_server)
    assert value(seen, "request_seconds_count", endpoint="files.upload", status="2xx") == 1
    assert value(seen, "request_seconds_count", endpoint="files.download", status="4xx") == 1


def test_sizes_are_those_of_the_machine(own_server: Server) -> None:
    own_server.client().new_task(comment="x" * 200_000)
    seen = scrape(own_server)
    parts = [own_server.home / name for name in ("server.sqlite", "server.sqlite-wal")]
    assert value(seen, "database_bytes") == pytest.approx(sum(part.stat().st_size for part in parts), rel=0.5)
    assert (value(seen, "disk_free_bytes") or 0) > 0
    assert seen[("process_resident_memory_bytes", frozenset())] > 1e6

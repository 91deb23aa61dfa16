"""`kill -9` under a burst of writes, again and again: what was acknowledged is there, and the database is sound."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest

from .conftest import Client, Refused, Server, wait_until


@dataclass
class Acknowledged:
    """What the server has confirmed to one writer."""

    tasks: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


def write_until_gone(server: Server, client: Client, queue: str, done: Acknowledged) -> None:
    """Create, report, enqueue and upload until the server is gone."""
    headers = {"Authorization": f"Bearer {client.token}"}
    with contextlib.suppress(httpx.TransportError):
        while True:
            task = client.new_task()
            done.tasks.append(task)
            base = {"task": task, "metric": "m", "variant": "v"}
            client.send_events(
                *({**base, "type": "log", "msg": str(i)} for i in range(10)),
                *({**base, "type": "training_stats_scalar", "iter": i, "value": 1.0} for i in range(10)),
            )
            done.lines[task] = done.points[task] = 10
            client.call("tasks.enqueue", task=task, queue=queue)
            done.entries.append(task)
            name, content = f"{task}/file", random.randbytes(2000)
            httpx.post(f"{server.urls['files']}/", headers=headers, files={name: ("x", content)}).raise_for_status()
            done.files[name] = content


def check(server: Server, client: Client, queue: str, done: Acknowledged) -> None:
    """Everything acknowledged is there."""
    found = {task["id"] for task in pages(client, done.tasks)}
    assert found == set(done.tasks)
    for task in done.lines:
        assert client.call("events.get_task_log", task=task, batch_size=1)["total"] >= done.lines[task]
        assert client.call("events.get_task_events", task=task, event_type="training_stats_scalar")["total"] == 10
    entries = {entry["task"] for entry in client.call("queues.get_by_id", queue=queue)["queue"]["entries"]}
    assert set(done.entries) <= entries
    headers = {"Authorization": f"Bearer {client.token}"}
    with httpx.Client(base_url=server.urls["files"], headers=headers) as files:
        for name, content in done.files.items():
            assert files.get(f"/{name}").content == content


def pages(client: Client, ids: list[str]) -> list[dict[str, str]]:
    """The tasks of these ids, 400 a call."""
    calls = (ids[start : start + 400] for start in range(0, len(ids), 400))
    return [task for some in calls for task in client.call("tasks.get_all", id=some, only_fields=["id"])["tasks"]]


def kill_again_and_again(server: Server, times: int) -> None:
    queue = server.client().call("queues.create", name="durable")["id"]
    for round_number in range(times):
        clients = [server.client() for _ in range(3)]
        notes = [Acknowledged() for _ in clients]
        writers = [
            threading.Thread(target=write_until_gone, args=(server, client, queue, done))
            for client, done in zip(clients, notes, strict=True)
        ]
        for writer in writers:
            writer.start()
        least = random.Random(round_number).randrange(3, 12)
        wait_until(partial(reached, notes, least), "a burst of writes")
        server.stop(9)
        for writer in writers:
            writer.join(10)
            assert not writer.is_alive()
        with closing(sqlite3.connect(server.home / "server.sqlite")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        server.start()
        for client, done in zip(clients, notes, strict=True):
            check(server, client, queue, done)
        server.close_clients()
        server.clients.clear()
    assert list((server.home / "incoming").iterdir()) == []


def reached(notes: list[Acknowledged], least: int) -> bool:
    return all(len(done.files) >= least for done in notes)


def test_five_kills(own_server: Server) -> None:
    kill_again_and_again(own_server, 5)


@pytest.mark.slow
def test_twenty_kills(own_server: Server) -> None:
    kill_again_and_again(own_server, 20)


def test_nothing_refused_is_half_done(own_server: Server) -> None:
    client = own_server.client()
    task = client.new_task()
    with pytest.raises(Refused):
        client.call("tasks.edit", task=task, name="other", parent="no such task")
    own_server.stop(9)
    own_server.start()
    assert client.task(task)["name"] == "a task"

"""Sixteen workers poll one queue of 10,000: every entry goes to exactly one of them."""

from __future__ import annotations

import http.client
import json
import threading
from pathlib import Path
from urllib.parse import urlsplit

from automl_server.config import Settings
from automl_server.store import Store
from automl_server.store.lifecycle import Change

from .conftest import Server

ENTRIES, POLLERS = 10_000, 16


def seed(home: Path) -> tuple[str, list[str]]:
    """A home with a full queue; returns the queue and its tasks. Through the store: this is not what is tested."""
    home.mkdir()
    store = Store(Settings(home=home))
    identity = store.access.identity_of(store.access.ensure_admin("admin"))
    change = Change(identity=identity)
    with store.db.write():
        queue = store.queues.create({"name": "full queue"}, identity)
        tasks = [store.tasks.create({"name": f"task {n}", "type": "training"}, identity) for n in range(ENTRIES)]
        for task in tasks:
            store.lifecycle.enqueue(task, queue, None, change)
    store.close()
    return queue, tasks


def poll(server: Server, token: str, queue: str, taken: list[str]) -> None:
    """Take entries until there are none."""
    address = urlsplit(server.urls["api"])
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"queue": queue})
    while True:
        connection.request("POST", "/queues.get_next_task", body, headers)
        entry = json.loads(connection.getresponse().read())["data"].get("entry")
        if entry is None:
            break
        taken.append(entry["task"])
    connection.close()


def test_every_entry_is_taken_once(tmp_path: Path) -> None:
    server = Server(tmp_path / "home")
    queue, tasks = seed(server.home)
    server.start()
    try:
        token = server.client().token
        taken: list[list[str]] = [[] for _ in range(POLLERS)]
        pollers = [threading.Thread(target=poll, args=(server, token, queue, mine)) for mine in taken]
        for poller in pollers:
            poller.start()
        for poller in pollers:
            poller.join(120)
        everything = [task for mine in taken for task in mine]
        assert len(everything) == ENTRIES
        assert set(everything) == set(tasks)
        assert all(taken), "a poller got nothing at all"
        client = server.client()
        assert client.call("queues.get_num_entries", queue=queue) == {"num": 0}
    finally:
        server.close_clients()
        server.stop()

"""Long polls: told at once, told once, and in nobody's way."""

from __future__ import annotations

import concurrent.futures
import http.client
import json
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from .conftest import Client, Server
from .test_api import refused
from .test_fidelity_queues import new_queue, queued

AT_ONCE_SECONDS = 0.5
SETTLE_SECONDS = 0.3
"""Long enough for a call to have begun to wait."""


class Waiting:
    """Calls that wait, each on a connection of its own."""

    def __init__(self, server: Server, token: str, threads: int) -> None:
        self._address, self._token = urlsplit(server.urls["api"]), token
        self.pool = ThreadPoolExecutor(threads)

    def start(self, endpoint: str, **data: Any) -> Future[tuple[dict[str, Any], float]]:
        """A call in the background; its answer and the moment it came."""
        return self.pool.submit(self._call, endpoint, data)

    def _call(self, endpoint: str, data: dict[str, Any]) -> tuple[dict[str, Any], float]:
        connection = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=40)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection.request("POST", f"/{endpoint}", json.dumps(data), headers)
        answer = json.loads(connection.getresponse().read())["data"]
        connection.close()
        return answer, time.monotonic()


def cursor_of(client: Client) -> str:
    return str(client.call("tasks.wait_for_changes", cursor=None)["cursor"])


def open_wait(server: Server, token: str, endpoint: str, **data: Any) -> socket.socket:
    """A call whose client can be taken away."""
    address = urlsplit(server.urls["api"])
    body = json.dumps(data)
    connection = socket.create_connection((address.hostname, address.port))
    head = f"POST /{endpoint} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n"
    connection.sendall(f"{head}\r\n{body}".encode())
    return connection


def test_an_entry_that_is_there_is_told_at_once(client: Client) -> None:
    empty, full = new_queue(client), new_queue(client)
    queued(client, full)
    started = time.monotonic()
    assert client.call("queues.wait_for_tasks", queues=[empty, full], timeout_seconds=20) == {"waiting": True}
    assert time.monotonic() - started < AT_ONCE_SECONDS


def test_no_entry_in_time_is_said(client: Client) -> None:
    queue, started = new_queue(client), time.monotonic()
    assert client.call("queues.wait_for_tasks", queues=[queue], timeout_seconds=0.4) == {"waiting": False}
    assert 0.4 <= time.monotonic() - started < 0.4 + AT_ONCE_SECONDS
    cursor = cursor_of(client)
    assert client.call("tasks.wait_for_changes", cursor=cursor, timeout_seconds=0) == {
        "cursor": cursor,
        "changed": False,
    }


def test_what_cannot_be_waited_for_is_refused(client: Client) -> None:
    assert refused(client, "queues.wait_for_tasks", queues=["no such queue"]) == (400, 701)
    assert refused(client, "queues.wait_for_tasks", queues=[]) == (400, 12)
    assert refused(client, "tasks.wait_for_changes", cursor=7) == (400, 12)
    assert refused(client, "tasks.wait_for_changes", cursor="x", timeout_seconds="soon") == (400, 12)


def test_one_entry_wakes_one_of_many(server: Server, client: Client) -> None:
    queue, many = new_queue(client), 20
    waiting = Waiting(server, client.token, many)
    calls = [waiting.start("queues.wait_for_tasks", queues=[queue], timeout_seconds=3) for _ in range(many)]
    time.sleep(SETTLE_SECONDS)
    started = time.monotonic()
    task = queued(client, queue)
    first = next(concurrent.futures.as_completed(calls, timeout=AT_ONCE_SECONDS))
    assert first.result()[0] == {"waiting": True}
    assert first.result()[1] - started < AT_ONCE_SECONDS
    assert client.call("queues.get_next_task", queue=queue)["entry"]["task"] == task
    answers = [call.result()[0]["waiting"] for call in calls]
    assert answers.count(True) == 1


def test_an_entry_reaches_the_next_when_the_first_is_gone(server: Server, client: Client) -> None:
    queue = new_queue(client)
    gone = open_wait(server, client.token, "queues.wait_for_tasks", queues=[queue], timeout_seconds=20)
    time.sleep(SETTLE_SECONDS)
    waiting = Waiting(server, client.token, 1)
    call = waiting.start("queues.wait_for_tasks", queues=[queue], timeout_seconds=20)
    time.sleep(SETTLE_SECONDS)
    gone.close()
    time.sleep(SETTLE_SECONDS)
    started = time.monotonic()
    queued(client, queue)
    answer, moment = call.result(20)
    assert answer == {"waiting": True}
    assert moment - started < AT_ONCE_SECONDS


def test_an_entry_that_the_first_does_not_take_is_told_to_the_next(server: Server, client: Client) -> None:
    queue = new_queue(client)
    waiting = Waiting(server, client.token, 2)
    calls = [waiting.start("queues.wait_for_tasks", queues=[queue], timeout_seconds=20) for _ in range(2)]
    time.sleep(SETTLE_SECONDS)
    queued(client, queue)
    assert [call.result(5)[0]["waiting"] for call in calls] == [True, True]


def test_every_way_of_a_task_is_a_change(client: Client) -> None:
    queue, seen = new_queue(client), cursor_of(client)

    def changed() -> bool:
        nonlocal seen
        answer = client.call("tasks.wait_for_changes", cursor=seen, timeout_seconds=0)
        seen = answer["cursor"]
        return bool(answer["changed"])

    assert not changed()
    task = client.new_task()
    assert changed()
    for action, fields in (
        ("enqueue", {"queue": queue}),
        ("started", {"force": True}),
        ("stop", {"force": True}),
        ("completed", {"force": True}),
        ("clone", {}),
        ("delete", {"force": True}),
    ):
        client.call(f"tasks.{action}", task=task, **fields)
        assert changed(), action
        assert not changed(), action


def test_what_is_no_change_wakes_nobody(client: Client) -> None:
    task = client.new_task()
    seen = cursor_of(client)
    client.call("tasks.edit", task=task, comment="c", force=True)
    client.call("tasks.ping", task=task)
    assert not client.call("tasks.wait_for_changes", cursor=seen, timeout_seconds=0)["changed"]


def test_a_change_is_told_at_once_to_everybody(server: Server, client: Client) -> None:
    task, cursor = client.new_task(), cursor_of(client)
    waiting = Waiting(server, client.token, 3)
    calls = [waiting.start("tasks.wait_for_changes", cursor=cursor, timeout_seconds=20) for _ in range(3)]
    time.sleep(SETTLE_SECONDS)
    started = time.monotonic()
    client.call("tasks.started", task=task, force=True)
    answers = [call.result(20) for call in calls]
    assert all(answer["changed"] and answer["cursor"] != cursor for answer, _ in answers)
    assert max(moment for _, moment in answers) - started < AT_ONCE_SECONDS


def test_an_unknown_cursor_is_behind(client: Client) -> None:
    answer = client.call("tasks.wait_for_changes", cursor="of another process", timeout_seconds=20)
    assert answer == {"cursor": cursor_of(client), "changed": True}


def test_many_that_wait_are_in_nobodys_way_and_delay_no_stop(own_server: Server) -> None:
    client, many = own_server.client(), 200
    queue = new_queue(client)
    connections = [
        open_wait(own_server, client.token, "queues.wait_for_tasks", queues=[queue], timeout_seconds=30)
        for _ in range(many)
    ]
    time.sleep(1)
    process = psutil.Process(own_server.process.pid)
    before = process.cpu_times()
    time.sleep(2)
    after = process.cpu_times()
    assert (after.user - before.user) + (after.system - before.system) < 0.1
    started = time.monotonic()
    for _ in range(20):
        client.call("users.get_current_user")
    assert time.monotonic() - started < 20 * 0.05
    started = time.monotonic()
    assert own_server.stop() == 0
    assert time.monotonic() - started < 1
    for connection in connections:
        assert b'"waiting":false' in connection.recv(4096)
        connection.close()


@pytest.mark.parametrize("endpoint", ["queues.wait_for_tasks", "tasks.wait_for_changes"])
def test_nobody_waits_without_a_name(server: Server, endpoint: str) -> None:
    connection = open_wait(server, "nonsense", endpoint, timeout_seconds=20)
    assert b" 401 " in connection.recv(4096)
    connection.close()

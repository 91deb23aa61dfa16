"""How fast and how small the embedded server is, with 10,000 tasks and 1,000,000 scalar events stored.

Fills a temporary home through the server's own store (the same code as behind the API, without HTTP), starts a real
server on it on free ports, and loads that over HTTP. The clients are sockets with keep-alive in one epoll loop of this
process: they send requests made beforehand and count the bytes of the replies, so that they cost little of the machine
they share with the server. Prints one JSON document; times in it say their unit, memory is the process's resident set.
`server_ms_per_call` is the server's own processor time: what can be compared on a machine that does other work as well.
SQL statements are counted by SQLite's trace in this process, through the API application without a socket.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import json
import math
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from _report import report

from automl_server.api import api_app
from automl_server.config import Settings
from automl_server.metrics import Metrics
from automl_server.services import catalogue
from automl_server.store import Identity, Store
from automl_server.store.lifecycle import Change

CLIENTS = 16
TAGGED = 500  # tasks that share a tag
SERIES = 10  # scalars of a task
CHUNK_BYTES = 1024 * 1024
Request = tuple[str, bytes]
CALL_TARGETS_MS = {
    "tasks.get_by_id": 15.0,
    "queues.get_next_task": 15.0,
    "tasks.get_all_ex, 500 by tag: parameters, metrics, project": 150.0,
    "tasks.get_all_ex, 500 by tag: whole documents": 100.0,
    "tasks.get_all_ex, 500 by tag: columns of a table": 150.0,
    "tasks.clone": 30.0,
}
WHOLE = "tasks.get_all_ex, 500 by tag: whole documents"
EVERYDAY: Mapping[str, float | None] = {
    "tasks.get_by_id": 45.0,
    "tasks.get_all, is it to stop?": None,
    "tasks.get_all, 500 by tag: ids and status": 101.0,
    WHOLE: 519.0,
    "tasks.create": 15.0,
    "tasks.clone": 95.0,
    "tasks.edit": None,
    "tasks.enqueue": 62.0,
    "queues.get_all, one by id": None,
    "queues.get_next_task": 16.0,
    "workers.status_report": None,
    "events.add_batch, 10 scalars": None,
}
"""The twelve calls that clients make most, and what the full server 2.3 takes for them: ms, median, one client."""
DRAFTS = 2_000  # to be enqueued


def main() -> None:
    """Measures and prints."""
    options = parsed_options(__doc__, seconds=(4.0, "per measured call"), file_mb=(1024, "size of the file"))
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder:
        home = Path(folder) / "home"
        data, loading = fill(home, options.tasks, options.events)
        small, _ = fill(Path(folder) / "small", TAGGED, TAGGED * 10)
        figures: dict[str, Any] = {
            "stored": {"tasks": options.tasks, "events": options.events, "loaded": "through the store, without HTTP"}
            | loading,
            "clients": {"count": CLIENTS, "how": "keep-alive sockets in one epoll loop, requests made beforehand"},
            **measured(home, data, options),
            "sql_statements_per_call": {
                name: {f"{TAGGED} tasks": few, f"{options.tasks} tasks": many}
                for (name, few), many in zip(
                    statements(Path(folder) / "small", small).items(), statements(home, data).values(), strict=True
                )
            },
        }
    report("server", {**figures, "targets": targets(figures)})


def parsed_options(description: str | None, **more: tuple[float, str]) -> argparse.Namespace:
    """How much is stored, and ``more`` numbers: what each is without the option, and what it says."""
    numbers = {"tasks": (10_000, "tasks stored, at least 500"), "events": (1_000_000, "scalars stored"), **more}
    parser = argparse.ArgumentParser(description=description)
    for name, (usual, words) in numbers.items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=type(usual), default=usual, help=f"{words} (default: %(default)s)")
    return parser.parse_args()


@dataclass(kw_only=True)
class Data:
    """What is stored."""

    tasks: list[str]
    project: str
    queue: str
    batches: int  # tags shared by 500 tasks each
    empty: str  # a queue without entries
    draft: str  # a task in no queue
    drafts: list[str]  # more of them, used up one by one


def fill(home: Path, tasks: int, events: int) -> tuple[Data, dict[str, float]]:
    """A new home with tasks, their scalars, and all of them in a queue; and how long that took."""
    home.mkdir(parents=True)
    store = Store(Settings(home=home))
    me = store.access.identity_of(store.access.ensure_admin("Benchmark"))
    store.queues.ensure_common(me)  # as a server does when it starts: the same queues in every home
    projects = [store.projects.ensure(f"bench/project {n}", me) for n in range(20)]
    started = time.perf_counter()
    ids: list[str] = []
    with store.db.write():
        for number in range(tasks):
            ids.append(store.tasks.create(task_of(number, projects[number % len(projects)]), me))
        draft, *drafts = (store.tasks.create(task_of(tasks, projects[0]), me) for _ in range(DRAFTS + 1))
        queue = store.queues.create({"name": "bench queue"}, me)
        empty = store.queues.create({"name": "empty queue"}, me)
        for task in ids:
            store.lifecycle.enqueue(task, queue, None, Change(identity=me))
    with_tasks = time.perf_counter()
    iterations = max(1, events // tasks // SERIES)
    for first in range(0, tasks, 100):
        with store.db.write():
            for task in ids[first : first + 100]:
                store.event_writer.add(list(scalars(task, iterations)), "loader", me)
    with_events = time.perf_counter()
    store.close()
    places = {"project": projects[0], "queue": queue, "empty": empty}
    data = Data(tasks=ids, draft=draft, drafts=drafts, batches=tasks // TAGGED, **places)
    return data, {
        "seconds_for_tasks": round(with_tasks - started, 1),
        "seconds_for_events": round(with_events - with_tasks, 1),
        "database_mb": round(sum(file.stat().st_size for file in home.glob("server.sqlite*")) / 1e6),
    }


def task_of(number: int, project: str) -> dict[str, Any]:
    """A training as the SDK makes them: a dozen parameters, requirements, a configuration, artifacts."""
    names = [f"parameter_{n}" for n in range(12)]
    return {
        "name": f"training {number}",
        "type": "training",
        "project": project,
        "comment": "one of many",
        "tags": ["trial", f"batch:{number // TAGGED}", f"unit:{number}"],
        "hyperparams": {
            "Args": {name: {"section": "Args", "name": name, "value": str(number)} for name in names},
            "properties": {"owner": {"section": "properties", "name": "owner", "value": "bench"}},
        },
        "configuration": {"model": {"name": "model", "value": json.dumps(dict.fromkeys(names, number))}},
        "script": {
            "binary": "python",
            "entry_point": "-m automl_training",
            "repository": "https://example.invalid/repository.git",
            "requirements": {"pip": "\n".join(f"package-{n}==1.{n}.0" for n in range(40))},
        },
        "execution": {
            "artifacts": [
                {"key": f"artifact {n}", "type": "file", "uri": f"http://localhost/{number}/{n}", "mode": "output"}
                for n in range(2)
            ]
        },
        "runtime": {"_exec_agent_hostname": "bench"},
    }


def scalars(task: str, iterations: int, start: int = 0) -> Iterator[dict[str, Any]]:
    """Scalars of every series of a task."""
    for iteration in range(start, start + iterations):
        for series in range(SERIES):
            yield {
                "type": "training_stats_scalar",
                "task": task,
                "metric": f"metric {series % 5}",
                "variant": f"variant {series // 5}",
                "value": 1.0 / (iteration + 1),
                "iter": iteration,
                "timestamp": 1_700_000_000_000 + iteration,
            }


class Server:
    """A server process of our own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        started = time.perf_counter()
        ports = ("--api-port", "0", "--files-port", "0", "--web-port", "0")
        command = [sys.executable, "-m", "automl_server", "--home", str(home), "--log-level", "warning", *ports]
        self._process = subprocess.Popen(command)
        self.urls = self._ready()
        self.ready_seconds = time.perf_counter() - started
        keys = json.loads((home / "credentials.json").read_text())
        answer = httpx.post(f"{self.urls['api']}/auth.login", auth=(keys["access_key"], keys["secret_key"]))
        self.token = answer.json()["data"]["token"]

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait(20)

    @property
    def memory_mb(self) -> float:
        """Resident now."""
        return round(psutil.Process(self._process.pid).memory_info().rss / 1e6, 1)

    @property
    def open_files(self) -> int:
        """Of its process."""
        return psutil.Process(self._process.pid).num_fds()

    @property
    def busy_seconds(self) -> float:
        """Processor time used so far."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    def address(self, name: str) -> tuple[str, int]:
        """Host and port."""
        parts = urllib.parse.urlsplit(self.urls[name])
        return str(parts.hostname), int(parts.port or 0)

    def request(self, endpoint: str, body: bytes, kind: str = "application/json") -> bytes:
        """A whole request."""
        head = (
            f"POST /{endpoint} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def call(self, endpoint: str, **data: Any) -> dict[str, Any]:
        """One call, for what is not measured."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.post(f"{self.urls['api']}/{endpoint}", json=data, headers=headers, timeout=60)
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()["data"]
        return result

    def _ready(self) -> dict[str, str]:
        config = self.home / "clearml.conf"
        while self._process.poll() is None:
            with contextlib.suppress(FileNotFoundError, httpx.TransportError):
                lines = [line.partition("_server: ") for line in config.read_text().splitlines()]
                urls = {name.strip(): json.loads(value) for name, found, value in lines if found}
                if httpx.get(f"{urls['api']}/debug.ping").status_code == 200:
                    return urls
            time.sleep(0.005)
        raise SystemExit("the server did not start")


class Connection:
    """One client: sends a request, counts the bytes of the reply, sends the next one."""

    def __init__(self, address: tuple[str, int], requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(CHUNK_BYTES // 4)
        self._requests = requests
        self._left = 0
        self._sent = 0.0
        self.reply_bytes = 0
        self.latencies_ms: list[float] = []

    def send(self) -> None:
        """Send the next request."""
        self._left = 0
        request = next(self._requests)
        self._sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has come; whether the reply is complete."""
        size = self.socket.recv_into(self.buffer)
        if not size:
            raise SystemExit("the server closed a connection")
        if self._left:
            self._left -= size
        else:
            head = bytes(self.buffer[: min(size, 4096)]).partition(b"\r\n\r\n")[0]
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"refused: {bytes(self.buffer[:size])!r}"[:2000])
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            self.reply_bytes = length
            self._left = len(head) + 4 + length - size
        if self._left:
            return False
        self.latencies_ms.append((time.perf_counter() - self._sent) * 1000)
        return True


def drive(
    server: Server,
    requests: Callable[[int], Iterator[bytes]],
    seconds: float,
    clients: int,
    most: float = math.inf,
) -> dict[str, Any]:
    """Closed-loop load of one kind of call for a while, or until so many calls are made."""
    sent = clients
    connections = [Connection(server.address("api"), requests(n)) for n in range(clients)]
    busy, started = server.busy_seconds, time.perf_counter()
    with selectors.EpollSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send()
        waiting = len(connections)
        while waiting:
            for key, _ in selector.select():
                connection = key.data
                if not connection.receive():
                    continue
                if sent < most and time.perf_counter() - started < seconds:
                    connection.send()
                    sent += 1
                else:
                    selector.unregister(connection.socket)
                    waiting -= 1
    elapsed, busy = time.perf_counter() - started, server.busy_seconds - busy
    latencies = sorted(latency for connection in connections for latency in connection.latencies_ms)
    for connection in connections:
        connection.socket.close()
    return {
        "clients": clients,
        "calls": len(latencies),
        "calls_per_second": round(len(latencies) / elapsed),
        "p50_ms": round(statistics.median(latencies), 2),
        "p95_ms": round(latencies[int(len(latencies) * 0.95)], 2),
        "worst_ms": round(latencies[-1], 2),
        "reply_kb": round(connections[0].reply_bytes / 1024, 1),
        "server_cores_busy": round(busy / elapsed, 2),
        "server_ms_per_call": round(busy / len(latencies) * 1000, 2),
    }


def measured(home: Path, data: Data, options: argparse.Namespace) -> dict[str, Any]:
    """Everything that needs a running server."""
    server = Server(home)
    try:
        time.sleep(2)
        memory = {"idle_after_start_mb": server.memory_mb}
        calls = {}
        for name, requests in loads(server, data).items():
            most = at_most(name, data)
            calls[name] = {
                "one_client": drive(server, requests, options.seconds / 4, 1, most * 0.1),
                "many_clients": drive(server, requests, options.seconds, CLIENTS, most * 0.5),
            }
        beside = besides(server, data, options.seconds)
        events = event_rate(server, data, options.seconds)
        time.sleep(2)
        memory["idle_after_load_mb"] = server.memory_mb
        files = file_traffic(server, options.file_mb)
        return {
            "ready_seconds": round(server.ready_seconds, 2),
            "memory": memory,
            "calls": {name: calls[name] for name in CALL_TARGETS_MS},
            "everyday_calls": [everyday(name, calls[name]) for name in EVERYDAY],
            "beside_heavy_reads": beside,
            "events": events,
            "files": files,
        }
    finally:
        server.stop()


def at_most(name: str, data: Data) -> float:
    """How often a call can be made before it means something else."""
    if name == "queues.get_next_task":
        return len(data.tasks)  # never an empty queue
    return len(data.drafts) if name == "tasks.enqueue" else math.inf


def everyday(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the table of the most frequent calls."""
    one, many, full = found["one_client"], found["many_clients"], EVERYDAY[name]
    row = {"call": name, "p50_ms": one["p50_ms"], f"p95_ms_at_{CLIENTS}": many["p95_ms"], "full_server_p50_ms": full}
    row["server_ms_per_call"] = many["server_ms_per_call"]
    return {**row, "times_as_fast": round(full / one["p50_ms"], 1) if full else None}


def loads(server: Server, data: Data) -> dict[str, Callable[[int], Iterator[bytes]]]:
    """What to send, per kind of call and client."""

    def repeated(name: str) -> Callable[[int], Iterator[bytes]]:
        def requests(client: int) -> Iterator[bytes]:
            number = client * 37
            while True:
                yield server.request(*call_of(name, data, number))
                number += 1

        return requests

    return {name: repeated(name) for name in dict.fromkeys((*CALL_TARGETS_MS, *EVERYDAY))}


def call_of(name: str, data: Data, number: int) -> Request:
    """Endpoint and body of a request of a kind."""
    task = data.tasks[number * 7 % len(data.tasks)]
    by_tag: dict[str, Any] = {"tags": [f"batch:{number % data.batches}"], "order_by": ["-last_update"]}
    by_tag |= {"page": 0, "page_size": 500}
    bodies: Mapping[str, dict[str, Any]] = {
        "tasks.get_by_id": {"task": task},
        "queues.get_next_task": {"queue": data.queue},
        "tasks.get_all_ex, 500 by tag: parameters, metrics, project": {
            **by_tag,
            "only_fields": "id name status tags parent hyperparams last_metrics project.name last_update".split(),
        },
        WHOLE: by_tag,
        "tasks.get_all_ex, 500 by tag: columns of a table": {
            **by_tag,
            "only_fields": "id name status type user.name project.name started last_iteration tags system_tags"
            " hyperparams.Args.parameter_1.value hyperparams.Args.parameter_2.value execution.queue.name".split(),
        },
        "tasks.clone": {"task": task, "new_task_name": f"a clone {number}", "new_task_parent": task},
        "tasks.get_all, is it to stop?": {"id": [task], "only_fields": ["status", "status_message", "id"]},
        "tasks.get_all, 500 by tag: ids and status": {**by_tag, "only_fields": ["id", "status"]},
        "tasks.create": {"name": f"a task {number}", "type": "training", "project": data.project},
        "tasks.edit": {"task": task, "force": True, "runtime": {"progress": str(number)}},
        "queues.get_all, one by id": {"id": [data.empty], "only_fields": ["id", "tags"]},
        "workers.status_report": {
            "worker": f"bench:{number % CLIENTS}",
            "timestamp": int(time.time() * 1000),
            "machine_stats": {"cpu_usage": [10, 20], "memory_used": 1000, "memory_free": 2000},
        },
    }
    endpoint = name.partition(",")[0]
    if name == "tasks.enqueue":
        return endpoint, json.dumps({"task": data.drafts.pop(), "queue": data.empty}).encode()
    if name == "events.add_batch, 10 scalars":
        return endpoint, json.dumps(list(scalars(task, 1, number))).encode()
    return endpoint, json.dumps(bodies[name]).encode()


def besides(server: Server, data: Data, seconds: float) -> dict[str, Any]:
    """Small calls of one client while four others read 500 whole documents again and again."""
    kinds = loads(server, data)
    heavy = kinds[WHOLE]
    light = ("tasks.get_by_id", "queues.get_next_task")
    result = {}
    for name in light:
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(drive, server, heavy, seconds, 4)
            result[name] = drive(server, kinds[name], seconds * 0.8, 1, len(data.tasks) * 0.3)
            running.result()
    return result


def event_rate(server: Server, data: Data, seconds: float) -> dict[str, Any]:
    """Scalars per second, in batches of 1,000 for one task each, from four reporters."""
    iterations = 100

    def requests(client: int) -> Iterator[bytes]:
        number = client * 101
        while True:
            task = data.tasks[number % len(data.tasks)]
            lines = b"\n".join(json.dumps(event).encode() for event in scalars(task, iterations, 1000))
            yield server.request("events.add_batch", lines, "application/json-lines")
            number += 1

    def prepared(client: int) -> Iterator[bytes]:
        made = requests(client)
        batches = [next(made) for _ in range(25)]
        while True:
            yield from batches

    result = drive(server, prepared, seconds, 4)
    size = iterations * SERIES
    return {**result, "batch": size, "events_per_second": result["calls_per_second"] * size}


def file_traffic(server: Server, megabytes: int) -> dict[str, Any]:
    """One big file up and down, and what the server's memory grew by meanwhile."""
    host, port = server.address("files")
    before, highest = server.memory_mb, server.memory_mb
    head = (
        b'--bench\r\nContent-Disposition: form-data; name="bench/big.bin"; filename="big.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n"
    )
    tail = b"\r\n--bench--\r\n"
    chunk = os.urandom(CHUNK_BYTES)
    connection = http.client.HTTPConnection(host, port)
    connection.putrequest("POST", "/")
    connection.putheader("Authorization", f"Bearer {server.token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=bench")
    connection.putheader("Content-Length", str(len(head) + len(tail) + megabytes * CHUNK_BYTES))
    connection.endheaders()
    started = time.perf_counter()
    connection.send(head)
    for number in range(megabytes):
        connection.send(chunk)
        if number % 32 == 0:
            highest = max(highest, server.memory_mb)
    connection.send(tail)
    assert connection.getresponse().read() == b'["bench/big.bin"]'
    uploaded = time.perf_counter()
    connection.request("GET", "/bench/big.bin", headers={"Authorization": f"Bearer {server.token}"})
    answer, size, reads = connection.getresponse(), 0, 0
    buffer = bytearray(CHUNK_BYTES)
    while read := answer.readinto(buffer):
        size, reads = size + read, reads + 1
        if reads % 32 == 0:
            highest = max(highest, server.memory_mb)
    downloaded = time.perf_counter()
    assert size == megabytes * CHUNK_BYTES
    connection.close()
    return {
        "megabytes": megabytes,
        "upload_mb_per_second": round(megabytes / (uploaded - started)),
        "download_mb_per_second": round(megabytes / (downloaded - uploaded)),
        "memory_growth_mb": round(highest - before, 1),
    }


def statements(home: Path, data: Data) -> dict[str, int]:
    """SQL statements per call, counted by SQLite itself."""
    settings = Settings(home=home)
    store = Store(settings)
    me = store.access.identity_of(store.access.ensure_admin("Benchmark"))
    try:
        return asyncio.run(_statements(store, settings, data, me))
    finally:
        store.close()


async def _statements(store: Store, settings: Settings, data: Data, me: Identity) -> dict[str, int]:
    counted: list[str] = []
    task = data.tasks[0]
    events = b"\n".join(json.dumps(event).encode() for event in scalars(task, 10, 5000))
    project = {"project": [data.project]}
    extra: dict[str, Request] = {
        "tasks.enqueue": ("tasks.enqueue", json.dumps({"task": data.draft, "queue": data.empty}).encode()),
        "tasks.get_all, by project": ("tasks.get_all", json.dumps(project).encode()),
        "projects.get_all_ex, with stats": ("projects.get_all_ex", b'{"include_stats": true}'),
        "queues.get_all_ex": ("queues.get_all_ex", b'{"max_task_entries": 10}'),
        "events.add_batch, 100 scalars": ("events.add_batch", events),
        "events.scalar_metrics_iter_histogram": (
            "events.scalar_metrics_iter_histogram",
            json.dumps({"task": task}).encode(),
        ),
        "workers.get_all": ("workers.get_all", b"{}"),
    }
    named = {name: call_of(name, data, 0) for name in CALL_TARGETS_MS} | extra
    with ThreadPoolExecutor(1) as executor:
        app = api_app(store, settings, catalogue(), executor, [], Metrics(store, settings, executor))
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {store.access.tokens.new(me)}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers=headers) as client:
            for number in range(CLIENTS):  # the same workers in every home
                endpoint, body = call_of("workers.status_report", data, number)
                await client.post(f"/{endpoint}", content=body, headers={"Content-Type": "application/json"})
            store.db.trace(counted.append)
            result = {}
            for name, (endpoint, body) in named.items():
                counted.clear()
                kind = "application/json-lines" if endpoint == "events.add_batch" else "application/json"
                answer = await client.post(f"/{endpoint}", content=body, headers={"Content-Type": kind})
                answer.raise_for_status()
                result[name] = len(counted)
    return result


def targets(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every target with what was measured."""
    memory = figures["memory"]
    rows = [
        ("ready", "seconds", 1.5, figures["ready_seconds"]),
        ("idle memory after start", "MB", 120.0, memory["idle_after_start_mb"]),
        ("idle memory after load", "MB", 120.0, memory["idle_after_load_mb"]),
        *(
            (f"{name}, p95 at {CLIENTS} clients", "ms", target, figures["calls"][name]["many_clients"]["p95_ms"])
            for name, target in CALL_TARGETS_MS.items()
        ),
        ("memory growth with a big file", "MB", 50.0, figures["files"]["memory_growth_mb"]),
    ]
    lines = [
        {"what": what, "unit": unit, "target": target, "measured": value, "ratio": round(value / target, 2)}
        | {"met": value <= target}
        for what, unit, target, value in rows
    ]
    rate = figures["events"]["events_per_second"]
    lines.append(
        {"what": "scalar events", "unit": "per second", "target": 20_000, "measured": rate}
        | {"ratio": round(rate / 20_000, 2), "met": rate >= 20_000}
    )
    lines.append(
        {
            "what": "calls whose SQL statements grow with the tables",
            "unit": "calls",
            "target": 0,
            "measured": sum(few < many for few, many in map(dict.values, figures["sql_statements_per_call"].values())),
        }
    )
    lines[-1]["met"] = lines[-1]["measured"] == 0
    return lines


if __name__ == "__main__":
    main()

"""What a stack does under load: many runs at once, a long queue, many workers that wait, and a week at rest.

Prints one JSON document; every time is in seconds, shares are of one core. ``--only`` measures a part of it:

- ``runs``: so many runs submitted at once, two trainings each, on a worker per core: how long the controller took to
  take each of them, how long its rounds took, and what the programs used;
- ``queue``: one run of so many candidates and no training worker: planning and enqueueing, then the stack while all of
  them wait, the database they take, and how long it takes to stop them;
- ``workers``: so many workers that report every ten seconds and wait for work, beside one client that reads a task;
- ``week``: the calls that one worker makes in a week of waiting, as fast as the server takes them.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from _processes import Used, memory_mib, roots, spent, used
from _report import report
from grid import write_table
from overhead import free_ports, own_stack
from prometheus_client.parser import text_string_to_metric_families
from server import Server, drive, fill
from throughput import config_of, scale_to

from automl_controller.local.home import Home
from automl_controller.runs.metrics import PORT_VARIABLE
from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.watch import follow
from automl_shared.naming import Phase
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker

REPORT_SECONDS, WAIT_SECONDS = 10.0, 20.0
"""How often a worker reports, and how long the server keeps one waiting for a task."""
WEEK_SECONDS = 7 * 24 * 3600
LOG_BYTES = 4 << 20
"""The server leaves a log of its database that is shorter."""


def main() -> None:
    """Measures and prints."""
    parts: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
        "runs": many_runs,
        "queue": long_queue,
        "workers": many_workers,
        "week": week_at_rest,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--candidates", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long a load that lasts is watched")
    asked = parser.parse_args()
    os.environ[PORT_VARIABLE] = str(free_ports(1)[0])
    report(
        "load",
        {
            **{name: parts[name](asked) for name in asked.only},
        },
    )


@dataclass(frozen=True)
class Rounds:
    """The controller's rounds over all its runs up to a moment, from its own metrics."""

    count: float
    seconds: float
    within_a_second: float

    @classmethod
    def now(cls) -> Rounds:
        """Of the stack that is up."""
        text = httpx.get(f"http://127.0.0.1:{os.environ[PORT_VARIABLE]}/metrics").raise_for_status().text
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        found = {(sample.name, sample.labels.get("le", "")): sample.value for sample in samples}
        name = "automl_controller_tick_seconds"
        return cls(found[f"{name}_count", ""], found[f"{name}_sum", ""], found[f"{name}_bucket", "1.0"])

    def since(self) -> dict[str, float]:
        """Those from then to now."""
        now = Rounds.now()
        count = now.count - self.count
        return {
            "count": count,
            "mean_seconds": round((now.seconds - self.seconds) / max(1, count), 3),
            "longer_than_a_second": count - (now.within_a_second - self.within_a_second),
        }


def many_runs(asked: argparse.Namespace) -> dict[str, Any]:
    """From the first submission to the end of the last run."""
    with table() as path, own_stack(training=os.cpu_count() or 1) as tracker:
        before, memory, started, rounds = used(), memory_mib(), time.time(), Rounds.now()
        config = config_of(path, 2)
        tasks = [submit(tracker, config, check_data(config, path)).task_id for _ in range(asked.runs)]
        submitted = time.time()
        ended = when_ended(tracker, lambda: tracker.tasks(ids=tasks, with_sections=False))
        wall = time.time() - started
        waited = [(task.started - task.created).total_seconds() for task in ended if task.started and task.created]
        return {
            "runs": asked.runs,
            "completed": sum(task.status is TaskStatus.COMPLETED for task in ended),
            "seconds_to_submit_all": round(submitted - started, 1),
            "seconds_to_the_last_end": round(wall, 1),
            "median_seconds_until_taken": round(statistics.median(waited), 2),
            "worst_seconds_until_taken": round(max(waited), 2),
            "controller_rounds": rounds.since(),
            "share_of_one_core": shares(before),
            "memory_mib_before": rounded(memory),
            "memory_mib_after": rounded(memory_mib()),
            "open_files_after": open_files(),
        }


def long_queue(asked: argparse.Namespace) -> dict[str, Any]:
    """One run whose trainings nobody takes."""
    with table() as path, own_stack() as tracker:
        scale_to(tracker, 0)
        empty = database_bytes()
        config = config_of(path, asked.candidates)
        started, before, rounds = time.time(), used(), Rounds.now()
        made = submit(tracker, config, check_data(config, path))
        for glance in follow(tracker, made.task_id):
            assert glance.state is not None, "the server went away"
            waiting = [task for task in glance.state.children if task.status is TaskStatus.QUEUED]
            if len([task for task in waiting if task.unit and task.unit.phase is Phase.TRAINING]) == asked.candidates:
                break
        enqueued, planning = time.time() - started, spent(before, used())
        making, stored = rounds.since(), database_bytes() - empty
        resting, rounds = used(), Rounds.now()
        time.sleep(asked.seconds)
        at_rest = shares(resting)
        return {
            "candidates": asked.candidates,
            "seconds_until_all_are_queued": round(enqueued, 1),
            "processor_seconds_for_it": rounded(planning, 1),
            "controller_rounds_for_it": making,
            "database_kib_per_queued_task": round(stored / 1024 / asked.candidates, 1),
            "share_of_one_core_while_all_wait": at_rest,
            "controller_rounds_while_all_wait": rounds.since(),
            "memory_mib_while_all_wait": rounded(memory_mib()),
            "seconds_to_stop_all": round(seconds_to_stop(tracker, made.task_id), 1),
        }


def seconds_to_stop(tracker: Tracker, run_task: str) -> float:
    """From a person's stop to the end of the run and of every task of it."""
    started = time.time()
    tracker.stop([run_task], "stopped by the benchmark")
    when_ended(tracker, lambda: [tracker.task(run_task), *tracker.tasks(parent=run_task, with_sections=False)])
    return time.time() - started


def when_ended(tracker: Tracker, look: Callable[[], list[TaskSnapshot]]) -> list[TaskSnapshot]:
    """The tasks, once all of them have ended."""
    cursor, tasks = None, look()
    while not all(task.status.ended for task in tasks):
        cursor = tracker.wait_for_changes(cursor, seconds=20)
        tasks = look()
    return tasks


def many_workers(asked: argparse.Namespace) -> dict[str, Any]:
    """A server with 2,000 tasks, and workers for whom there is nothing to do."""
    with bare_server() as (server, task, queue):
        alone = reading_ms(server, task, 3.0)
        busy, started = server.busy_seconds, time.perf_counter()
        beside = asyncio.run(waiting_workers(server, task, queue, asked))
        share = (server.busy_seconds - busy) / (time.perf_counter() - started)
        return {
            "workers": asked.workers,
            "server_share_of_one_core": round(share, 3),
            "server_memory_mb": server.memory_mb,
            "reading_a_task_alone_ms": alone,
            "reading_a_task_beside_them_ms": beside,
        }


async def waiting_workers(server: Server, task: str, queue: str, asked: argparse.Namespace) -> dict[str, float]:
    """Median and 95th percentile of one client's reads meanwhile."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    headers = {"Authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(base_url=server.urls["api"], headers=headers, limits=limits, timeout=60) as client:

        async def forever(seconds: float, call: Callable[[], Any]) -> None:
            while True:
                (await call()).raise_for_status()
                await asyncio.sleep(seconds)

        def worker(name: str) -> list[Any]:
            report = {"worker": name, "queues": [queue]}
            wait = {"queues": [queue], "timeout_seconds": WAIT_SECONDS}
            return [
                forever(REPORT_SECONDS, lambda: client.post("/workers.status_report", json=report)),
                forever(0.0, lambda: client.post("/queues.wait_for_tasks", json=wait)),
            ]

        names = [f"bench:{number}" for number in range(asked.workers)]
        loops = [asyncio.create_task(one) for name in names for one in worker(name)]
        await asyncio.sleep(3)  # all of them start at once, which is not what is measured
        read = await asyncio.to_thread(reading_ms, server, task, asked.seconds)
        for loop in loops:
            loop.cancel()
        ended = await asyncio.gather(*loops, return_exceptions=True)
        failed = [one for one in ended if not isinstance(one, asyncio.CancelledError)]
        if failed:
            raise SystemExit(f"a worker was refused: {failed[0]!r}")
        return read


def reading_ms(server: Server, task: str, seconds: float) -> dict[str, float]:
    """One client that reads a task ten times a second."""
    request = server.request("tasks.get_by_id", json.dumps({"task": task}).encode())

    def requests(_client: int) -> Iterator[bytes]:
        while True:
            yield request
            time.sleep(0.1)

    found = drive(server, requests, seconds, 1)
    return {name: found[name] for name in ("p50_ms", "p95_ms", "worst_ms")}


def week_at_rest(_asked: argparse.Namespace) -> dict[str, Any]:
    """Reports and waits that end at once, from 16 clients; the reports bear the times of the week that is over now."""
    with bare_server() as (server, _task, queue):
        wait = json.dumps({"queues": [queue], "timeout_seconds": 0}).encode()
        calls = {
            "queues.wait_for_tasks": repeated(server.request("queues.wait_for_tasks", wait)),
            "queues.get_next_task": repeated(
                server.request("queues.get_next_task", json.dumps({"queue": queue}).encode())
            ),
        }
        report = reports(server, queue)
        seen = [state_of(server)]
        for _day in range(7):
            drive(server, report, 600.0, 16, WEEK_SECONDS / REPORT_SECONDS / 7)
            for requests in calls.values():
                drive(server, requests, 600.0, 16, WEEK_SECONDS / WAIT_SECONDS / 7)
            seen.append(state_of(server))
        count = WEEK_SECONDS / REPORT_SECONDS + len(calls) * WEEK_SECONDS / WAIT_SECONDS
        return {"calls": round(count), "after_each_day": seen}


def reports(server: Server, queue: str) -> Callable[[int], Iterator[bytes]]:
    """One worker's, as the agent sends them: every third with what the machine does."""
    figures = ("memory_used", "memory_free", "disk_free_home", "disk_read", "disk_write", "network_rx", "network_tx")
    machine = {"cpu_usage": [3.0], **dict.fromkeys(figures, 5.0)}
    numbers, started = itertools.count(), time.time() - WEEK_SECONDS

    def requests(_client: int) -> Iterator[bytes]:
        for number in numbers:
            body = {
                "worker": "bench:0",
                "queues": [queue],
                "timestamp": (started + number * REPORT_SECONDS) * 1000,
                **({"machine_stats": machine} if number % 3 == 0 else {}),
            }
            yield server.request("workers.status_report", json.dumps(body).encode())

    return requests


def repeated(request: bytes) -> Callable[[int], Iterator[bytes]]:
    """The same request for ever, from every client."""

    def requests(_client: int) -> Iterator[bytes]:
        while True:
            yield request

    return requests


def state_of(server: Server) -> dict[str, Any]:
    """What must not grow."""
    return {
        "memory_mb": server.memory_mb,
        "open_files": server.open_files,
        "database_mb": round(sum(file.stat().st_size for file in server.home.glob("server.sqlite*")) / 1e6, 2),
    }


@contextmanager
def bare_server() -> Iterator[tuple[Server, str, str]]:
    """A server of its own with 2,000 tasks; one of them, and a queue without entries."""
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder:
        home = Path(folder) / "home"
        data, _ = fill(home, 2_000, 20_000)
        server = Server(home)
        try:
            yield server, data.tasks[0], data.empty
        finally:
            server.stop()


@contextmanager
def table() -> Iterator[Path]:
    """A small CSV file."""
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder:
        path = Path(folder) / "table.csv"
        write_table(path, 60, 5)
        yield path


def shares(before: Used) -> dict[str, float]:
    """Of one core, by program, since then."""
    after = used()
    return rounded({name: cpu / (after.clock - before.clock) for name, cpu in spent(before, after).items()}, 3)


def rounded(numbers: Mapping[str, float], digits: int = 0) -> dict[str, float]:
    """By name."""
    return {name: round(number, digits) for name, number in sorted(numbers.items())}


def open_files() -> dict[str, int]:
    """Of the server and the controller."""
    return {name: process.num_fds() for name, process in roots().items() if name in ("server", "controller")}


def database_bytes() -> int:
    """Once its log is merged into it, which the server does when nothing is written."""
    log = Home.current().path / "server.sqlite-wal"
    while log.exists() and log.stat().st_size > LOG_BYTES:
        time.sleep(0.5)
    return (Home.current().path / "server.sqlite").stat().st_size


if __name__ == "__main__":
    main()

"""How fast the pages are, with 10,000 tasks, 1,000,000 scalar events and 200 workers behind them.

Fills a temporary home through the embedded server's own store, starts the server and the pages on free ports, logs in
with the server's keys and asks for each page again and again, one request at a time. Prints one JSON document:

- how long it took to fill the home;
- of each page the median and worst time to the whole of it, the processor time that both processes spend on it
  (whatever else the machine does), its size as sent, alone and with all that a first visit loads, and the first paint
  in a browser, where Chromium is installed;
- the calls of the API that watching takes for one person and for fifty;
- the memory of the pages' process when it has started, after the pages, and after each of some rounds in which fifty
  come to watch and go.

Ends with 1 where a target is missed, and names it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import psutil
from _report import report
from _watching import calls_while_watched
from server import Server, parsed_options, scalars

from automl_server.config import Settings
from automl_server.store import Store
from automl_server.store.lifecycle import Change

CHILDREN = 99
"""Of every run: a training each."""
TARGET_MS = 100.0
TARGET_KB = 200.0
TARGET_PAINT_MS = 500.0
TARGET_GROWTH_MB = 3.0
"""From the second round of watchers to the last: what a round leaves behind would add up."""
SERIES = 10
WATCHERS = (1, 50)
WATCH_SECONDS = 15.0
ROUNDS, ROUND_SECONDS = 5, 3.0


def main() -> int:
    """Measures and prints; 0 where every target is met."""
    options = parsed_options(__doc__, workers=(200, "workers that report"), requests=(30, "for each page"))
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder:
        home = Path(folder) / "home"
        started = time.perf_counter()
        runs = fill(home, options.tasks, options.events)
        filled_seconds = round(time.perf_counter() - started, 1)
        server = Server(home)
        try:
            queue = report_workers(server, options.workers)
            measured = pages_of(home, runs, queue, options.requests, server)
        finally:
            server.stop()
    stored = {**vars(options), "filled_seconds": filled_seconds}
    missed = targets_missed(measured)
    report("web", {"stored": stored, **measured, "missed": missed})
    return 1 if missed else 0


def targets_missed(measured: dict[str, Any]) -> list[str]:
    """In words, each target that was not met."""
    limits = {"median_ms": TARGET_MS, "first_visit_kb": TARGET_KB, "first_paint_ms": TARGET_PAINT_MS}
    missed = [
        f"{page}: {name} {row[name]}, at most {limit}"
        for page, row in measured["pages"].items()
        for name, limit in limits.items()
        if row.get(name, 0.0) > limit
    ]
    calls = measured["api_calls_while_watched"]
    one, many = (calls[count] for count in WATCHERS)
    if many > one * 1.1 + 1:  # a call more or less fits into the same time
        missed.append(f"{WATCHERS[1]} people who watch cost {many} calls, one costs {one}")
    rounds = measured["own_memory_mb"]["after_rounds_of_watchers"]
    if rounds[-1] - rounds[1] > TARGET_GROWTH_MB:
        missed.append(f"memory grows with those who come and go: {rounds} MB")
    return missed


def fill(home: Path, tasks: int, events: int) -> list[str]:
    """A new home with runs and their trainings, some of them waiting; the ids of the runs."""
    home.mkdir(parents=True)
    store = Store(Settings(home=home))
    me = store.access.identity_of(store.access.ensure_admin("Benchmark"))
    project, queue = store.projects.ensure("bench/runs", me), store.queues.create({"name": "automl-training"}, me)
    runs = [f"20260101-{number:06}-abcdef" for number in range(max(1, tasks // (CHILDREN + 1)))]
    iterations = max(1, events // tasks // SERIES)
    for run in runs:
        with store.db.write():
            parent = store.tasks.create(task_of(run, project, "run", ""), me)
            for number in range(CHILDREN):
                child = store.tasks.create({**task_of(run, project, "training", f"m{number}"), "parent": parent}, me)
                store.event_writer.add(list(scalars(child, iterations)), "loader", me)
                if run == runs[-1]:
                    store.lifecycle.enqueue(child, queue, None, Change(identity=me))
    store.close()
    return runs


def task_of(run: str, project: str, phase: str, model: str) -> dict[str, Any]:
    """A run's task or one of its trainings, with as many parameters as a real one."""
    names = {"Data": "target_column", "Run": "user"}
    sections = {
        section: {name: {"section": section, "name": name, "value": "y"} for name in (first, *map(str, range(20)))}
        for section, first in names.items()
    }
    kind = [f"model:{model}", "preprocess:standard-onehot"] if model else []
    return {
        "name": f"{phase} [{run}] [{model}]",
        "type": "training" if model else "controller",
        "project": project,
        "comment": "Use the model `ridge`: half of its predictions are off by less than 2.",
        "tags": [f"run:{run}", f"phase:{phase}", "dataset:houses", "attempt:1", *kind],
        "hyperparams": sections,
    }


def report_workers(server: Server, count: int) -> str:
    """Has so many workers report to the server; the id of the queue that they serve."""
    with httpx.Client(base_url=server.urls["api"], headers={"Authorization": f"Bearer {server.token}"}) as client:
        found = client.post("/queues.get_all", json={"name": "automl-training"}).json()["data"]["queues"]
        queue = str(found[0]["id"])
        for number in range(count):
            worker = {"worker": f"training:host:{number}", "queues": [queue]}
            client.post("/workers.register", json={**worker, "timeout": 600}).raise_for_status()
            client.post("/workers.status_report", json={**worker, "timestamp": int(time.time() * 1000)})
    return queue


def pages_of(home: Path, runs: list[str], queue: str, requests: int, server: Server) -> dict[str, Any]:
    """Each page's times and size, the memory of the process that made them, and what watching costs the server."""
    port = free_port()
    environment = {**os.environ, "CLEARML_CONFIG_FILE": str(home / "clearml.conf")}
    process = subprocess.Popen([sys.executable, "-m", "automl_web", "--port", str(port)], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health")
        with httpx.Client(base_url=address, headers={"Origin": address}, follow_redirects=True) as browser:
            log_in(browser, home)
            memory: dict[str, Any] = {"started": own_memory(process.pid)}
            places = {
                "runs": "/runs",
                "run": f"/runs/{runs[-1]}",
                "tasks of a run": f"/runs/{runs[-1]}/tasks?sort=name",
                "queues": "/queues",
                "queue": f"/queues/{queue}?q=m1",
                "workers": "/workers?q=host",
                "search": "/runs?q=ridge",
                "new run": "/runs/new",
                "task": f"/tasks/{some_task(browser, runs[-1])}",
            }

            def busy() -> float:
                return busy_seconds(process.pid) + server.busy_seconds

            measured = {name: times(browser, place, requests, busy) for name, place in places.items()}
            live, cookies = f"{address}/runs/{runs[-1]}/live", dict(browser.cookies)
        memory["after_pages"] = own_memory(process.pid)
        for name, milliseconds in first_paints(address, cookies, places).items():
            measured[name]["first_paint_ms"] = milliseconds
        watching = {count: calls_while_watched(server, live, cookies, count, WATCH_SECONDS) for count in WATCHERS}
        memory["after_rounds_of_watchers"] = [
            own_memory_after(
                process.pid, partial(calls_while_watched, server, live, cookies, WATCHERS[-1], ROUND_SECONDS)
            )
            for _ in range(ROUNDS)
        ]
        return {
            "pages": measured,
            "own_memory_mb": memory,
            "resident_mb": round(psutil.Process(process.pid).memory_info().rss / 1e6, 1),
            "api_calls_while_watched": {"seconds": WATCH_SECONDS, **watching},
        }
    finally:
        process.terminate()
        process.wait(20)


def own_memory(pid: int) -> float:
    """What of a process's memory goes when it goes, in MB: code that other processes have loaded too does not count."""
    return round(psutil.Process(pid).memory_full_info().uss / 1e6, 1)


def own_memory_after(pid: int, work: Callable[[], object]) -> float:
    """Once some work is done."""
    work()
    return own_memory(pid)


def some_task(browser: httpx.Client, run: str) -> str:
    """Of a run, as its page links to it."""
    return str(re.findall(r'href="/tasks/(\w+)"', browser.get(f"/runs/{run}").text)[-1])


def first_paints(address: str, cookies: dict[str, str], places: dict[str, str]) -> dict[str, float]:
    """Milliseconds until a browser shows something of each page; nothing without a browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or find_spec("playwright") is None:
        return {}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        found = {name: first_paint(context.new_page(), place) for name, place in places.items()}
        browser.close()
    return found


def first_paint(page: Any, place: str) -> float:
    """Without anything that an earlier page left in the browser's cache but what all pages load."""
    page.goto(place)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    milliseconds = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    page.close()  # a browser has six connections to a server, and a page that is told live keeps one
    return round(milliseconds, 1)


def log_in(browser: httpx.Client, home: Path) -> None:
    """With the server's keys."""
    keys = json.loads((home / "credentials.json").read_text())
    browser.post("/login", data={**keys, "next": "/runs"}).raise_for_status()


def times(browser: httpx.Client, place: str, requests: int, busy: Callable[[], float]) -> dict[str, float]:
    """Milliseconds to the whole page, after a first time that counts for nothing."""
    browser.get(place).raise_for_status()
    taken, busy_before = [], busy()
    for _ in range(requests):
        started = time.perf_counter()
        answer = browser.get(place)
        taken.append((time.perf_counter() - started) * 1000)
    worked = busy() - busy_before
    sent = answer.num_bytes_downloaded
    assets = [browser.get(asset) for asset in re.findall(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"', answer.text)]
    return {
        "median_ms": round(statistics.median(taken), 1),
        "worst_ms": round(max(taken), 1),
        "processor_ms": round(worked * 1000 / requests, 1),
        "kb_sent": round(sent / 1000, 1),
        "first_visit_kb": round((sent + sum(one.num_bytes_downloaded for one in assets)) / 1000, 1),
        "kb": round(len(answer.content) / 1000, 1),
    }


def busy_seconds(pid: int) -> float:
    """Processor time that a process has used so far."""
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def wait_for(address: str) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(address, timeout=2).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

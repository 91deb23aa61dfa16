"""What a task costs beside its own work, warm and cold in turn in one run.

Brings up a stack of its own with one training worker, looks at it for a while at rest, runs one small run, then
enqueues copies of its baseline training one after the other: one with the fork server, one while its socket is away,
and so on.
Prints one JSON document; every time is in seconds, read from one machine's clock:

- ``overhead``: enqueue to our first line, plus our last line to ``completed``;
- ``whole``: enqueue to ``completed``, a trivial training with all its pictures;
- ``processor``: processor seconds of all programs of the stack for it;
- ``at_rest``: share of one core and proportional set size (MiB) of the stack with one worker a phase and nothing to do.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from _processes import memory_mib, roots, spent, used
from _report import report

from automl_controller.local import stack
from automl_controller.local.home import HOME_VARIABLE, Home, StackSettings
from automl_controller.runs.copy import copy_task
from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.watch import follow
from automl_shared import sample
from automl_shared.config import parse_config
from automl_shared.console import ENDED, STARTED
from automl_shared.frozen import Frozen
from automl_shared.tracker import TaskStatus, Tracker, connect


class Timed(Frozen):
    """Seconds of one task."""

    before: float
    """Enqueue to our first line."""
    after: float
    """Our last line to ``completed``."""
    own: float
    """Between the two lines."""
    processor: dict[str, float]
    """Processor seconds by program."""

    @property
    def overhead(self) -> float:
        return self.before + self.after

    @property
    def whole(self) -> float:
        return self.before + self.own + self.after


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=20, help="how many tasks to time, each once warm and once cold")
    parser.add_argument("--rest-seconds", type=float, default=60.0, help="how long to look at the stack at rest")
    asked = parser.parse_args()
    warm, cold = [], []
    with own_stack() as tracker:
        rest = at_rest(asked.rest_seconds)
        source = baseline_training(tracker)
        timed(tracker, source)
        for _ in range(asked.tasks):
            warm.append(timed(tracker, source))
            with fork_server_away():
                cold.append(timed(tracker, source))
    report(
        "overhead of a task",
        {
            "tasks": asked.tasks,
            "warm": summary(warm),
            "cold": summary(cold),
            "overhead_cold_to_warm": round(median(cold, "overhead") / median(warm, "overhead"), 1),
            "whole_cold_to_warm": round(median(cold, "whole") / median(warm, "whole"), 1),
            "at_rest": rest,
        },
    )


def summary(rows: list[Timed]) -> dict[str, Any]:
    """Medians, and the worst where it matters."""
    programs = rows[0].processor
    return {
        "median_overhead_seconds": round(median(rows, "overhead"), 2),
        "worst_overhead_seconds": round(max(row.overhead for row in rows), 2),
        "median_enqueue_to_first_line_seconds": round(median(rows, "before"), 2),
        "median_last_line_to_completed_seconds": round(median(rows, "after"), 2),
        "median_own_work_seconds": round(median(rows, "own"), 2),
        "median_whole_seconds": round(median(rows, "whole"), 2),
        "median_processor_seconds": round(statistics.median(sum(row.processor.values()) for row in rows), 2),
        "median_processor_seconds_by_program": {
            name: round(statistics.median(row.processor[name] for row in rows), 3) for name in sorted(programs)
        },
    }


def median(rows: list[Timed], what: str) -> float:
    """Of one of the times."""
    return float(statistics.median(getattr(row, what) for row in rows))


@contextmanager
def fork_server_away() -> Iterator[None]:
    """Inside, tasks start cold: a folder has the place of the socket, where the fork server cannot listen again."""
    socket_file, server = Home.current().warm_socket, roots()["warm"]
    server.suspend()  # else it may see in between that its socket is gone
    away = socket_file.rename(socket_file.with_name("away"))
    socket_file.mkdir()
    server.resume()
    try:
        yield
    finally:
        server.suspend()
        socket_file.rmdir()
        away.rename(socket_file)
        server.resume()


def at_rest(seconds: float) -> dict[str, Any]:
    """The stack with nothing to do, after what it does at its start."""
    time.sleep(15)
    before = used()
    time.sleep(seconds)
    after = used()
    memory = memory_mib()
    return {
        "seconds": seconds,
        "percent_of_one_core": round(100 * sum(spent(before, after).values()) / (after.clock - before.clock), 1),
        "percent_by_program": {
            name: round(100 * one / (after.clock - before.clock), 2) for name, one in spent(before, after).items()
        },
        "memory_mib": round(sum(memory.values())),
        "memory_mib_by_program": {name: round(size) for name, size in sorted(memory.items())},
    }


@contextmanager
def own_stack(training: int = 1) -> Iterator[Tracker]:
    """A local stack in a temporary home, on free ports, with so many training workers."""
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder:
        os.environ[HOME_VARIABLE] = folder
        home = Home.current()
        api, files, web = free_ports(3)
        settings = StackSettings(api_port=api, files_port=files, web_port=web).scaled("training", training)
        stack.up(home, settings, lambda line: print(line, file=sys.stderr))
        try:
            yield connect()
        finally:
            stack.down(home, lambda line: print(line, file=sys.stderr), now=True)


def free_ports(count: int) -> list[int]:
    """Ports nobody uses right now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def baseline_training(tracker: Tracker) -> str:
    """A finished training of the baseline, which has next to nothing to do; its task id."""
    config = parse_config(
        {
            "data": {"csv_path": str(sample.TABLE), "target_column": sample.TARGET},
            "models": ["dummy"],
            "preprocessing": {"scaling": ["none"]},
        }
    )
    made = submit(tracker, config, check_data(config, sample.TABLE))
    for glance in follow(tracker, made.task_id):
        last = glance
    assert last.state is not None
    return next(task.id for unit, task in last.state.record.items() if unit.model == "dummy")


def timed(tracker: Tracker, source: str) -> Timed:
    """One copy of a finished task, from enqueue to ``completed``."""
    processor, before = used(), time.time()
    task_id = copy_task(tracker, source, []).task_id
    cursor = None
    while not (task := tracker.task(task_id)).status.ended:
        cursor = tracker.wait_for_changes(cursor, seconds=20)  # asking all the time would be part of the figures
    if task.status is not TaskStatus.COMPLETED or task.ended is None:
        raise SystemExit(f"task {task_id} {task.status}: {task.comment}")
    console = "\n".join(console_lines(task_id))
    first, last = (moment(console, mark) for mark in (STARTED, ENDED))
    return Timed(
        before=first - before,
        after=task.ended.timestamp() - last,
        own=last - first,
        processor=spent(processor, used()),
    )


def console_lines(task_id: str) -> list[str]:
    """The task's console, waited for: the agent sends it in pieces."""
    from clearml import Task

    task: Any = Task.get_task(task_id=task_id)
    for _ in range(100):
        lines: list[str] = list(task.get_reported_console_output(number_of_reports=100))
        if any(ENDED in line for line in lines):
            return lines
        time.sleep(0.1)
    raise SystemExit(f"the console of task {task_id} has no line with {ENDED!r}")


def moment(console: str, mark: str) -> float:
    """The time on the line with a mark, in seconds since the epoch."""
    found = re.search(rf"{re.escape(mark)} (\S+)", console)
    if found is None:
        raise SystemExit(f"the console has no line with {mark!r}")
    return datetime.fromisoformat(found[1]).timestamp()


if __name__ == "__main__":
    main()

"""What a task costs beside its own work: enqueue to our first line, plus our last line to `completed`.

Brings up a stack of its own with one training worker, runs one small run, then enqueues copies of its baseline training
one after the other. Prints one JSON document; every time is in seconds, read from one machine's clock.
"""

from __future__ import annotations

import argparse
import json
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
from pathlib import Path
from typing import Any

import psutil

from automl_controller import demo
from automl_controller.local import stack
from automl_controller.local.home import HOME_VARIABLE, Home, StackSettings
from automl_controller.runs.copy import copy_task
from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.watch import follow
from automl_shared.config import parse_config
from automl_shared.console import ENDED, STARTED
from automl_shared.tracker import TaskStatus, Tracker, connect


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=20, help="how many tasks to time")
    tasks = parser.parse_args().tasks
    with own_stack() as tracker:
        source = baseline_training(tracker)
        rows = [timed(tracker, source) for _ in range(tasks)]
    before, after, own = (sorted(column) for column in zip(*rows, strict=True))
    overhead = sorted(first + last for first, last, _ in rows)
    print(
        json.dumps(
            {
                "benchmark": "overhead of a task",
                "cores": os.cpu_count(),
                "memory_gib": round(psutil.virtual_memory().total / 1024**3),
                "tasks": tasks,
                "median_overhead_seconds": round(statistics.median(overhead), 2),
                "worst_overhead_seconds": round(overhead[-1], 2),
                "median_enqueue_to_first_line_seconds": round(statistics.median(before), 2),
                "median_last_line_to_completed_seconds": round(statistics.median(after), 2),
                "median_own_work_seconds": round(statistics.median(own), 2),
            },
            indent=2,
        )
    )


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
    table = demo.HERE / "penguins.csv"
    config = parse_config(
        {
            "data": {"csv_path": str(table), "target_column": "species"},
            "models": ["dummy"],
            "preprocessing": {"scaling": ["none"]},
        }
    )
    made = submit(tracker, config, check_data(config, Path(table)))
    for glance in follow(tracker, made.task_id):
        last = glance
    assert last.state is not None
    return next(task.id for unit, task in last.state.record.items() if unit.model == "dummy")


def timed(tracker: Tracker, source: str) -> tuple[float, float, float]:
    """Seconds from enqueue to our first line, from our last line to `completed`, and between the two lines."""
    before = time.time()
    task_id = copy_task(tracker, source, []).task_id
    while not (task := tracker.task(task_id)).status.ended:
        time.sleep(0.05)
    if task.status is not TaskStatus.COMPLETED or task.ended is None:
        raise SystemExit(f"task {task_id} {task.status}: {task.comment}")
    console = "\n".join(console_lines(task_id))
    first, last = (moment(console, mark) for mark in (STARTED, ENDED))
    return first - before, task.ended.timestamp() - last, last - first


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

"""What a task costs once its libraries are loaded: calls of the server, processor time, and the time between its lines.

Brings up a stack of its own, runs one small run, then makes copies of its tasks, keeps them from the agents, and runs
each in a fork of this process, which has everything imported as a warm worker has. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import requests
from _report import report
from overhead import baseline_training, own_stack

from automl_controller.runs.copy import copy_task
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase
from automl_shared.tracker import TaskStatus, Tracker

MODULES = {
    Phase.PREPROCESSING: "automl_preprocessing",
    Phase.TRAINING: "automl_training",
    Phase.TRAINING_SUMMARY: "automl_training",
    Phase.COMPARISON: "automl_comparison",
}


class Cost(Frozen):
    """One task. Seconds of the processor: of its own process, and of the server meanwhile."""

    calls: Counter[str]
    own_seconds: float
    server_seconds: float
    wall_seconds: float


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=5, help="how many tasks of each phase")
    parser.add_argument("--phase", choices=[*MODULES], action="append", help="only these phases")
    options = parser.parse_args()
    with own_stack() as tracker:
        run_task_id = tracker.task(baseline_training(tracker)).parent
        sources = {task.unit.phase: task.id for task in tracker.tasks(parent=run_task_id) if task.unit}
        wanted = [Phase(phase) for phase in options.phase or MODULES]
        found = {phase: [timed(tracker, sources[phase], phase) for _ in range(options.tasks + 1)] for phase in wanted}
    report(
        "cost of a task with its libraries loaded",
        {
            "tasks": options.tasks,
            "phases": {phase: summary(costs[1:]) for phase, costs in found.items()},
        },
    )


def summary(costs: list[Cost]) -> dict[str, Any]:
    """Medians over the tasks; the calls are those of the last."""
    return {
        "calls": sum(costs[-1].calls.values()),
        "calls_by_action": dict(sorted(costs[-1].calls.items())),
        "median_own_processor_seconds": round(statistics.median(one.own_seconds for one in costs), 3),
        "median_server_processor_seconds": round(statistics.median(one.server_seconds for one in costs), 3),
        "median_wall_seconds": round(statistics.median(one.wall_seconds for one in costs), 3),
    }


def timed(tracker: Tracker, source: str, phase: Phase) -> Cost:
    """A copy of a task, worked off in a fork."""
    task_id = copied(tracker, source)
    work = loaded(MODULES[phase])
    gc.collect()
    gc.freeze()
    read, write = os.pipe()
    server = psutil.Process(int(next(iter(server_ids()))))
    before, started = server.cpu_times(), time.perf_counter()
    child = os.fork()
    if child == 0:
        os.close(read)
        worked_off(task_id, work, write)
    os.close(write)
    calls = Counter(json.loads(Path(f"/dev/fd/{read}").read_bytes()))
    os.close(read)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"task {task_id} of the phase {phase} ended with {os.waitstatus_to_exitcode(status)}")
    after = server.cpu_times()
    return Cost(
        calls=calls,
        own_seconds=used.ru_utime + used.ru_stime,
        server_seconds=after.user + after.system - before.user - before.system,
        wall_seconds=time.perf_counter() - started,
    )


def copied(tracker: Tracker, source: str) -> str:
    """A copy that no agent takes, in progress."""
    enqueue = tracker.enqueue
    tracker.enqueue = lambda *_: None  # type: ignore[method-assign]
    try:
        made = copy_task(tracker, source, []).task_id
    finally:
        tracker.enqueue = enqueue  # type: ignore[method-assign]
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    return made


def loaded(module: str) -> Callable[[], int]:
    """The entry point of a phase, with everything it needs imported."""
    importlib.import_module(f"{module}.preload").preload()
    main: Callable[[], int] = importlib.import_module(f"{module}.__main__").main
    return main


def server_ids() -> list[int]:
    """The process of the stack's server."""
    home = os.environ["AUTOML_HOME"]
    return [one.pid for one in psutil.process_iter() if {"automl_server", home} <= set(words(one))]


def words(process: psutil.Process) -> list[str]:
    """Its command line; empty for one that has just ended."""
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def worked_off(task_id: str, work: Callable[[], int], write: int) -> None:
    """The forked process: runs the task and tells which calls it made. Never returns."""
    calls: Counter[str] = Counter()
    count_calls(calls)
    os.environ["CLEARML_TASK_ID"] = task_id
    sys.argv = sys.argv[:1]
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    code = work()
    os.write(write, json.dumps(calls).encode())
    os._exit(code)  # not as an interpreter ends: what this process cleans up at its end is still in use


def count_calls(calls: Counter[str]) -> None:
    """Counts every request by ``service.action``, those for files by their method."""
    send = requests.Session.send

    def counting(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        path = str(request.url).split("/", 3)[3]
        action = path.rpartition("/")[2]
        is_action = action.count(".") == 1 and (path == action or path.startswith("v"))
        calls[action if is_action else f"{request.method} of files"] += 1
        return send(session, request, **options)

    requests.Session.send = counting  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    main()

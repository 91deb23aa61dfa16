"""How many children a minute: one run of 200 candidates on 1, 2 and 4 training workers.

Brings up a stack of its own and submits, for each number of workers, a real run through the controller: one
preprocessing, then the baseline and a ridge regression under many penalties on 60 rows x 6 columns, two folds each, no
importances, no ensemble. Such a training has hardly any work of its own; what is left is starting a process, loading
the libraries and reporting. Prints one JSON document:

- ``children_per_minute`` from the first child made to the last one ended; ``efficiency`` is that rate per worker,
  relative to the smallest number of workers asked for;
- ``median_overhead_seconds``: on one worker, from the last line of a child to the first line of the next one;
- ``cpu``: the share of all cores that was busy, ours and the whole machine's, and our processor seconds a child by
  program. With the cores busy, more workers on the same machine cannot be faster;
- ``every_child_once``: as many tasks as children, each completed, each started once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from _processes import Used, spent, used
from _report import report
from grid import training_seconds, write_table
from overhead import console_lines, moment, own_stack

from automl_controller.local import stack
from automl_controller.local.home import Home
from automl_controller.runs.state import RunState
from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.watch import follow
from automl_shared.config import parse_config
from automl_shared.config.models import Config
from automl_shared.console import ENDED, STARTED
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, Service
from automl_shared.tracker import TaskSnapshot, Tracker

ROWS, COLUMNS = 60, 5


class Child(Frozen):
    """A training that has ended, and when its process said its first and its last line, in seconds since the epoch."""

    task: TaskSnapshot
    starts: int
    first: float
    last: float


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=200)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder, own_stack() as tracker:
        path = Path(folder) / "table.csv"
        write_table(path, ROWS, COLUMNS)
        rows = [measured(tracker, path, asked.children, workers) for workers in sorted(asked.workers)]
    for row in rows:
        row["efficiency"] = round(rate(row) / rate(rows[0]), 2)
    report(
        "throughput",
        {
            "children": asked.children,
            "runs": rows,
        },
    )


def rate(row: dict[str, Any]) -> float:
    """Children per minute and worker."""
    return float(row["children_per_minute"]) / int(row["workers"])


def measured(tracker: Tracker, path: Path, n_children: int, workers: int) -> dict[str, Any]:
    """One run on so many training workers."""
    scale_to(tracker, workers)
    config = config_of(path, n_children)
    started = time.perf_counter()
    state, before, after = finished(tracker, config, path)
    wall = time.perf_counter() - started
    trainings = [task for task in state.children if task.unit and task.unit.phase is Phase.TRAINING]
    children = [child_of(task) for task in trainings if task.status == "completed"]
    seconds = training_seconds(trainings)
    overhead = turnovers(children)
    return {
        "workers": workers,
        "run_wall_seconds": round(wall, 1),
        "training_wall_seconds": round(seconds, 1),
        "children_per_minute": round(60 * len(children) / seconds, 1),
        "median_overhead_seconds": round(statistics.median(overhead), 2),
        "worst_overhead_seconds": round(max(overhead), 2),
        "median_own_work_seconds": round(statistics.median(one.last - one.first for one in children), 2),
        "first_child_after_seconds": round(first_child_after(children), 1),
        "cpu": shares(before, after, n_children),
        "every_child_once": every_child_once(trainings, children, n_children),
        "children_by_worker": dict(sorted(Counter(str(task.worker) for task in trainings).items())),
    }


def scale_to(tracker: Tracker, workers: int) -> None:
    """So many training workers, all of them reporting."""
    stack.scale(Home.current(), {Service.TRAINING: workers}, lambda line: print(line, file=sys.stderr))
    for _ in range(300):
        if sum(one.id.startswith(f"{Service.TRAINING}:") for one in tracker.workers()) == workers:
            return
        time.sleep(0.1)
    raise SystemExit(f"{workers} training workers did not report within 30 s")


def config_of(path: Path, n_children: int) -> Config:
    """A run of so many trainings, the baseline among them."""
    return parse_config(
        {
            "data": {"csv_path": str(path), "target_column": "y"},
            "preprocessing": {"scaling": ["none"]},
            "models": [{"name": "ridge", "params": {"alpha": 1 + place / 10}} for place in range(n_children - 1)],
            "cross_validation": {"n_folds": 2},
            "ensembles": {"weighted": {"enable": False}},
            "interpretation": {"compute_feature_importance": False},
        }
    )


def finished(tracker: Tracker, config: Config, path: Path) -> tuple[RunState, Used, Used]:
    """A run at its end, and what was used when its first training was seen and when its last one had ended."""
    made = submit(tracker, config, check_data(config, path))
    seen: list[Used] = []
    for glance in follow(tracker, made.task_id):
        if glance.state is None:
            raise SystemExit("the server went away")
        state = glance.state
        ended = [task.status.ended for unit, task in state.record.items() if unit.phase is Phase.TRAINING]
        if ended and (not seen or (len(seen) == 1 and all(ended))):
            seen.append(used())
    before, after = seen
    return state, before, after


def shares(before: Used, after: Used, n_children: int) -> dict[str, Any]:
    """What was used in between, as shares of all cores and in seconds a child."""
    capacity = (after.clock - before.clock) * (os.cpu_count() or 1)
    ours = spent(before, after)
    return {
        "busy_share_ours": round(sum(ours.values()) / capacity, 2),
        "busy_share_machine": round((after.machine - before.machine) / capacity, 2),
        "seconds_a_child": {name: round(seconds / n_children, 3) for name, seconds in sorted(ours.items())},
    }


def child_of(task: TaskSnapshot) -> Child:
    """What its console says."""
    console = "\n".join(console_lines(task.id))
    return Child(task=task, starts=console.count(STARTED), first=moment(console, STARTED), last=moment(console, ENDED))


def turnovers(children: list[Child]) -> list[float]:
    """Seconds from a child's last line to the first line of the next one on the same worker."""
    by_worker: dict[str | None, list[Child]] = defaultdict(list)
    for child in sorted(children, key=lambda one: one.first):
        by_worker[child.task.worker].append(child)
    return [after.first - before.last for row in by_worker.values() for before, after in pairwise(row)]


def first_child_after(children: list[Child]) -> float:
    """Seconds from the first child made to the first line of whichever came first."""
    made = min(child.task.created.timestamp() for child in children if child.task.created)
    return min(child.first for child in children) - made


def every_child_once(trainings: list[TaskSnapshot], children: list[Child], n_children: int) -> bool:
    """Whether each child has one task, and each task was started once and completed."""
    tasks = Counter(task.unit for task in trainings)
    return len(tasks) == len(trainings) == len(children) == n_children and all(one.starts == 1 for one in children)


if __name__ == "__main__":
    main()

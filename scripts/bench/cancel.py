"""How soon everything of a cancelled run has ended: 1,000 trainings that wait for a worker.

Brings up a stack of its own without a training worker, submits one run, cancels it once all of its trainings are
queued, and once more while they are still being made. Prints one JSON document; every time is in seconds from the
cancelling:

- ``children_ended_seconds``: until no child of the run is made, waits or runs;
- ``run_ended_seconds``: until the run's task says that it was aborted, its document stored.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from _report import report
from grid import write_table
from overhead import own_stack
from throughput import COLUMNS, ROWS, config_of

from automl_controller.runs.submit import check_data, submit
from automl_shared.naming import Phase, tag
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder, own_stack(training=0) as tracker:
        path = Path(folder) / "table.csv"
        write_table(path, ROWS, COLUMNS)
        rows = [cancelled(tracker, path, asked.children, made) for made in (asked.children, asked.children // 2)]
    report(
        "cancel",
        {
            "children": asked.children,
            "runs": rows,
        },
    )


def cancelled(tracker: Tracker, path: Path, n_children: int, made: int) -> dict[str, Any]:
    """One run, cancelled once so many of its trainings were queued."""
    config = config_of(path, n_children)
    run = submit(tracker, config, check_data(config, path)).task_id
    while len(of_status(tracker, run, TaskStatus.QUEUED)) < made:
        time.sleep(0.2)
    started = time.perf_counter()
    tracker.stop([run], "aborted by the benchmark")
    children = run_ended = None
    while children is None or run_ended is None:
        if children is None and not of_status(tracker, run, *waiting_or_running()):
            children = time.perf_counter() - started
        if run_ended is None and tracker.task(run).runtime.get(STATUS_KEY):
            run_ended = time.perf_counter() - started
    left = of_status(tracker, run, *waiting_or_running())
    return {
        "queued": made,
        "children_ended_seconds": round(children, 1),
        "run_ended_seconds": round(run_ended, 1),
        "left": len(left),
    }


def of_status(tracker: Tracker, run: str, *statuses: TaskStatus) -> list[TaskSnapshot]:
    """Trainings of a run."""
    return tracker.tasks(parent=run, tags=[tag("phase", Phase.TRAINING)], statuses=statuses, with_sections=False)


def waiting_or_running() -> tuple[TaskStatus, ...]:
    """Whatever has not ended."""
    return tuple(status for status in TaskStatus if not status.ended)


if __name__ == "__main__":
    main()

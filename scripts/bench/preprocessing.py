"""What preparing a large table costs: checking it at submit, then the whole preprocessing phase with its pictures.

The table is generated: 40 numeric and 10 categorical columns, 5 % of the values missing. Each part runs in a process
of its own, so that its peak memory is its own. Prints one JSON document; times are in seconds, memory in GiB.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from _report import report

LIMIT_SECONDS, LIMIT_GIB = 90, 4
BLOCK_ROWS = 100_000


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--numeric", type=int, default=40)
    parser.add_argument("--categorical", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder:
        path = Path(folder) / "table.csv"
        alone(partial(write_table, path, asked.rows, asked.numeric, asked.categorical))
        size = path.stat().st_size
        at_submit = alone(partial(check, path))
        phase = alone(partial(preprocess, path, Path(folder)))
    report(
        "preparing a large table",
        {
            "rows": asked.rows,
            "columns": asked.numeric + asked.categorical + 1,
            "csv_megabytes": round(size / 1e6),
            "check_at_submit": at_submit,
            "preprocessing_phase": phase,
            "limit_seconds": LIMIT_SECONDS,
            "limit_gib": LIMIT_GIB,
            "within_limits": phase["seconds"] < LIMIT_SECONDS
            and max(phase["peak_gib"], at_submit["peak_gib"]) < LIMIT_GIB,
        },
    )


def alone(work: Callable[[], Any]) -> dict[str, Any]:
    """Runs it in a fresh process: seconds and peak memory, imports included, and what it returned."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=measured, args=(work, sender))
    process.start()
    sender.close()
    result: dict[str, Any] = receiver.recv()
    process.join()
    return result


def measured(work: Callable[[], Any], sender: Any) -> None:
    """The process's side of `alone`."""
    started = time.perf_counter()
    returned = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    sender.send({"seconds": round(time.perf_counter() - started, 1), "peak_gib": round(peak, 2), **(returned or {})})


def write_table(path: Path, rows: int, numeric: int, categorical: int) -> None:
    """A CSV in blocks, so that it may be larger than the memory."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    for start in range(0, rows, BLOCK_ROWS):
        count = min(BLOCK_ROWS, rows - start)
        numbers = random.normal(0, 1, (count, numeric)).round(5)
        frame = pd.DataFrame(numbers, columns=[f"n{place}" for place in range(numeric)])
        for place in range(categorical):
            levels = np.array([f"level {level}" for level in range(3 + 5 * place)], dtype=object)
            frame[f"c{place}"] = random.choice(levels, count)
        frame = frame.mask(random.random(frame.shape) < 0.05)
        frame["y"] = np.where(numbers[:, 0] + random.normal(0, 1, count) > 0, "yes", "no")
        frame.to_csv(path, mode="a", header=start == 0, index=False)


def check(path: Path) -> None:
    """What ``automl submit`` does before anything is cloned."""
    from automl_controller.runs.submit import check_data
    from automl_shared.config import parse_config

    check_data(parse_config({"data": {"csv_path": str(path), "target_column": "y"}}), path)


def preprocess(path: Path, folder: Path) -> dict[str, Any]:
    """The phase as its agent runs it, on a tracker in memory."""
    from automl_preprocessing.clearml_integration import run
    from automl_shared.config.models import CrossValidationSettings, DataSettings, OutputSettings
    from automl_shared.naming import Phase
    from automl_shared.phase import run_task
    from automl_shared.sections import RunSection, VariantSection, payload
    from automl_shared.tracker.base import NewTask
    from automl_shared.tracker.memory import MemoryTracker

    tracker = MemoryTracker(folder / "tracker")
    owner = RunSection(run_id="20260101-000000-abcdef", dataset_key="table", user="bench", dataset_project="bench")
    data = DataSettings(csv_path=str(path), target_column="y")
    sections = payload(owner, data, VariantSection(), CrossValidationSettings(), OutputSettings())
    new = NewTask(name="preprocessing", project="p", tags=["phase:preprocessing"], sections=sections)
    task_id = tracker.create(new)
    tracker.edit(task_id, sections=payload(owner.model_copy(update={"task_id": task_id})))
    with contextlib.redirect_stdout(sys.stderr):
        code = run_task({Phase.PREPROCESSING: run}, tracker, task_id)
    if code != 0:
        raise SystemExit(f"preprocessing failed: {tracker.task(task_id).runtime}")
    return {"artifacts": len(tracker.task(task_id).artifacts)}


if __name__ == "__main__":
    main()

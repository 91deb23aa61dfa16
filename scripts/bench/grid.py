"""What a run of many candidates costs beside their own work: 24 of them, and the baseline, on two workers.

Brings up a stack of its own, submits one run over 2 preprocessing variants x 12 models and waits for its end. A child's
own compute is the time between the first and the last line of its process, its imports included. Prints one JSON
document; every time is in seconds, read from one machine's clock.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from _report import report
from overhead import console_lines, moment, own_stack

from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.watch import follow
from automl_shared.config import parse_config
from automl_shared.config.models import Config
from automl_shared.console import ENDED, STARTED
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot, Tracker

WORKERS = 2
FACTOR, ALLOWANCE_SECONDS = 1.1, 5.0
MODELS: tuple[dict[str, Any], ...] = (
    {"name": "ridge"},
    {"name": "elasticnet"},
    {"name": "decision_tree"},
    {"name": "knn"},
    {"name": "mlp"},
    {"name": "random_forest"},
    {"name": "extra_trees"},
    {"name": "hist_gradient_boosting"},
    {"name": "lightgbm"},
    {"name": "lightgbm", "params": {"num_leaves": 12}},
    {"name": "lightgbm", "params": {"extra_trees": True}},
    {"name": "lightgbm", "params": {"learning_rate": 0.1}},
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--columns", type=int, default=25)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder, own_stack(training=WORKERS) as tracker:
        path = Path(folder) / "table.csv"
        write_table(path, asked.rows, asked.columns)
        config = parse_config(
            {
                "data": {"csv_path": str(path), "target_column": "y"},
                "models": list(MODELS),
                "preprocessing": {"scaling": ["standard", "none"]},
            }
        )
        started = time.perf_counter()
        tasks = children(tracker, config, path)
        wall = time.perf_counter() - started
        trainings = [task for task in tasks if task.unit and task.unit.phase is Phase.TRAINING]
        own = {task.unit.candidate or task.id: own_seconds(task) for task in trainings if task.unit}
        fitting = sum(tracker.document(task.id, ARTIFACT)["fit_seconds"] for task in trainings)
    report("a run of many candidates", figures(asked, wall, training_seconds(trainings), own, fitting))


def write_table(path: Path, rows: int, columns: int) -> None:
    """A table of numbers with a target that bends."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    X = random.normal(size=(rows, columns)).round(4)
    y = 3 * X[:, 0] + np.sin(3 * X[:, 1]) * 2 + X[:, 2] * X[:, 3] + np.abs(X[:, 4]) + random.normal(size=rows)
    pd.DataFrame(X, columns=[f"n{place}" for place in range(columns)]).assign(y=y.round(4)).to_csv(path, index=False)


def children(tracker: Tracker, config: Config, path: Path) -> list[TaskSnapshot]:
    """The tasks of a finished run; exits where one of them failed."""
    made = submit(tracker, config, check_data(config, path))
    for glance in follow(tracker, made.task_id):
        last = glance
    assert last.state is not None
    tasks = list(last.state.record.values())
    failed = [f"{task.name}: {task.comment}" for task in tasks if task.status != "completed"]
    if failed:
        raise SystemExit("\n".join(failed))
    return tasks


def own_seconds(task: TaskSnapshot) -> float:
    """Between the first and the last line of a task's process."""
    console = "\n".join(console_lines(task.id))
    return moment(console, ENDED) - moment(console, STARTED)


def training_seconds(tasks: Iterable[TaskSnapshot]) -> float:
    """From the first training that was made to the last one that ended."""
    made = [task.created for task in tasks if task.created]
    ended = [task.ended for task in tasks if task.ended]
    return (max(ended) - min(made)).total_seconds()


def figures(
    asked: argparse.Namespace, wall: float, training: float, own: dict[str, float], fitting: float
) -> dict[str, Any]:
    """What is printed."""
    total = sum(own.values())
    allowed = FACTOR * total / WORKERS + ALLOWANCE_SECONDS
    return {
        "workers": WORKERS,
        "rows": asked.rows,
        "columns": asked.columns + 1,
        "candidates": len(own),
        "wall_seconds": round(wall, 1),
        "training_wall_seconds": round(training, 1),
        "own_compute_seconds": round(total, 1),
        "of_it_fit_seconds": round(fitting, 1),
        "slowest_candidates": {
            name: round(own[name], 1) for name in sorted(own, key=lambda name: own[name], reverse=True)[:3]
        },
        "allowed_seconds": round(allowed, 1),
        "ratio": round(wall / allowed, 3),
        "training_ratio": round(training / allowed, 3),
        "within_limits": wall <= allowed,
    }


if __name__ == "__main__":
    main()

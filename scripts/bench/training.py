"""What training on a large table costs: seconds and peak memory of one training task for each of two models.

The table is generated: 40 numeric and 10 categorical columns, 5 % of the values missing. It goes through the real
preprocessing phase once; each training task then runs, with its scores, pictures and bundle, in a process of its own.
Prints one JSON document; times are in seconds, memory in GiB.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from _report import report
from preprocessing import alone, write_table

LIMIT_GIB = 6
RUN_ID = "20260101-000000-abcdef"
TABLES = ("data", "folds")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--numeric", type=int, default=40)
    parser.add_argument("--categorical", type=int, default=10)
    parser.add_argument("--models", nargs="+", default=["lightgbm", "logistic"])
    parser.add_argument("--scaling", default="standard")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as name:
        folder = Path(name)
        path = folder / "table.csv"
        alone(partial(write_table, path, asked.rows, asked.numeric, asked.categorical))
        prepared = alone(partial(prepare, path, folder, asked.scaling))
        trained = {model: alone(partial(train, folder, model)) for model in asked.models}
    report(
        "training on a large table",
        {
            "rows": asked.rows,
            "columns": asked.numeric + asked.categorical + 1,
            "preprocessing_phase": prepared,
            "training_tasks": trained,
            "limit_gib": LIMIT_GIB,
            "within_limits": all(one["peak_gib"] < LIMIT_GIB for one in trained.values()),
        },
    )


def prepare(path: Path, folder: Path, scaling: str) -> dict[str, Any]:
    """Runs the preprocessing phase and keeps what training reads of it."""
    from automl_preprocessing.clearml_integration import run
    from automl_shared.config.models import CrossValidationSettings, DataSettings, OutputSettings
    from automl_shared.naming import Phase
    from automl_shared.phase_io import ARTIFACT
    from automl_shared.sections import VariantSection
    from automl_shared.tracker.memory import MemoryTracker

    tracker = MemoryTracker(folder / "tracker")
    data = DataSettings(csv_path=str(path), target_column="y")
    variant = VariantSection(preproc_id=f"{scaling}-onehot", scaling=scaling)
    task_id = _task(tracker, Phase.PREPROCESSING, data, variant, CrossValidationSettings(), OutputSettings())
    _work_off(tracker, task_id, {Phase.PREPROCESSING: run})
    for name in TABLES:
        tracker.file(task_id, name).rename(folder / f"{name}.parquet")
    (folder / "info.json").write_text(json.dumps(tracker.document(task_id, ARTIFACT)), encoding="utf-8")
    return {}


def train(folder: Path, model: str) -> dict[str, Any]:
    """One training task as its agent runs it, on a tracker in memory."""
    from automl_training.resources import take_share

    take_share()
    from automl_shared.config.models import DataSettings
    from automl_shared.naming import Phase
    from automl_shared.phase_io import ARTIFACT
    from automl_shared.sections import ModelSection
    from automl_shared.tracker.memory import MemoryTracker
    from automl_training.clearml_integration import run

    tracker = MemoryTracker(folder / model)
    source = _task(tracker, Phase.PREPROCESSING, DataSettings())
    for name in TABLES:
        tracker.store(source, name, folder / f"{name}.parquet")
    info = json.loads((folder / "info.json").read_text(encoding="utf-8"))
    tracker.reporter(source).document(ARTIFACT, info)
    task_id = _task(tracker, Phase.TRAINING, DataSettings(), ModelSection(name=model, label=model), inputs=source)
    _work_off(tracker, task_id, {Phase.TRAINING: run})
    made = tracker.document(task_id, ARTIFACT)
    return {
        name: made[name]
        for name in ("n_features", "n_rows_train", "fit_seconds", "predict_seconds", "size_bytes", "cv_mean")
    }


def _task(tracker: Any, phase: Any, *sections: Any, inputs: str | None = None) -> str:
    """A task of the run, as the controller makes it."""
    from automl_shared.sections import RunSection, payload
    from automl_shared.tracker.base import NewTask

    tags = [f"phase:{phase}", "preprocess:p", "model:m"]
    task_id: str = tracker.create(NewTask(name=str(phase), project="p", tags=tags, sections=payload(*sections)))
    owner = RunSection(
        run_id=RUN_ID,
        dataset_key="table",
        user="bench",
        dataset_project="bench",
        task_id=task_id,
        inputs={"preprocessing": [inputs]} if inputs else {},
    )
    tracker.edit(task_id, sections=payload(owner))
    return task_id


def _work_off(tracker: Any, task_id: str, work: Any) -> None:
    from automl_shared.phase import run_task

    with contextlib.redirect_stdout(sys.stderr):
        code = run_task(work, tracker, task_id)
    if code != 0:
        raise SystemExit(f"the task failed: {tracker.task(task_id).runtime}")


if __name__ == "__main__":
    main()

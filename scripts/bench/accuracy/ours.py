"""A run of ours on a local stack with two warm training workers, from `submit` to its end."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jobs import Job
from systems import System, SystemFailed

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from _processes import spent, used  # noqa: E402  (found beside this folder)

from automl_controller.runs.document import run_document  # noqa: E402
from automl_controller.runs.submit import check_data, submit  # noqa: E402
from automl_controller.runs.watch import follow  # noqa: E402
from automl_shared.config import parse_config  # noqa: E402
from automl_shared.naming import Phase, Unit  # noqa: E402
from automl_shared.phase_io import RunDocument  # noqa: E402
from automl_shared.tracker import Tracker  # noqa: E402

WORKERS = 2
OURS_METRIC = {"roc_auc": "roc_auc_ovr", "log_loss": "log_loss", "rmse": "rmse"}
TIMED_ROWS = 1000


def run_ours(
    tracker: Tracker, system: System, job: Job, seconds: int, models: str
) -> tuple[dict[str, Any], np.ndarray]:
    """What the run came to, and the recommended model's predictions of the test rows. Raises SystemFailed."""
    config = parse_config(
        {
            "run": {"time_budget_minutes": seconds / 60},
            "data": {
                "csv_path": str(job.train),
                "target_column": job.data.target,
                "problem_type": _problem_type(job),
                "test_size": 0.0,
                "random_seed": job.seed,
            },
            "models": models,
            "evaluation": {"primary_metric": OURS_METRIC[job.data.metric], "preference": system.choice},
            "interpretation": {"compute_feature_importance": False},
        }
    )
    processor, started = used(), time.perf_counter()
    made = submit(tracker, config, check_data(config, job.train))
    for glance in follow(tracker, made.task_id):
        last = glance
    took, processor_seconds = time.perf_counter() - started, sum(spent(processor, used()).values())
    assert last.state is not None
    document = run_document(tracker, last.state)
    if document.recommendation is None:
        raise SystemFailed("; ".join(f"{one.candidate}: {one.cause}" for one in document.failures) or document.status)
    chosen, comparison = document.recommendation, last.state.record[Unit(phase=Phase.COMPARISON)]
    row = next(one for one in document.leaderboard if one.candidate == chosen.candidate)
    predicted, predict_seconds = _predicted(job, chosen.task_id)
    return {
        "wall_seconds": took,
        "processor_seconds": processor_seconds,
        "predict_seconds": predict_seconds,
        "size_bytes": row.size_bytes,
        "chosen": chosen.candidate,
        "cv_loss": _as_loss(job, chosen.cv_mean),
        "cv_standard_error": float("nan") if chosen.standard_error is None else chosen.standard_error,
        "told_range": _told_range(job, tracker.document(comparison.id, "report_json")["expected_range"]),
        **_counts(document),
    }, predicted


def _problem_type(job: Job) -> str:
    return {0: "regression", 2: "binary"}.get(len(job.classes), "multiclass")


def _as_loss(job: Job, score: float) -> float:
    return 1.0 - score if job.data.metric == "roc_auc" else score


def _told_range(job: Job, ends: Sequence[float] | None) -> list[float] | None:
    """The losses between which the report says that new rows' loss is, the lower one first."""
    return None if ends is None else sorted(_as_loss(job, end) for end in ends)


def _counts(document: RunDocument) -> dict[str, Any]:
    trained = [task for task in document.tasks if task.phase == "training"]
    done = sorted(str(task.model) for task in trained if task.status == "completed")
    return {"candidates": done, "left_out": len(trained) - len(done)}


def _predicted(job: Job, task_id: str) -> tuple[np.ndarray, float]:
    """A candidate's predictions from the raw rows of the test file, as somebody would use it, and the seconds that
    1,000 rows take."""
    from clearml import Task

    from automl_data.bundle import load_bundle
    from automl_data.intake import read_table

    task: Any = Task.get_task(task_id=task_id)
    bundle = load_bundle(Path(task.models["output"][-1].get_local_copy(raise_on_error=True)), trusted=True)
    rows = read_table(job.test).frame
    predict = bundle.predict_proba if job.classes else bundle.predict
    values = np.asarray(predict(rows))
    if job.classes:
        values = values[:, [list(bundle.classes).index(label.strip()) for label in job.classes]]
    thousand = rows.iloc[np.arange(TIMED_ROWS) % len(rows)].reset_index(drop=True)
    started = time.perf_counter()
    predict(thousand)
    return values, time.perf_counter() - started

"""How good the recommended models are, beside FLAML's, at the same wall-clock budget on the same rows.

Every data set is split once per seed: 80 % to learn from, 20 % to score on, which neither side sees. Ours is a run
like any other on a local stack with two training workers: the clock starts with `submit` and ends with the finished
run. FLAML runs in a virtual environment of its own (made here, pinned). Scores are normalised per data set: 0 is a
plain logistic or ridge regression, 1 the best of all. Prints one JSON document, progress on stderr.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from datasets import DATA_SETS, SMALL_ROWS, DataSet  # noqa: E402  (found beside this file)
from overhead import own_stack  # noqa: E402

from automl_controller.runs.document import run_document  # noqa: E402
from automl_controller.runs.submit import check_data, submit  # noqa: E402
from automl_controller.runs.watch import follow  # noqa: E402
from automl_shared.config import parse_config  # noqa: E402
from automl_shared.phase_io import RunDocument  # noqa: E402
from automl_shared.tracker import Tracker  # noqa: E402

OURS_METRIC = {"roc_auc": "roc_auc_ovr", "log_loss": "log_loss", "rmse": "rmse"}
WORKERS = 2
Result = dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job:
    """One data set with one seed, written to files."""

    data: DataSet
    seed: int
    train: Path
    test: Path
    truth: pd.Series
    classes: list[str]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="wall-clock budget of each side")
    parser.add_argument("--seeds", type=int, default=3, help=f"seeds for sets of less than {SMALL_ROWS} rows")
    parser.add_argument("--only", nargs="*", default=[one.name for one in DATA_SETS], help="data sets")
    parser.add_argument("--models", default="standard")
    parser.add_argument("--environment", type=Path, default=HERE.parents[2] / ".venv-bench")
    asked = parser.parse_args()
    packages = environment(asked.environment)
    with tempfile.TemporaryDirectory(prefix="automl-accuracy-") as folder, own_stack(training=WORKERS) as tracker:
        rows = []
        for job in jobs(packages, Path(folder), asked.only, asked.seeds):
            rows.append(compared(tracker, job, asked.environment, Path(folder), asked.seconds, asked.models))
            print(json.dumps(rows[-1]), file=sys.stderr)
    print(json.dumps({**machine(asked), **summary(rows), "rows": rows}, indent=2))


def machine(asked: argparse.Namespace) -> dict[str, Any]:
    return {
        "benchmark": "accuracy beside FLAML",
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3),
        "budget_seconds": asked.seconds,
        "models": asked.models,
    }


def environment(folder: Path) -> Path:
    """FLAML's virtual environment, made when it is not there; its ``site-packages``."""
    if not (folder / "bin" / "python").exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder], check=True)
        install = [uv, "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", HERE / "requirements.txt"]
        subprocess.run([*install, "--python", folder / "bin" / "python"], check=True)
    return next((folder / "lib").glob("python*/site-packages"))


def jobs(packages: Path, folder: Path, names: Sequence[str], seeds: int) -> Iterator[Job]:
    """Every data set, small ones once per seed."""
    for data in (one for one in DATA_SETS if one.name in names):
        frame = data.read(packages)
        for seed in range(seeds if len(frame) < SMALL_ROWS else 1):
            yield written(data, frame, seed, folder)


def written(data: DataSet, frame: pd.DataFrame, seed: int, folder: Path) -> Job:
    """Split and written as CSV; classes are dealt evenly."""
    from sklearn.model_selection import train_test_split

    classes = None if data.metric == "rmse" else frame[data.target].astype(str)
    train, test = train_test_split(frame, test_size=0.2, random_state=seed, stratify=classes)
    paths = [folder / f"{data.name}-{seed}-{part}.csv" for part in ("train", "test")]
    for part, path in zip((train, test), paths, strict=True):
        part.to_csv(path, index=False)
    truth = test[data.target] if classes is None else test[data.target].astype(str)
    labels = [] if classes is None else sorted(set(train[data.target].astype(str)))
    return Job(data=data, seed=seed, train=paths[0], test=paths[1], truth=truth, classes=labels)


def compared(tracker: Tracker, job: Job, venv: Path, folder: Path, seconds: int, models: str) -> Result:
    """Scores of both sides and of the linear reference on the rows none of them saw."""
    ours = run_ours(tracker, job, seconds, models)
    flaml = run_flaml(job, venv, folder, seconds)
    linear = loss(job, linear_predictions(job))
    best = min(linear, ours["loss"], ours["best_single_loss"], flaml["loss"])
    scale = linear - best
    return {
        "data": job.data.name,
        "seed": job.seed,
        "metric": job.data.metric,
        "linear_loss": linear,
        "ours": ours,
        "flaml": flaml,
        "normalised": {
            name: normalised(value, linear, scale)
            for name, value in (
                ("recommended", ours["loss"]),
                ("best_single", ours["best_single_loss"]),
                ("flaml", flaml["loss"]),
            )
        },
    }


def normalised(value: float, linear: float, scale: float) -> float:
    """0 as good as the linear reference, 1 the best of all, not below -1."""
    return max(-1.0, (linear - value) / scale) if scale > 0 else 1.0


def run_ours(tracker: Tracker, job: Job, seconds: int, models: str) -> Result:
    """A run from `submit` to its end; losses of the recommended model and of the best single candidate by CV."""
    config = parse_config(
        {
            "run": {"time_budget_minutes": seconds / 60},
            "data": {
                "csv_path": str(job.train),
                "target_column": job.data.target,
                "test_size": 0.0,
                "random_seed": job.seed,
            },
            "models": models,
            "evaluation": {"primary_metric": OURS_METRIC[job.data.metric], "preference": "accuracy"},
            "interpretation": {"compute_feature_importance": False},
        }
    )
    started = time.perf_counter()
    made = submit(tracker, config, check_data(config, job.train))
    for glance in follow(tracker, made.task_id):
        last = glance
    took = time.perf_counter() - started
    assert last.state is not None
    document = run_document(tracker, last.state)
    if document.recommendation is None:
        raise SystemExit(f"{job.data.name}: no recommendation: {document.failures}")
    single = next(row for row in document.leaderboard if row.preprocess != "ensemble")
    chosen = predicted(job, document.recommendation.task_id)
    alone = predicted(job, single.task_id)
    return {
        "wall_seconds": round(took, 1),
        "chosen": document.recommendation.candidate,
        "loss": loss(job, chosen[0]),
        "predict_seconds": round(chosen[1], 3),
        "best_single": single.candidate,
        "best_single_loss": loss(job, alone[0]),
        "fit_seconds": round(single.fit_seconds, 1),
        "size_bytes": single.size_bytes,
        **counts(document),
    }


def counts(document: RunDocument) -> dict[str, Any]:
    ended = [task.status for task in document.tasks if task.phase == "training"]
    return {"candidates": ended.count("completed"), "not_completed": len(ended) - ended.count("completed")}


def predicted(job: Job, task_id: str) -> tuple[np.ndarray, float]:
    """A candidate's predictions from the raw rows of the test file, as somebody would use it, and the seconds."""
    from clearml import Task

    from automl_data.bundle import load_bundle
    from automl_data.intake import read_table

    task: Any = Task.get_task(task_id=task_id)
    bundle = load_bundle(Path(task.models["output"][-1].get_local_copy(raise_on_error=True)), trusted=True)
    rows = read_table(job.test).frame
    started = time.perf_counter()
    values = bundle.predict_proba(rows) if job.classes else bundle.predict(rows)
    return values, time.perf_counter() - started


def run_flaml(job: Job, venv: Path, folder: Path, seconds: int) -> Result:
    """FLAML in its own environment."""
    output = folder / f"{job.data.name}-{job.seed}-flaml.npy"
    order = {
        "train": str(job.train),
        "test": str(job.test),
        "target": job.data.target,
        "metric": job.data.metric,
        "seconds": seconds,
        "seed": job.seed,
        "output": str(output),
    }
    command = [venv / "bin" / "python", HERE / "flaml_side.py"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"FLAML failed on {job.data.name}: {done.stderr[-2000:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "loss": loss(job, np.load(output))}


def linear_predictions(job: Job) -> np.ndarray:
    """Logistic or ridge regression on scaled numbers and one-hot categories."""
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    train, test = (pd.read_csv(path) for path in (job.train, job.test))
    X, y = train.drop(columns=job.data.target), train[job.data.target]
    numbers = make_column_selector(dtype_include="number")
    words = make_column_selector(dtype_exclude="number")
    features = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), numbers), (OneHotEncoder(handle_unknown="ignore"), words)
    )
    rows = test[X.columns]
    if job.classes:
        model = make_pipeline(features, LogisticRegression(max_iter=2000)).fit(X, y.astype(str))
        return np.asarray(model.predict_proba(rows))
    return np.asarray(make_pipeline(features, RidgeCV(np.logspace(-3, 4, 15))).fit(X, y).predict(rows))


def loss(job: Job, values: np.ndarray) -> float:
    """Smaller is better: 1 - ROC AUC, log loss, or RMSE on the test rows."""
    from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

    if job.data.metric == "rmse":
        return float(root_mean_squared_error(job.truth, values))
    if job.data.metric == "roc_auc":
        return 1.0 - float(roc_auc_score(job.truth == job.classes[1], values[:, 1]))
    return float(log_loss(job.truth, values, labels=job.classes))


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean normalised scores, every data set counting once."""
    sides = ("recommended", "best_single", "flaml")
    by_data: dict[str, list[Mapping[str, float]]] = {}
    for row in rows:
        by_data.setdefault(row["data"], []).append(row["normalised"])
    per_data = {
        name: {side: statistics.fmean(one[side] for one in found) for side in sides} for name, found in by_data.items()
    }
    means = {side: round(statistics.fmean(one[side] for one in per_data.values()), 4) for side in sides}
    ratio = means["best_single"] / means["flaml"] if means["flaml"] else math.nan
    return {"mean_normalised": means, "best_single_to_flaml": round(ratio, 4), "by_data_set": per_data}


if __name__ == "__main__":
    main()

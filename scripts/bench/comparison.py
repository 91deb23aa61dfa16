"""What comparing many candidates costs: 500 of them over 5 folds, on a real server, worked off by a real agent.

Brings up a stack of its own and fabricates the finished tasks of one run with their stored outputs: 20 preparations
times 25 models, each with out-of-fold predictions of 2,000 rows. Then the comparison task is enqueued; measured are the
seconds from there to `completed` and the peak of the resident memory of its processes. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
from _report import report
from overhead import console_lines, moment, own_stack

from automl_data.bundle import ENDING, Bundle, Facts, RawColumn
from automl_shared.config.models import ClearMLSettings, EvaluationSettings
from automl_shared.console import ENDED, STARTED
from automl_shared.folds import FITTED_ON, SCORED_ON, UNUSED, fold_column, fold_hash
from automl_shared.naming import Naming, Phase, Unit, task_tags
from automl_shared.phase_io import ARTIFACT, ColumnInfo, FoldPlan, PhaseOutput, PreprocessingInfo, TrainingInfo
from automl_shared.plugins import METRICS
from automl_shared.recipe import Recipe
from automl_shared.run_context import RunContext
from automl_shared.sections import RunSection, payload
from automl_shared.tracker import NewTask, TaskStatus, Tracker

LIMIT_SECONDS, LIMIT_GB, LIMIT_REPORT_MB = 30.0, 1.0, 10.0
N_FOLDS, N_HOLDOUT, MODELS = 5, 500, 25
METRIC_NAMES = ("rmse", "mae", "r2")
CONTEXT = RunContext(
    run_id="20260101-000000-abcdef",
    user="bench",
    project_root="AutoML",
    dataset_project="AutoML/bench/made",
    dataset_key="made",
)
RECIPE = Recipe(
    task_type="regression",
    numeric=["x"],
    categorical=[],
    numeric_imputation="median",
    categorical_imputation="most_frequent",
    scaling="standard",
    categorical_encoding="onehot",
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=500)
    parser.add_argument("--rows", type=int, default=2_000, help="rows predicted out of fold")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder, own_stack() as tracker:
        made = MadeRun(tracker, Path(folder), asked.rows)
        made.fill(asked.candidates)
        measured = made.compare()
    report(
        "comparing many candidates",
        {
            "candidates": asked.candidates,
            "folds": N_FOLDS,
            "rows": asked.rows,
            **measured,
            "limits": {"seconds": LIMIT_SECONDS, "peak_gb": LIMIT_GB, "report_mb": LIMIT_REPORT_MB},
            "within_limits": measured["seconds"] < LIMIT_SECONDS
            and measured["peak_gb"] < LIMIT_GB
            and measured["report_mb"] < LIMIT_REPORT_MB,
        },
    )


@dataclass
class MadeRun:
    """The tasks of a run, stored as its agents would have stored them."""

    tracker: Tracker
    folder: Path
    n_rows: int

    def __post_init__(self) -> None:
        random = np.random.default_rng(0)
        n = self.n_rows + N_HOLDOUT
        x = random.normal(size=n)
        self.random, self.y = random, 3 * x + random.normal(size=n)
        self.data = pd.DataFrame({"x": x, "y": self.y}, index=pd.RangeIndex(n, name="row_id"))
        held, fold = np.arange(n) >= self.n_rows, np.arange(n) % N_FOLDS
        marks = {
            fold_column(0, number): np.where(held, UNUSED, np.where(fold == number, SCORED_ON, FITTED_ON)).astype(
                "int8"
            )
            for number in range(N_FOLDS)
        }
        self.folds = pd.DataFrame({"row_id": np.arange(n), "holdout": held, **marks})
        self.fold_hash = fold_hash(self.folds)
        self.scored = [np.flatnonzero((fold == number) & ~held) for number in range(N_FOLDS)]
        self.preprocessings: list[str] = []
        self.trainings: list[str] = []

    def fill(self, candidates: int) -> None:
        """So many trainings, the baseline among them, and the preprocessing tasks they name."""
        bundle, sha256 = self._bundle()
        for number in range(candidates):
            variant, model = divmod(number, MODELS)
            if model == 0:
                self._preprocessing(f"variant{variant:02d}")
            self._training(f"variant{variant:02d}", f"model{model:02d}" if number else "dummy", bundle, sha256)
            if number % 50 == 49:
                print(f"{number + 1} of {candidates} candidates stored", file=sys.stderr)

    def compare(self) -> dict[str, Any]:
        """Enqueues the comparison and watches it; exits when it fails."""
        settings = ClearMLSettings()
        task_id = self._task(Unit(phase=Phase.COMPARISON), module="automl_comparison")
        section = RunSection(
            **CONTEXT.model_dump(),
            task_id=task_id,
            inputs={"preprocessing": self.preprocessings, "training": self.trainings},
        )
        evaluation = EvaluationSettings(regression_metrics=list(METRIC_NAMES))
        self.tracker.edit(task_id, sections=payload(section, evaluation))
        watch = Watch(task_id)
        started = time.time()
        self.tracker.enqueue([task_id], Naming(settings).queue(Phase.COMPARISON))
        while not (task := self.tracker.task(task_id)).status.ended:
            time.sleep(0.2)
        peak = watch.peak()
        if task.status is not TaskStatus.COMPLETED or task.ended is None:
            raise SystemExit(f"the comparison {task.status}: {task.comment}")
        console = "\n".join(console_lines(task_id))
        output = self.tracker.document(task_id, ARTIFACT)
        return {
            "seconds": round(task.ended.timestamp() - started, 1),
            "own_seconds": round(moment(console, ENDED) - moment(console, STARTED), 1),
            "peak_gb": round(peak / 1e9, 3),
            "report_mb": round(self.tracker.file(task_id, "report").stat().st_size / 1e6, 2),
            "in_leaderboard": len(output["leaderboard"]),
            "recommended": (output["recommendation"] or {}).get("candidate"),
            "failures": len(output["failures"]),
        }

    def _task(self, unit: Unit, module: str | None = None) -> str:
        tags = task_tags(CONTEXT, unit, attempt=1, cloned_from=None)
        return self.tracker.create(
            NewTask(
                name=f"{unit.phase} {unit.candidate or unit.preproc_id or ''} bench",
                project=CONTEXT.dataset_project,
                tags=tags,
                sections={},
                module=module,
            )
        )

    def _preprocessing(self, preproc_id: str) -> None:
        task_id = self._task(Unit(phase=Phase.PREPROCESSING, preproc_id=preproc_id))
        info = PreprocessingInfo(
            run_id=CONTEXT.run_id,
            task_id=task_id,
            preproc_id=preproc_id,
            dataset_id="made",
            dataset_hash="made",
            problem_type="regression",
            target="y",
            columns=[ColumnInfo(name="x", dtype="float64", kind="numeric", role="feature", reason="numbers")],
            recipe=RECIPE,
            n_rows=len(self.y),
            n_train=self.n_rows,
            n_holdout=N_HOLDOUT,
            n_features_in=1,
            n_features_out=1,
            fold_plan=FoldPlan(
                kind="kfold", n_folds=N_FOLDS, n_repeats=1, random_seed=42, hash=self.fold_hash, reason="made"
            ),
        )
        self._store(task_id, info, {"data": self.data, "folds": self.folds})
        self.preprocessings.append(task_id)

    def _training(self, preproc_id: str, model: str, bundle: Path, sha256: str) -> None:
        task_id = self._task(Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model=model))
        predicted = np.full(len(self.y), self.y[: self.n_rows].mean())
        if model != "dummy":
            predicted = 3 * self.data["x"].to_numpy() + self.random.uniform(0.5, 2) * self.random.normal(
                size=len(self.y)
            )
        scores = {
            name: [METRICS.get(name).score(self.y[rows], predicted[rows]) for rows in self.scored]
            for name in METRIC_NAMES
        }
        reporter = self.tracker.reporter(task_id)
        model_id = reporter.model(bundle, name=f"{preproc_id}+{model}", tags=[], metadata={"sha256": sha256})
        info = TrainingInfo(
            run_id=CONTEXT.run_id,
            task_id=task_id,
            preproc_id=preproc_id,
            model=model,
            registry_name=model,
            preprocessing_task_id=self.preprocessings[-1],
            params={},
            problem_type="regression",
            fold_hash=self.fold_hash,
            primary_metric="rmse",
            scores=scores,
            train_scores=scores,
            cv_mean={name: float(np.mean(found)) for name, found in scores.items()},
            cv_std={name: float(np.std(found, ddof=1)) for name, found in scores.items()},
            fit_seconds=float(self.random.uniform(0.1, 10)),
            predict_seconds=float(self.random.uniform(0.01, 0.1)),
            size_bytes=10_000,
            n_features=1,
            n_rows_train=self.n_rows,
            complexity=0 if model == "dummy" else 10,
            final_model="bagged",
            bundle_sha256=sha256,
            model_id=model_id,
            feature_importance={"x": 1.0},
        )
        rows, fold = np.concatenate(self.scored), np.repeat(np.arange(N_FOLDS), [len(one) for one in self.scored])
        oof = pd.DataFrame({"row_id": rows, "repeat": 0, "fold": fold, "prediction": predicted[rows]})
        held = np.arange(self.n_rows, len(self.y))
        tables = {
            "oof_predictions": oof,
            "holdout_predictions": pd.DataFrame({"row_id": held, "prediction": predicted[held]}),
        }
        self._store(task_id, info, tables)
        self.trainings.append(task_id)

    def _bundle(self) -> tuple[Path, str]:
        """One model file, which stands for all: members of an ensemble are copied, not loaded."""
        from sklearn.linear_model import LinearRegression

        path = self.folder / f"model{ENDING}"
        fitted = LinearRegression().fit(self.data[["x"]], self.data["y"])
        column = RawColumn(name="x", dtype="float64", kind="numeric")
        facts = Facts(
            run_id=CONTEXT.run_id,
            task_id="made",
            model="linear",
            preproc_id="made",
            target="y",
            problem_type="regression",
            primary_metric="rmse",
            cv_mean=1.0,
            cv_std=None,
            fold_hash=self.fold_hash,
        )
        written = Bundle(members=[fitted], columns=[column], target="y", classes=[]).save(path, facts)
        return path, written.sha256

    def _store(self, task_id: str, info: PhaseOutput, tables: dict[str, pd.DataFrame]) -> None:
        reporter = self.tracker.reporter(task_id)
        for name, table in tables.items():
            path = self.folder / f"{name}.parquet"
            table.to_parquet(path)
            reporter.file(name, path)
        reporter.document(ARTIFACT, info.sealed().model_dump(mode="json"))
        reporter.close()
        self.tracker.mark(task_id, TaskStatus.COMPLETED)


class Watch:
    """The peak of the resident memory of a task's processes, looked at 10 times a second."""

    def __init__(self, task_id: str) -> None:
        self._task_id, self._peak = task_id, 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        """In bytes; ends the watch."""
        self._ended.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self._peak = max(self._peak, sum(map(_resident_bytes, _running(self._task_id))))


def _running(task_id: str) -> list[psutil.Process]:
    """The processes that run the comparison's entry point for a task, and their children."""
    found: dict[int, psutil.Process] = {}
    for one in psutil.process_iter(["cmdline"]):
        try:
            if "automl_comparison" in (one.info["cmdline"] or []) and one.environ().get("CLEARML_TASK_ID") == task_id:
                found |= {process.pid: process for process in [one, *one.children(recursive=True)]}
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return list(found.values())


def _resident_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    main()

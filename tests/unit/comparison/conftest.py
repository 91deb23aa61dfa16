"""A run on the in-memory tracker whose children are made by hand, exactly as the contracts describe them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.outputs import fold_plan, preprocessing_info, recipe, run_context, training_info

from automl_comparison.clearml_integration import run
from automl_shared.config.models import (
    DataSettings,
    EnsembleSettings,
    EvaluationSettings,
    InterpretationSettings,
    OutputSettings,
)
from automl_shared.folds import FITTED_ON, SCORED_ON, fold_column, fold_hash
from automl_shared.naming import SET_ASIDE_TAG, SUPERSEDED_TAG, Phase, Unit, task_tags
from automl_shared.phase import run_task
from automl_shared.phase_io import ARTIFACT, ColumnInfo, ComparisonInfo, Finding, PhaseOutput, read_output
from automl_shared.readings import Reading
from automl_shared.recipe import Recipe
from automl_shared.run_context import RunContext
from automl_shared.sections import ModelCandidatesSection, RunSection, payload
from automl_shared.tracker import NewTask, TaskStatus
from automl_shared.tracker.memory import MemoryReporter, MemoryTracker

RUN_TASK_ID = "0123456789abcdef0123456789abcdef"
RUN_ID = "20260101-000000-abcdef"
RECIPE = recipe(numeric=["x"])
USUAL_SECTIONS = {
    "output": OutputSettings(),
    "ensembles": EnsembleSettings(),
    "data": DataSettings(),
    "models": ModelCandidatesSection(portfolio="fast"),
    "interpretation": InterpretationSettings(),
}
TIES: dict[str, Any] = {"group": "group", "timeseries": "time"}
GUESSES = [10.0, 10.5, 9.5, 10.2, 9.8]


class KeepingTracker(MemoryTracker):
    """Keeps the reporters it gave out, so that tests can look at scalars and figures, and which files were read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reporters: dict[str, MemoryReporter] = {}
        self.read: list[tuple[str, str]] = []

    def file(self, task_id: str, name: str) -> Path:
        self.read.append((task_id, name))
        return super().file(task_id, name)

    def reporter(self, task_id: str) -> MemoryReporter:
        return self.reporters.setdefault(task_id, super().reporter(task_id))


@cache
def fold_table(n_rows: int, n_folds: int, n_holdout: int) -> pd.DataFrame:
    """Shared by all runs of one size: whoever changes it takes a copy."""
    holdout = np.arange(n_rows) >= n_rows - n_holdout
    table = pd.DataFrame({"row_id": np.arange(n_rows), "holdout": holdout})
    for fold in range(n_folds):
        scored = np.arange(n_rows) % n_folds == fold
        table[fold_column(0, fold)] = np.where(holdout, 0, np.where(scored, SCORED_ON, FITTED_ON)).astype("int8")
    return table


@cache
def truth_table(n_rows: int, classes: tuple[str, ...]) -> pd.DataFrame:
    """Shared as the folds are."""
    x = np.random.default_rng(0).normal(size=n_rows)
    y: Any = np.array(classes)[(x > 0).astype(int)] if classes else 100 + 10 * x
    return pd.DataFrame({"x": x, "price": y}, index=pd.RangeIndex(n_rows, name="row_id"))


@dataclass
class MadeRun:
    """A run with ``n_rows`` rows, the last fifth held out, and ``n_folds`` folds over the others."""

    tracker: KeepingTracker
    folder: Path
    classes: list[str] = field(default_factory=list)
    class_rows: list[int] = field(default_factory=list)
    dataset_hash: str = "h"
    n_rows: int = 500
    n_folds: int = 5
    with_holdout: bool = True
    scale: float = 1.0
    """Of numbers, whose spread is ten times as large."""
    unit: str = ""
    """What stands beside the numbers of the target."""
    weight: str = ""
    """The column with the rows' weights: the later a row, the more it counts."""
    fold_kind: str = "kfold"
    """Why rows are dealt so; where they are alike, a column says which."""
    n_rows_dropped: int = 0
    """Without a value of the target."""
    findings: list[Finding] = field(default_factory=list)
    recipe: Recipe = RECIPE
    preprocessings: list[str] = field(default_factory=list)
    trainings: list[str] = field(default_factory=list)
    context: RunContext = field(
        default_factory=lambda: run_context(run_id=RUN_ID, dataset_project="AutoML/ann/houses", dataset_key="houses")
    )

    @property
    def primary(self) -> str:
        return "log_loss" if self.classes else "rmse"

    @property
    def folds(self) -> pd.DataFrame:
        return fold_table(self.n_rows, self.n_folds, self.n_rows // 5 if self.with_holdout else 0).copy()

    @property
    def truth(self) -> pd.DataFrame:
        table = truth_table(self.n_rows, tuple(self.classes)).copy()
        if not self.classes:
            table["price"] *= self.scale
        return table.assign(**{self.weight: 1.0 + table.index}) if self.weight else table

    def add_preprocessing(
        self,
        preproc_id: str = "standard-onehot",
        *,
        data: pd.DataFrame | None = None,
        folds: pd.DataFrame | None = None,
    ) -> str:
        table = self.folds if folds is None else folds
        task_id = self._task(Unit(phase=Phase.PREPROCESSING, preproc_id=preproc_id))
        number, read_as = {"dtype": "float64", "kind": "numeric", "reason": ""}, Reading(kind="numeric", unit=self.unit)
        made = preprocessing_info(
            table,
            run_id=RUN_ID,
            task_id=task_id,
            preproc_id=preproc_id,
            dataset_hash=self.dataset_hash,
            problem_type="binary" if self.classes else "regression",
            target="price",
            classes=self.classes,
            class_rows=self.class_rows,
            columns=[
                ColumnInfo(name="x", role="feature", **number),
                ColumnInfo(name="price", role="target", reading=read_as, **number),
                *([ColumnInfo(name=self.weight, role="weight", **number)] if self.weight else []),
                *([ColumnInfo(name="of", role=role, **number)] if (role := TIES.get(self.fold_kind)) else []),
            ],
            fold_plan=fold_plan(table, kind=self.fold_kind),
            recipe=self.recipe,
            findings=self.findings,
            n_rows_dropped=self.n_rows_dropped,
        )
        self._store(task_id, made)
        self.store_table(task_id, "folds", table)
        self.store_table(task_id, "data", self.truth if data is None else data)
        self.preprocessings.append(task_id)
        return task_id

    def of_size(self, scale: float) -> None:
        """With numbers as large as the scores that are to follow: models that know something beat what varies so."""
        self.scale = scale
        self.prepare_again()

    def prepare_again(self) -> None:
        """With what the run has become since."""
        self.preprocessings.clear()
        self.add_preprocessing()

    def add_training(
        self,
        model: str,
        fold_scores: Sequence[float],
        /,
        *,
        preproc_id: str = "standard-onehot",
        change: Mapping[str, Any] | None = None,
        attempt: int = 1,
        **facts: Any,
    ) -> str:
        """A completed training; ``facts`` replace fields of its output before, ``change`` after it was sealed."""
        task_id = self._task(Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model=model), attempt=attempt)
        by_metric = {self.primary: list(fold_scores)}
        fields: dict[str, Any] = {
            "run_id": RUN_ID,
            "task_id": task_id,
            "preproc_id": preproc_id,
            "model": model,
            "registry_name": model,
            "is_baseline": model == "dummy",
            "preprocessing_task_id": self.preprocessings[0],
            "fold_hash": fold_hash(self.folds),
            "problem_type": "binary" if self.classes else "regression",
            "scores": by_metric,
            "train_scores": by_metric,
            "cv_std": {self.primary: float(np.std(fold_scores))},
            "fit_seconds": 0.5,
            "predict_seconds": 0.01,
            "size_bytes": 1000,
            "n_rows_train": 400,
            "complexity": 0 if model == "dummy" else 10,
            "model_id": f"model-{task_id}",
            **facts,
        }
        self._store(task_id, training_info(self.primary, float(np.mean(fold_scores)), **fields), change)
        self.store_table(task_id, "holdout_predictions", self.holdout_predictions())
        self.store_table(task_id, "oof_predictions", self.oof_predictions(float(np.mean(fold_scores))))
        self.trainings.append(task_id)
        return task_id

    def add_dummy(self) -> str:
        return self.add_training("dummy", GUESSES)

    def add_models(self, **scores: Sequence[float]) -> None:
        """The baseline and these, by their fold scores."""
        for model, fold_scores in {"dummy": GUESSES, **scores}.items():
            self.add_training(model, fold_scores)

    def add_failed(
        self,
        model: str,
        *,
        status: TaskStatus = TaskStatus.FAILED,
        reason: str = "",
        runtime: Mapping[str, str] | None = None,
    ) -> str:
        task_id = self._task(Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model=model))
        self.tracker.set_runtime(task_id, runtime or {})
        self.tracker.mark(task_id, status, reason=reason)
        self.trainings.append(task_id)
        return task_id

    def holdout_predictions(self) -> pd.DataFrame:
        rows = self.folds.loc[self.folds["holdout"], "row_id"].to_numpy()
        true = self.truth["price"].to_numpy()[rows]
        if not self.classes:
            off = np.random.default_rng(2).normal(size=len(rows))
            off *= 3.0 * np.sqrt(len(off)) / max(np.linalg.norm(off), 1e-9)
            return pd.DataFrame({"row_id": rows, "prediction": true + off})
        share = np.where(true == self.classes[1], 0.9, 0.1)
        return pd.DataFrame({"row_id": rows, "proba_0": 1 - share, "proba_1": share})

    def oof_predictions(self, error: float) -> pd.DataFrame:
        """Off by so much, squared and on average; of two classes every tenth row is taken for the other one."""
        learnt = self.folds.loc[~self.folds["holdout"], "row_id"].to_numpy()
        rows = learnt[np.argsort(learnt % self.n_folds, kind="stable")]
        table = pd.DataFrame({"row_id": rows, "repeat": 0, "fold": rows % self.n_folds})
        true = self.truth["price"].to_numpy()[rows]
        if self.classes:
            right = np.where(rows // self.n_folds % 10 == 0, 0.2, 0.9)
            share = np.where(true == self.classes[1], right, 1 - right)
            return table.assign(proba_0=1 - share, proba_1=share)
        off = np.random.default_rng(1).normal(size=self.n_rows)
        off *= error / np.sqrt(np.mean(off**2))
        return table.assign(prediction=true + off[rows])

    def compare(self, **asked: Any) -> ComparisonInfo:
        """Runs the real phase, asked as ``try_compare``, and reads its output. Fails the test when the phase fails."""
        code, task_id = self.try_compare(**asked)
        assert code == 0, self.tracker.task(task_id).runtime
        return read_output(ComparisonInfo, self.tracker.document(task_id, ARTIFACT), run_id=RUN_ID)

    def try_compare(self, *, attempt: int = 1, set_aside: int = 0, **asked: Any) -> tuple[int, str]:
        """Exit code and the comparison's task id; of the attempts before it the first ``set_aside`` are no tries.

        What else is asked is a section by its name, a field of the run's section, or how candidates are evaluated.
        """
        for number in range(1, attempt):
            self._failed_comparison(number, [SUPERSEDED_TAG, *([SET_ASIDE_TAG] if number <= set_aside else [])])
        task_id = self._task(Unit(phase=Phase.COMPARISON), attempt=attempt, done=False)
        of_run = {name: asked.pop(name) for name in RunSection.model_fields.keys() & asked.keys()}
        section = RunSection(
            **self.context.model_dump(),
            task_id=task_id,
            run_task_id=RUN_TASK_ID,
            inputs={"training": self.trainings, "preprocessing": self.preprocessings},
            **of_run,
        )
        sections = [asked.pop(name, usual) for name, usual in USUAL_SECTIONS.items()]
        self.tracker.edit(task_id, sections=payload(section, *sections, EvaluationSettings(**asked)))
        return run_task({Phase.COMPARISON: run}, self.tracker, task_id), task_id

    @property
    def reporter(self) -> MemoryReporter:
        """What the last comparison reported."""
        return next(reversed(self.tracker.reporters.values()))

    @property
    def page(self) -> str:
        """The report that people read."""
        return self.tracker.file(self.reporter.task_id, "report").read_text(encoding="utf-8")

    @property
    def told(self) -> dict[str, Any]:
        """The document for machines."""
        return self.tracker.document(self.reporter.task_id, "report_json")

    def _failed_comparison(self, attempt: int, tags: list[str]) -> None:
        task_id = self._task(Unit(phase=Phase.COMPARISON), attempt=attempt, done=False)
        self.tracker.mark(task_id, TaskStatus.FAILED)
        self.tracker.edit(task_id, tags=[*self.tracker.task(task_id).tags, *tags])

    def _task(self, unit: Unit, *, attempt: int = 1, done: bool = True) -> str:
        tags = task_tags(self.context, unit, attempt=attempt, cloned_from=None)
        new = NewTask(name=f"{unit.phase} {unit.candidate}", project="p", tags=tags, sections={})
        task_id = self.tracker.create(new)
        if done:
            self.tracker.mark(task_id, TaskStatus.COMPLETED)
        return task_id

    def _store(self, task_id: str, output: PhaseOutput, change: Mapping[str, Any] | None = None) -> None:
        document = {**output.sealed().model_dump(mode="json"), **(change or {})}
        MemoryReporter(self.tracker, task_id).document(ARTIFACT, document)

    def store_table(self, task_id: str, name: str, table: pd.DataFrame) -> None:
        path = self.folder / f"{task_id}-{name}.parquet"
        table.to_parquet(path)
        MemoryReporter(self.tracker, task_id).file(name, path)


@pytest.fixture
def made_run(tmp_path: Path) -> MadeRun:
    """A regression run with its preprocessing done and no training yet."""
    made = MadeRun(tracker=KeepingTracker(tmp_path / "tracker"), folder=tmp_path)
    made.add_preprocessing()
    return made


@pytest.fixture
def weighed_run(tmp_path: Path) -> MadeRun:
    """The same with weights of rows."""
    made = MadeRun(tracker=KeepingTracker(tmp_path / "tracker"), folder=tmp_path, weight="times")
    made.add_preprocessing()
    return made


@pytest.fixture
def run_of_money(tmp_path: Path) -> MadeRun:
    """The same with a target in euro."""
    made = MadeRun(tracker=KeepingTracker(tmp_path / "tracker"), folder=tmp_path, unit="€")
    made.add_preprocessing()
    return made


@pytest.fixture
def classified_run(tmp_path: Path) -> MadeRun:
    """The same for two classes."""
    made = MadeRun(tracker=KeepingTracker(tmp_path / "tracker"), folder=tmp_path, classes=["no", "yes"])
    made.add_preprocessing()
    return made

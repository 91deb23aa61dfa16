"""A small run on the memory tracker: a preprocessing that is done, and training tasks to work off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests import outputs
from tests.outputs import run_context

from automl_shared.config.models import ProblemType, Section
from automl_shared.folds import FITTED_ON, SCORED_ON, fold_column
from automl_shared.naming import Phase, Unit, task_tags
from automl_shared.phase import run_task
from automl_shared.phase_io import ARTIFACT, ColumnInfo, PreprocessingInfo, TrainingInfo
from automl_shared.plugins import METRICS, MODELS, Model
from automl_shared.recipe import Recipe
from automl_shared.sections import ModelSection, RunSection, payload
from automl_shared.tracker import NewTask, TaskStatus
from automl_shared.tracker.memory import MemoryReporter, MemoryTracker
from automl_training import clearml_integration
from automl_training.candidate import Candidate
from automl_training.material import Material, material
from automl_training.processing import FinalModel, FoldResult, Result, train
from automl_training.summary import clearml_integration as summary
from automl_training.time_left import Deadline

CONTEXT = run_context()
PREPROC_ID = "standard-onehot"
WORK = {Phase.TRAINING: clearml_integration.run, Phase.TRAINING_SUMMARY: summary.run}


def toy(problem_type: ProblemType, n_rows: int = 60) -> pd.DataFrame:
    """Two numeric columns, a category and the target ``y``; gaps in both kinds of columns."""
    generator = np.random.default_rng(0)
    a, b = generator.normal(size=n_rows), generator.normal(size=n_rows)
    colour = generator.choice(["red", "green", "blue"], size=n_rows)
    signal = 2 * a - b + (colour == "red") + generator.normal(scale=0.1, size=n_rows)
    classes = {"binary": ["no", "yes"], "multiclass": ["low", "mid", "top"]}.get(problem_type, [])
    target: Any = signal
    if classes:
        target = np.asarray(classes)[pd.qcut(signal, len(classes), labels=False)]
    frame = pd.DataFrame({"a": a, "b": b, "colour": colour, "y": target})
    frame.loc[3, "a"], frame.loc[5, "colour"] = np.nan, None
    return frame.rename_axis("row_id")


def fold_table(n_rows: int, *, n_folds: int = 3, n_repeats: int = 1, n_holdout: int = 0) -> pd.DataFrame:
    """Folds in the form of the contract; the last rows are held out."""
    columns: dict[str, Any] = {"row_id": np.arange(n_rows), "holdout": np.arange(n_rows) >= n_rows - n_holdout}
    for repeat in range(n_repeats):
        part = np.random.default_rng(repeat).permutation(n_rows) % n_folds
        for fold in range(n_folds):
            marks = np.where(part == fold, SCORED_ON, FITTED_ON).astype(np.int8)
            columns[fold_column(repeat, fold)] = np.where(columns["holdout"], 0, marks).astype(np.int8)
    return pd.DataFrame(columns)


def recipe(**changes: Any) -> Recipe:
    """The recipe of the toy columns."""
    return outputs.recipe(**{"numeric": ["a", "b"], "categorical": ["colour"], **changes})


def preprocessing_info(
    frame: pd.DataFrame,
    folds: pd.DataFrame,
    problem_type: ProblemType,
    made: Recipe,
    task_id: str = "preprocessing",
    **facts: Any,
) -> PreprocessingInfo:
    """The phase output that belongs to a table and its folds."""
    classes = [] if problem_type == "regression" else sorted(frame["y"].astype(str).unique())
    columns = [
        ColumnInfo(
            name=str(name),
            dtype=str(frame[name].dtype),
            kind="numeric",
            reason="toy",
            role={"y": "target", "w": "weight"}.get(str(name), "feature"),
        )
        for name in frame.columns
    ]
    known = {"run_id": CONTEXT.run_id, "task_id": task_id, "preproc_id": PREPROC_ID, "problem_type": problem_type}
    made_of = {"classes": classes, "columns": columns, "recipe": made, "n_features_in": 3, "n_features_out": 5}
    return outputs.preprocessing_info(folds, **known, **made_of, **facts).sealed()


@dataclass
class Bench:
    """A tracker with one run on it, and the toy data."""

    tracker: MemoryTracker
    folder: Path
    reporters: dict[str, MemoryReporter] = field(default_factory=dict)
    toy = staticmethod(toy)
    fold_table = staticmethod(fold_table)
    recipe = staticmethod(recipe)
    info = staticmethod(preprocessing_info)

    def candidate(
        self, model: str | Model, problem_type: ProblemType, made: Recipe | None = None, **params: Any
    ) -> Candidate:
        """A candidate on the toy columns."""
        n_classes = {"regression": 0, "binary": 2, "multiclass": 3}[problem_type]
        known = MODELS.get(model) if isinstance(model, str) else model
        return Candidate(recipe=made or recipe(), model=known, params=params, n_classes=n_classes, random_seed=1)

    def material(
        self,
        problem_type: ProblemType,
        frame: pd.DataFrame | None = None,
        folds: pd.DataFrame | None = None,
        made: Recipe | None = None,
    ) -> Material:
        """Toy data as the processing takes it."""
        data = toy(problem_type) if frame is None else frame
        table = fold_table(len(data)) if folds is None else folds
        return material(data, table, preprocessing_info(data, table, problem_type, made or recipe()))

    def train(
        self,
        candidate: Candidate,
        data: Material,
        *metrics: str,
        final_model: FinalModel = "bagged",
        importance: bool = False,
        deadline: Deadline | None = None,
        fitted_folds: Sequence[FoldResult] = (),
    ) -> Result:
        """Trains on the toy data; the usual metrics unless some are named."""
        classes = {0: [], 2: ["no", "yes"], 3: ["low", "mid", "top"]}[candidate.n_classes]
        names = metrics or (("roc_auc_ovr", "log_loss") if candidate.n_classes else ("rmse", "r2"))
        chosen = [METRICS.get(name) for name in names]
        return train(
            candidate,
            data,
            chosen,
            final_model=final_model,
            target="y",
            classes=classes,
            importance=importance,
            deadline=deadline,
            fitted_folds=fitted_folds,
        )

    def ready(self, problem_type: ProblemType, *, n_holdout: int = 0, n_repeats: int = 1) -> str:
        """A completed preprocessing of the toy data."""
        return self.preprocessed(
            toy(problem_type), fold_table(60, n_holdout=n_holdout, n_repeats=n_repeats), problem_type
        )

    def task(self, unit: Unit, *sections: Section, inputs: dict[str, list[str]] | None = None) -> str:
        """A task of the run, as the controller makes it."""
        tags = task_tags(CONTEXT, unit, attempt=1, cloned_from=None)
        new = NewTask(name=f"{unit.phase}", project="AutoML", tags=tags, sections=payload(*sections))
        task_id = self.tracker.create(new)
        run = RunSection(**CONTEXT.model_dump(), task_id=task_id, inputs=inputs or {})
        self.tracker.edit(task_id, sections=payload(run))
        return task_id

    def preprocessed(
        self,
        frame: pd.DataFrame,
        folds: pd.DataFrame,
        problem_type: ProblemType,
        made: Recipe | None = None,
        **facts: Any,
    ) -> str:
        """A completed preprocessing task."""
        task_id = self.task(Unit(phase=Phase.PREPROCESSING, preproc_id=PREPROC_ID))
        info = preprocessing_info(frame, folds, problem_type, made or recipe(), task_id, **facts)
        reporter = self.tracker.reporter(task_id)
        for name, table in (("data", frame), ("folds", folds)):
            path = self.folder / f"{task_id}-{name}.parquet"
            table.to_parquet(path)
            reporter.file(name, path)
        reporter.document(ARTIFACT, info.model_dump(mode="json"))
        reporter.close()
        self.tracker.mark(task_id, TaskStatus.COMPLETED)
        return task_id

    def training(self, preprocessing: str, model: str, *sections: Section, **params: Any) -> str:
        """A training task, not yet run."""
        return self.task(
            Unit(phase=Phase.TRAINING, preproc_id=PREPROC_ID, model=model),
            ModelSection(name=model, label=model, params=params),
            *sections,
            inputs={"preprocessing": [preprocessing]},
        )

    def summary(self, trainings: Sequence[str], *sections: Section) -> str:
        """A training-summary task, not yet run."""
        return self.task(Unit(phase=Phase.TRAINING_SUMMARY), *sections, inputs={"training": list(trainings)})

    def work_off(self, task_id: str) -> int:
        """Runs a task as an agent would; its exit code."""
        self.tracker.mark(task_id, TaskStatus.IN_PROGRESS)
        code = run_task(WORK, self.tracker, task_id)
        self.tracker.mark(task_id, TaskStatus.FAILED if code else TaskStatus.COMPLETED)
        return code

    def trained(self, task_id: str) -> TrainingInfo:
        """The output of a training task."""
        return TrainingInfo.model_validate(self.tracker.document(task_id, ARTIFACT))

    def reported(self, task_id: str) -> MemoryReporter:
        """What a task has reported."""
        return self.reporters[task_id]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    folder = tmp_path / "tables"
    folder.mkdir()
    made = Bench(tracker=MemoryTracker(tmp_path / "server"), folder=folder)
    monkeypatch.setattr(
        made.tracker,
        "reporter",
        lambda task_id: made.reporters.setdefault(task_id, MemoryReporter(made.tracker, task_id)),
    )
    return made

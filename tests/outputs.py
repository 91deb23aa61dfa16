"""Phase outputs and run contexts of which only a part matters to a test, which says that part; and figures by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from automl_data.bundle import Facts
from automl_shared.folds import fold_hash
from automl_shared.phase_io import (
    ComparisonInfo,
    FoldPlan,
    LeaderboardRow,
    PreprocessingInfo,
    Recommendation,
    RunDocument,
    TrainingInfo,
)
from automl_shared.recipe import Recipe
from automl_shared.run_context import RunContext


def run_context(**said: Any) -> RunContext:
    """Ann's run on toy data."""
    usual = {
        "run_id": "20260101-000000-abcdef",
        "user": "ann",
        "project_root": "AutoML",
        "dataset_project": "AutoML/ann/toy",
        "dataset_key": "toy",
    }
    return RunContext(**{**usual, **said})


def recipe(**said: Any) -> Recipe:
    """For numbers; of the columns that it is told."""
    usual: dict[str, Any] = {
        "task_type": "regression",
        "numeric": [],
        "categorical": [],
        "numeric_imputation": "median",
        "scaling": "standard",
        "categorical_imputation": "most_frequent",
        "categorical_encoding": "onehot",
    }
    return Recipe(**{**usual, **said})


def fold_plan(folds: pd.DataFrame, kind: Any = "kfold") -> FoldPlan:
    """How these folds were made: five, unless the columns of the table say otherwise."""
    n_folds = sum(name.startswith("r0f") for name in folds) or 5
    return FoldPlan(kind=kind, n_folds=n_folds, n_repeats=1, random_seed=0, hash=fold_hash(folds), reason="")


def preprocessing_info(folds: pd.DataFrame, **said: Any) -> PreprocessingInfo:
    """Of a table whose rows are dealt so into folds: five, unless its columns say otherwise."""
    held = int(folds["holdout"].sum())
    usual: dict[str, Any] = {
        "run_id": "20260101-000000-abcdef",
        "task_id": "p",
        "preproc_id": "standard-onehot",
        "dataset_id": "d",
        "dataset_hash": "h",
        "problem_type": "regression",
        "target": "y",
        "classes": [],
        "columns": [],
        "recipe": recipe(),
        "fold_plan": fold_plan(folds),
        "n_rows": len(folds),
        "n_train": len(folds) - held,
        "n_holdout": held,
        "n_features_in": 1,
        "n_features_out": 1,
    }
    return PreprocessingInfo(**{**usual, **said})


def leaderboard_row(rank: int, candidate: str, **said: Any) -> LeaderboardRow:
    """A candidate at its place."""
    preprocess, _, model = candidate.partition("+")
    usual: dict[str, Any] = {
        "preprocess": preprocess,
        "model": model,
        "cv_mean": 0.5,
        "cv_std": 0.1,
        "fit_seconds": 1.0,
        "predict_seconds": 0.1,
        "size_bytes": 1,
        "task_id": "t",
    }
    return LeaderboardRow(rank=rank, candidate=candidate, **{**usual, **said})


def training_info(metric: str = "roc_auc_ovr", score: float = 0.5, **said: Any) -> TrainingInfo:
    """A training that scored so on its only fold."""
    usual: dict[str, Any] = {
        "task_id": "t",
        "preproc_id": "standard-onehot",
        "model": "logistic",
        "registry_name": "logistic",
        "preprocessing_task_id": "p",
        "params": {},
        "problem_type": "binary",
        "fold_hash": "f",
        "primary_metric": metric,
        "scores": {metric: [score]},
        "train_scores": {},
        "cv_mean": {metric: score},
        "cv_std": {metric: 0.0},
        "fit_seconds": 1.0,
        "predict_seconds": 1.0,
        "size_bytes": 1,
        "n_features": 1,
        "n_rows_train": 1,
        "complexity": 0,
        "final_model": "bagged",
        "bundle_sha256": "s",
    }
    return TrainingInfo(**{**usual, **said})


def recommendation(**said: Any) -> Recommendation:
    """Of logistic regression."""
    usual: dict[str, Any] = {
        "candidate": "standard-onehot+logistic",
        "preprocess": "standard-onehot",
        "model": "logistic",
        "task_id": "t",
        "model_id": None,
        "primary_metric": "roc_auc_ovr",
        "cv_mean": 0.8,
        "cv_std": 0.1,
        "baseline": 0.5,
        "holdout": None,
        "reason": "",
    }
    return Recommendation(**{**usual, **said})


def comparison_info(**said: Any) -> ComparisonInfo:
    """One that recommends nothing, unless it is told what."""
    usual: dict[str, Any] = {
        "task_id": "t",
        "primary_metric": "roc_auc_ovr",
        "greater_is_better": True,
        "verdict": "recommended" if said.get("recommendation") else "no_useful_model",
        "confidence": "clear",
        "sentence": "",
        "recommendation": None,
        "leaderboard": [],
        "failures": [],
    }
    return ComparisonInfo(**{**usual, **said})


def run_document(**said: Any) -> RunDocument:
    """Of a run that ended as it should, with nothing in it."""
    usual: dict[str, Any] = {
        "run_id": "r1",
        "status": "completed",
        "controller_task_id": "t",
        "url": "http://page",
        "dataset": None,
        "tasks": [],
        "recommendation": None,
        "leaderboard": [],
        "failures": [],
    }
    return RunDocument(**{**usual, **said})


def bundle_facts(**said: Any) -> Facts:
    """What a stored model says of itself; a model of numbers unless it is told."""
    usual: dict[str, Any] = {
        "run_id": "20260101-000000-abcdef",
        "task_id": "t",
        "model": "ridge",
        "preproc_id": "standard-onehot",
        "target": "y",
        "problem_type": "regression",
        "primary_metric": "rmse",
        "cv_mean": 1.0,
        "cv_std": 0.1,
        "fold_hash": "f",
    }
    return Facts(**{**usual, **said})


def by_name(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures without the numbers of their titles, which change when a picture comes before them."""
    return {title.lstrip("0123456789 "): figure for title, figure in figures.items()}


def drawn(figures: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Which of these pictures a task drew, in the order it drew them, whatever else it drew between them."""
    return [name for name in by_name(figures) if name in names]

"""Small awkward data and facts of a made-up run, for trying plugins on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.config.models import TaskType
from automl_shared.phase_io import ColumnInfo
from automl_shared.plugins.facts import TableFacts
from automl_shared.plugins.plot import PlotPhase
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection

N_ROWS, N_CLASSES = 30, 3
COLUMNS = Columns(numeric=["size", "share [%]"], categorical=["colour"])


def rows() -> pd.DataFrame:
    """(30, 3): two columns of numbers on very different scales and one of categories, each with gaps."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "size": random.normal(1000, 300, N_ROWS),
            "share [%]": random.normal(0, 0.01, N_ROWS),
            "colour": random.choice(["red", "green", "blue"], N_ROWS),
        }
    )
    frame.loc[2, "size"], frame.loc[4, "colour"] = np.nan, None
    return frame


def target(task_type: TaskType) -> np.ndarray:
    """(30,): class indices or numbers that follow the size."""
    order = rows()["size"].fillna(1000).rank().to_numpy()
    return (order * N_CLASSES // (N_ROWS + 1)).astype(int) if task_type == "classification" else order / N_ROWS


def recipe(task_type: TaskType, **settings: Any) -> Recipe:
    """The recipe of `rows`, with settings that differ from the defaults."""
    return Recipe.of(VariantSection(**settings), COLUMNS, task_type=task_type)


def table_facts(*, problem_type: str = "binary") -> TableFacts:
    """What a check is handed: 30 rows with gaps, and a target."""
    is_number = problem_type == "regression"
    frame = rows()
    frame["y"] = np.arange(N_ROWS) / 7 if is_number else np.where(np.arange(N_ROWS) % 3, "yes", "no")
    kinds = {"size": "numeric", "share [%]": "numeric", "colour": "categorical"}
    kinds["y"] = "numeric" if is_number else "categorical"
    columns = [_column(frame, name, kind) for name, kind in kinds.items()]
    return TableFacts(
        rows=frame,
        target="y",
        problem_type="regression" if is_number else "binary",
        classes=[] if is_number else ["no", "yes"],
        columns=columns,
    )


def _column(frame: pd.DataFrame, name: str, kind: str) -> ColumnInfo:
    return ColumnInfo.model_validate(
        {
            "name": name,
            "dtype": str(frame[name].dtype),
            "kind": kind,
            "role": "target" if name == "y" else "feature",
            "reason": "an example",
            "missing": int(frame[name].isna().sum()),
            "distinct": int(frame[name].nunique()),
        }
    )


def documents(phase: PlotPhase) -> list[Mapping[str, Any]]:
    """Documents of a phase that a plot has to get along with: of classes and of numbers, with and without a result."""
    made: dict[PlotPhase, list[Mapping[str, Any]]] = {
        "preprocessing": [_prepared("binary"), _prepared("regression")],
        "training": [_trained("binary"), _trained("regression")],
        "training-summary": [_summary(1), _summary(0)],
        "comparison": [compared(useful=True), compared(useful=False)],
    }
    return made[phase]


def _prepared(problem_type: str) -> Mapping[str, Any]:
    facts = table_facts(problem_type=problem_type)
    histogram = {"edges": [0.0, 1.0, 2.0], "counts": [20, 10]}
    classes = {"labels": facts.classes, "counts": [10, 20]}
    return {
        "language": "en",
        "problem_type": problem_type,
        "n_rows": N_ROWS,
        "n_rows_dropped": 0,
        "n_train": N_ROWS,
        "n_holdout": 0,
        "n_features": 5,
        "target": {"name": "y", **({"histogram": histogram} if problem_type == "regression" else classes)},
        "columns": [column.model_dump() for column in facts.columns],
        "distributions": [
            {"column": "size", "before": histogram, "after": histogram},
            {"column": "share [%]", "before": histogram, "after": None},
        ],
        "findings": [{"level": "green", "code": "rows", "message": "30 training rows."}],
        "plan": {
            "kind": "kfold",
            "n_folds": 2,
            "n_repeats": 1,
            "random_seed": 1,
            "hash": "0" * 64,
            "reason": "an example",
        },
    }


def _trained(problem_type: str) -> Mapping[str, Any]:
    is_number = problem_type == "regression"
    positive = np.linspace(0.1, 0.9, N_ROWS)
    metric = "rmse" if is_number else "log_loss"
    return {
        "problem_type": problem_type,
        "target": "y",
        "classes": [] if is_number else ["no", "yes"],
        "primary_metric": metric,
        "metric_title": metric,
        "greater_is_better": False,
        "row_ids": np.arange(N_ROWS),
        "y_true": np.arange(N_ROWS) / 7 if is_number else (np.arange(N_ROWS) % 3 > 0).astype(int),
        "y_predicted": positive if is_number else np.column_stack([1 - positive, positive]),
        "folds": ["r0f0", "r0f1"],
        "scores": {metric: [0.5, 0.6]},
        "train_scores": {metric: [0.4, 0.5]},
        "importance": {"size": 0.3, "colour": 0.1} if is_number else {},
    }


def _summary(n_scored: int) -> Mapping[str, Any]:
    child = {"task_id": "t1", "candidate": "standard-onehot+ridge", "preprocess": "standard-onehot", "model": "ridge"}
    scored = {**child, "status": "completed", "primary_metric": "rmse", "cv_mean": 0.5, "cv_std": 0.1}
    failed = {**child, "task_id": "t2", "status": "failed", "cause": "an example", "remedy": "none"}
    return {
        "primary_metric": "rmse" if n_scored else "",
        "greater_is_better": False,
        "children": [*([scored] * n_scored), failed],
    }


def compared(*, useful: bool) -> dict[str, Any]:
    """The facts of a comparison, with a recommended model or without one."""
    best = {"candidate": "standard-onehot+ridge", "title": "Ridge, numbers on one scale", "model": "ridge"}
    times = {"fit_seconds": 0.1, "predict_seconds": 0.01, "size_bytes": 1000}
    row = {"preprocess": "standard-onehot", "task_id": "t1", "cv_mean": 0.5, "cv_std": 0.1, **times, **best}
    chosen = {"primary_metric": "rmse", "model_id": "m1", "baseline": 0.9, "holdout": None, "reason": "an example"}
    known = {name: row[name] for name in ("candidate", "title", "preprocess", "model", "task_id", "cv_mean", "cv_std")}
    return {
        "run_id": "20260101-000000-abcd",
        "dataset": {
            "key": "example",
            "target": "y",
            "problem_type": "regression",
            "rows": N_ROWS,
            "rows_train": N_ROWS,
            "rows_holdout": 0,
            "features": 3,
            "folds": 2,
        },
        "primary_metric": "rmse",
        "greater_is_better": False,
        "verdict": "recommended" if useful else "no_useful_model",
        "confidence": "clear" if useful else "tie",
        "sentence": "An example.",
        "recommendation": {**known, **chosen} if useful else None,
        "baseline": None,
        "candidates": [{**row, "registry_name": "ridge", "scores": [0.4, 0.6], "metrics": {"rmse": 0.5}}],
        "leaderboard": [{"rank": 1, **row}],
        "failures": [],
        "caveats": [],
        "drivers": {"size": 0.3, "colour": 0.1} if useful else {},
        "skipped": {},
    }

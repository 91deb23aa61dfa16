"""What generated features bring and cost: cross-validated scores with and without them, on the same folds.

The data sets are those of the comparison with FLAML, at most ``--rows`` rows of each; ``--packages`` is the folder with
the packages that hold them (``site-packages`` of the environment that benchmark makes). Differences are in units of
the metric, above 0 where generated features are better; their standard error is that of the folds, corrected for their
overlap. Seconds are of processor time for all folds, which neighbours on the machine change little. Prints one JSON
document, and a table on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from datasets import DATA_SETS, DataSet  # noqa: E402  (found beside this file)

from automl_data.recipe import definitions_of  # noqa: E402
from automl_preprocessing.meta import Prepared  # noqa: E402
from automl_preprocessing.processing import prepare  # noqa: E402
from automl_shared.config.models import CrossValidationSettings, DataSettings, TaskType, task_type_of  # noqa: E402
from automl_shared.paired import difference  # noqa: E402
from automl_shared.plugins import METRICS, MODELS, Metric  # noqa: E402
from automl_shared.sections import VariantSection  # noqa: E402
from automl_training.candidate import Candidate  # noqa: E402
from automl_training.material import read_folds, target_values  # noqa: E402

METRIC = {"roc_auc": "roc_auc_ovr", "log_loss": "log_loss", "rmse": "rmse"}
LINEAR: dict[TaskType, str] = {"regression": "ridge", "classification": "logistic"}
Row = dict[str, Any]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=4_000, help="rows of each data set at most")
    parser.add_argument("--level", default="auto", choices=["auto", "full"])
    parser.add_argument("--models", nargs="*", default=["lightgbm", "linear"])
    parser.add_argument("--only", nargs="*", default=[one.name for one in DATA_SETS], help="data sets")
    asked = parser.parse_args()
    rows: list[Row] = []
    for data in (one for one in DATA_SETS if one.name in asked.only):
        for model in asked.models:
            rows.append(compared(data, model, asked))
            print(line(rows[-1]), file=sys.stderr, flush=True)
    print(json.dumps({**machine(asked), "rows": rows}, indent=2))


def machine(asked: argparse.Namespace) -> Row:
    return {
        "benchmark": "generated features",
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3),
        "most_rows": asked.rows,
        "level": asked.level,
    }


def compared(data: DataSet, model: str, asked: argparse.Namespace) -> Row:
    """One model on one data set, without and with generated features."""
    frame = data.read(asked.packages)
    frame = frame.sample(min(asked.rows, len(frame)), random_state=0).reset_index(drop=True)
    metric = METRICS.get(METRIC[data.metric])
    plain, generated = (scored(frame, data, model, metric, level) for level in ("none", asked.level))
    lead = difference(
        generated["scores"],
        plain["scores"],
        greater_is_better=metric.greater_is_better,
        resampling_ratio=1 / (len(plain["scores"]) - 1),
    )
    return {
        "data": data.name,
        "rows": len(frame),
        "columns": frame.shape[1] - 1,
        "model": model,
        "metric": metric.name,
        "none": plain,
        asked.level: generated,
        "better": lead.mean,
        "standard_error": lead.standard_error,
    }


def scored(frame: pd.DataFrame, data: DataSet, model: str, metric: Metric, level: str) -> Row:
    """Scores of the folds, what was generated in the first one, and processor seconds."""
    variant = VariantSection(scaling="none" if model == "lightgbm" else "standard", feature_generation="none")
    settings = DataSettings(target_column=data.target, test_size=0.0)
    made = prepare(frame, settings, CrossValidationSettings(n_folds=5), variant)
    candidate = candidate_of(made, model, level)
    X, y = made.data[made.recipe.names], target_values(made.data[data.target], made.problem.classes)
    scores, fit, predict, names = [], 0.0, 0.0, []
    for fold in read_folds(made.folds):
        started = time.process_time()
        pipeline = candidate.fit(X.iloc[fold.fitted_on], y[fold.fitted_on])
        fitted = time.process_time()
        predicted = pipeline.predict(X.iloc[fold.scored_on])
        fit, predict = fit + fitted - started, predict + time.process_time() - fitted
        scores.append(float(metric.score(y[fold.scored_on], predicted, None)))
        names.append([one["name"] for one in definitions_of(pipeline.transformer)])
    return {
        "mean": float(np.mean(scores)),
        "scores": scores,
        "fit_seconds": round(fit, 2),
        "predict_seconds": round(predict, 3),
        "generated": [len(one) for one in names],
        "first_generated": names[0],
    }


def candidate_of(made: Prepared, model: str, level: str) -> Candidate:
    task_type = task_type_of(made.problem.type)
    return Candidate(
        recipe=made.recipe.model_copy(update={"feature_generation": level}),
        model=MODELS.get(LINEAR[task_type] if model == "linear" else model),
        params={},
        n_classes=len(made.problem.classes),
        random_seed=1,
    )


def line(row: Row) -> str:
    """A line of the table for people."""
    plain, made = row["none"], row[next(one for one in ("auto", "full") if one in row)]
    return (
        f"{row['data']:14}{row['rows']:6} x {row['columns']:<4}{row['model']:10}{row['metric']:12}"
        f"{plain['mean']:11.4f} -> {made['mean']:11.4f}  better {row['better']:+10.4f} +- {row['standard_error']:.4f}"
        f"  fit {plain['fit_seconds']:6.1f} -> {made['fit_seconds']:6.1f} s"
        f"  predict {plain['predict_seconds']:.2f} -> {made['predict_seconds']:.2f} s  features {made['generated']}"
    )


if __name__ == "__main__":
    main()

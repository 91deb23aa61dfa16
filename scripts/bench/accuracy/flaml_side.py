"""FLAML on one table, run by its own interpreter: reads a job from stdin, writes predictions, prints what it took."""

from __future__ import annotations

import json
import pickle
import sys
import time

import numpy as np
import pandas as pd
from flaml import AutoML


def main() -> None:
    """One job: train, test, target, metric, seconds, seed, output."""
    job = json.load(sys.stdin)
    train, test = (pd.read_csv(job[part]) for part in ("train", "test"))
    for frame in (train, test):
        words = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
        frame[words] = frame[words].astype("object")
    y = train.pop(job["target"])
    test = test.drop(columns=[job["target"]])
    automl = AutoML()
    started = time.perf_counter()
    automl.fit(
        train,
        y if job["metric"] == "rmse" else y.astype(str),
        task="regression" if job["metric"] == "rmse" else "classification",
        metric={"log_loss": "log_loss", "roc_auc": "roc_auc", "rmse": "rmse"}[job["metric"]],
        time_budget=job["seconds"],
        n_jobs=2,
        seed=job["seed"],
        verbose=0,
    )
    fitted = time.perf_counter()
    predicted = automl.predict(test) if job["metric"] == "rmse" else automl.predict_proba(test)
    done = time.perf_counter()
    np.save(job["output"], np.asarray(predicted, dtype="float64"))
    took = {
        "fit_seconds": fitted - started,
        "predict_seconds": done - fitted,
        "size_bytes": len(pickle.dumps(automl)),
        "chosen": automl.best_estimator,
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main()

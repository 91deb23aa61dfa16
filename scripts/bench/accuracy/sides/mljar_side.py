"""mljar-supervised; ``choice`` is its mode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from side import Order, folder_size, run
from supervised import AutoML

METRIC = {"roc_auc": "auc", "log_loss": "logloss", "rmse": "rmse"}
TASK = {"roc_auc": "binary_classification", "log_loss": "multiclass_classification", "rmse": "regression"}


class Fitted:
    """See `side.Fitted`."""

    def __init__(self, automl: Any, classes: list[str], folder: Path) -> None:
        self._automl, self._classes, self._folder = automl, classes, folder

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        said = self._automl.predict_all(rows)
        return np.asarray(said[[f"prediction_{one}" for one in self._classes] or "prediction"])

    def size_bytes(self) -> int:
        return folder_size(self._folder)

    def chosen(self) -> str:
        return str(self._automl._best_model.get_name())


def fit(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Fitted:
    folder = Path(order.folder) / "models"
    automl = AutoML(
        mode=order.choice,
        ml_task=TASK[order.metric],
        eval_metric=METRIC[order.metric],
        total_time_limit=order.seconds,
        results_path=str(folder),
        n_jobs=order.threads,
        random_state=order.seed,
        explain_level=0,
        verbose=0,
    )
    automl.fit(X, y)
    return Fitted(automl, [] if order.is_regression else sorted(set(y)), folder)


if __name__ == "__main__":
    run(fit)

"""AutoGluon's tabular part; ``choice`` is one of its presets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from autogluon.tabular import TabularPredictor
from side import Order, folder_size, run

METRIC = {"roc_auc": "roc_auc", "log_loss": "log_loss", "rmse": "root_mean_squared_error"}
TARGET = "the target"


class Fitted:
    """See `side.Fitted`."""

    def __init__(self, predictor: Any, classes: list[str], folder: Path) -> None:
        self._predictor, self._classes, self._folder = predictor, classes, folder

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        if not self._classes:
            return np.asarray(self._predictor.predict(rows))
        return np.asarray(self._predictor.predict_proba(rows)[self._classes])

    def size_bytes(self) -> int:
        return folder_size(self._predictor.clone_for_deployment(self._folder / "deployed"))

    def chosen(self) -> str:
        return str(self._predictor.model_best)


def fit(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Fitted:
    predictor = TabularPredictor(
        TARGET, eval_metric=METRIC[order.metric], path=str(Path(order.folder) / "models"), verbosity=0
    )
    predictor.fit(X.assign(**{TARGET: y}), time_limit=order.seconds, presets=order.choice, num_cpus=order.threads)
    predictor.persist()
    return Fitted(predictor, [] if order.is_regression else sorted(set(y)), Path(order.folder))


if __name__ == "__main__":
    run(fit)

"""FLAML."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
from flaml import AutoML
from side import Order, run


class Fitted:
    """See `side.Fitted`."""

    def __init__(self, automl: AutoML, is_regression: bool) -> None:
        self._automl, self._is_regression = automl, is_regression

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return np.asarray(self._automl.predict(rows) if self._is_regression else self._automl.predict_proba(rows))

    def size_bytes(self) -> int:
        return len(pickle.dumps(self._automl))

    def chosen(self) -> str:
        return str(self._automl.best_estimator)


def fit(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Fitted:
    automl = AutoML()
    automl.fit(
        X,
        y,
        task="regression" if order.is_regression else "classification",
        metric=order.metric,
        time_budget=order.seconds,
        n_jobs=order.threads,
        seed=order.seed,
        verbose=0,
    )
    return Fitted(automl, order.is_regression)


if __name__ == "__main__":
    run(fit)

"""What every side does alike: reads its order from stdin, fits, predicts, says what it took.

Imported by each side's own interpreter, so nothing but the standard library, NumPy and pandas.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

TIMED_ROWS = 1000


@dataclass(frozen=True)
class Order:
    """What to learn. ``metric``: ``roc_auc``, ``log_loss`` or ``rmse``; ``choice``: what the system is to be set to."""

    train: str
    test: str
    target: str
    metric: str
    seconds: int
    seed: int
    threads: int
    output: str
    folder: str
    choice: str

    @property
    def is_regression(self) -> bool:
        return self.metric == "rmse"


class Fitted(Protocol):
    """A system that has learned."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        """(n_rows,) numbers, or (n_rows, n_classes) probabilities in the order of the sorted class texts."""

    def size_bytes(self) -> int:
        """What has to be kept to predict."""

    def chosen(self) -> str:
        """What it settled on, for the reader."""


Fit = Callable[[Order, pd.DataFrame, "pd.Series[Any]"], Fitted]


def run(fit: Fit) -> None:
    """One order, from stdin to a line of JSON on stdout."""
    order = Order(**json.load(sys.stdin))
    train, test = (_read(path, order.target) for path in (order.train, order.test))
    y = train.pop(order.target)
    rows = test[train.columns]
    started = time.perf_counter()
    fitted = fit(order, train, y if order.is_regression else y.astype(str))
    took = time.perf_counter() - started
    np.save(order.output, np.asarray(fitted.predict(rows), dtype="float64"))
    thousand = rows.iloc[np.arange(TIMED_ROWS) % len(rows)].reset_index(drop=True)
    started = time.perf_counter()
    fitted.predict(thousand)
    done = time.perf_counter()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    answer = {
        "wall_seconds": took,
        "processor_seconds": sum(one.ru_utime + one.ru_stime for one in used),
        "predict_seconds": done - started,
        "size_bytes": fitted.size_bytes(),
        "chosen": fitted.chosen(),
    }
    print(json.dumps(answer))


def folder_size(folder: str | Path) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def _read(path: str, target: str) -> pd.DataFrame:
    """Texts as objects, which every system takes."""
    frame = pd.read_csv(path)
    words = [name for name in frame.columns if name != target and not pd.api.types.is_numeric_dtype(frame[name])]
    frame[words] = frame[words].astype("object")
    return frame

"""How much a candidate needs each column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.plugins import Metric
from automl_training.candidate import FittedPipeline
from automl_training.material import Fold, Material
from automl_training.time_left import Deadline

MAX_ROWS = 1000
MIN_ROWS = 100
CELLS = 100_000
"""Shuffled rows x columns that are predicted at most, so that wide tables do not take longer than the training."""
REPEATS = 3


def has_time_for_importance(data: Material, deadline: Deadline | None, seconds_a_row: float) -> bool:
    """It is a by-product: a candidate is not to be lost for it when the time for training ends.

    ``seconds_a_row``: what predicting takes.
    """
    if deadline is None:
        return True
    rows = _most_rows(data.X.shape[1]) * data.X.shape[1] * REPEATS
    return deadline.has_time_for(seconds_a_row * rows)


def _most_rows(n_columns: int) -> int:
    """Rows of which each column is shuffled at most."""
    most = CELLS // (n_columns * REPEATS)
    return int(np.clip(most, MIN_ROWS, MAX_ROWS))


def permutation_importance(
    pipeline: FittedPipeline, data: Material, fold: Fold, metric: Metric, random_seed: int
) -> dict[str, float]:
    """Loss of score on rows the pipeline was not fitted on, when one raw column is shuffled; largest first.

    In units of the metric, positive where the column helps; empty when the metric has no value on these rows.
    Source: Breiman (2001), Random Forests, sec. 10.
    """
    generator = np.random.default_rng(random_seed)
    most = _most_rows(data.X.shape[1])
    rows = fold.scored_on
    if len(rows) > most:
        rows = np.sort(generator.choice(rows, most, replace=False))
    X = data.X.iloc[rows]
    reference = data.scored(metric, rows, pipeline.predict(X))
    if not np.isfinite(reference):
        return {}
    losses: dict[str, float] = {}
    at_once = max(1, CELLS // (X.size * REPEATS))
    for start in range(0, X.shape[1], at_once):
        columns = list(X.columns[start : start + at_once])
        predicted = pipeline.predict(_shuffled(X, columns, generator))
        parts = np.split(predicted, len(columns) * REPEATS)
        scores = np.array([data.scored(metric, rows, part) for part in parts]).reshape(len(columns), REPEATS)
        lost = reference - scores if metric.greater_is_better else scores - reference
        losses.update(zip(map(str, columns), lost.mean(axis=1).tolist(), strict=True))
    return dict(sorted(losses.items(), key=lambda item: -item[1]))


def _shuffled(X: pd.DataFrame, columns: Sequence[Any], generator: np.random.Generator) -> pd.DataFrame:
    """(n_columns * `REPEATS` * n_rows, all columns): copies of the rows, one column of each shuffled."""
    n_rows, times = len(X), len(columns) * REPEATS
    rows = np.tile(np.arange(n_rows), times)
    shuffled = X.iloc[rows].reset_index(drop=True)
    for place, column in enumerate(columns):
        order = rows.copy()
        for repeat in range(REPEATS):
            start = (place * REPEATS + repeat) * n_rows
            order[start : start + n_rows] = generator.permutation(n_rows)
        shuffled[column] = X[column].array.take(order)
    return shuffled

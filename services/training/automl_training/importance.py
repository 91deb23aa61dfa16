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
MOST_ANSWERS = 100_000
"""Rows x columns x repeats that are predicted at most, as long as there are `MIN_ROWS`, so that wide tables do not take
longer than the training."""
REPEATS = 3
CELLS_AT_ONCE = 4_000_000
"""Of the rows that are predicted in one call: the fewer calls, the less of what every call takes."""
ROWS_AT_ONCE = 10_000
"""The same of narrow tables: a model may compare each row with thousands, or make thousands of features of it."""


def has_time_for_importance(data: Material, fold: Fold, deadline: Deadline | None, seconds_a_row: float) -> bool:
    """It is a by-product: a candidate is not to be lost for it when the time for training ends.

    ``seconds_a_row``: what predicting takes.
    """
    if deadline is None:
        return True
    n_columns = data.X.shape[1]
    n_rows = min(len(fold.scored_on), _most_rows(n_columns))
    return deadline.has_time_for(seconds_a_row * n_rows * n_columns * _repeats(n_rows, n_columns))


def _most_rows(n_columns: int) -> int:
    """Rows of which each column is shuffled at most."""
    most = MOST_ANSWERS // (n_columns * REPEATS)
    return int(np.clip(most, MIN_ROWS, MAX_ROWS))


def _repeats(n_rows: int, n_columns: int) -> int:
    """How often each column is shuffled: of a wide table once."""
    return int(np.clip(MOST_ANSWERS // (n_rows * n_columns), 1, REPEATS))


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
    said = pipeline.predict(X)
    reference = data.scored(metric, rows, said)
    if not np.isfinite(reference):
        return {}
    if (said == said[0]).all():  # a model that says the same of every row asks for no column
        return dict.fromkeys(map(str, X.columns), 0.0)
    losses: dict[str, float] = {}
    repeats = _repeats(*X.shape)
    rows_at_once = min(ROWS_AT_ONCE, CELLS_AT_ONCE // X.shape[1])
    at_once = max(1, rows_at_once // (len(X) * repeats))
    for start in range(0, X.shape[1], at_once):
        columns = list(X.columns[start : start + at_once])
        predicted = pipeline.predict(_shuffled(X, columns, repeats, generator))
        parts = np.split(predicted, len(columns) * repeats)
        scores = np.array([data.scored(metric, rows, part) for part in parts]).reshape(len(columns), repeats)
        lost = reference - scores if metric.greater_is_better else scores - reference
        losses.update(zip(map(str, columns), lost.mean(axis=1).tolist(), strict=True))
    return dict(sorted(losses.items(), key=lambda item: -item[1]))


def _shuffled(X: pd.DataFrame, columns: Sequence[Any], repeats: int, generator: np.random.Generator) -> pd.DataFrame:
    """(n_columns * repeats * n_rows, all columns): copies of the rows, one column of each shuffled."""
    n_rows, times = len(X), len(columns) * repeats
    rows = np.tile(np.arange(n_rows), times)
    shuffled = X.iloc[rows].reset_index(drop=True)
    for place, column in enumerate(columns):
        order = rows.copy()
        for repeat in range(repeats):
            start = (place * repeats + repeat) * n_rows
            order[start : start + n_rows] = generator.permutation(n_rows)
        shuffled[column] = X[column].array.take(order)
    return shuffled

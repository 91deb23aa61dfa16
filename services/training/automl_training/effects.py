"""Which way the strongest columns push the answer: accumulated local effects of the final model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from automl_shared.phase_io import EffectInfo
from automl_training.processing import Material, Result

MOST_COLUMNS, MOST_ROWS = 5, 300
BINS, MOST_LEVELS = 10, 8
FEWEST_ROWS = 30
MOST_SECONDS = 5.0
"""What all of them may take, told from the time a prediction takes: they are a by-product."""


def effects(result: Result, data: Material) -> list[EffectInfo]:
    """Of the columns that matter most, strongest first; none for several classes, or where they would take too long.

    Numbers: only rows near a value say what it does, so that columns that go together do not make up rows there are
    none of. Categories: every row with every level. Sources: Apley & Zhu (2020), Visualizing the effects of predictor
    variables in black box supervised learning models; Friedman (2001), Greedy function approximation, sec. 8.2.
    """
    names = sorted(
        (name for name, loss in result.importance.items() if loss > 0), key=lambda one: -result.importance[one]
    )
    rows = data.X.iloc[_sampled(data.training)]
    if len(result.bundle.classes) > 2 or len(rows) < FEWEST_ROWS:
        return []
    asked = sum(len(rows) * _answers_each(rows[name]) for name in names[:MOST_COLUMNS])
    if asked * result.predict_seconds_per_1000 / 1000 > MOST_SECONDS:
        return []
    found = (_effect(result, rows, name) for name in names[:MOST_COLUMNS])
    return [one for one in found if one is not None]


def _answers_each(column: pd.Series) -> int:
    """How many answers a row is asked for."""
    return 2 if _is_number(column) else min(MOST_LEVELS, column.nunique())


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _sampled(positions: np.ndarray) -> np.ndarray:
    """The same rows whatever the candidate."""
    if len(positions) <= MOST_ROWS:
        return positions
    return np.sort(np.random.default_rng(0).choice(positions, MOST_ROWS, replace=False))


def _effect(result: Result, rows: pd.DataFrame, name: str) -> EffectInfo | None:
    column = rows[name]
    if _is_number(column):
        return _of_numbers(result, rows[column.notna()], name)
    if pd.api.types.is_datetime64_any_dtype(column):
        return None
    return _of_levels(result, rows, name)


def _of_numbers(result: Result, rows: pd.DataFrame, name: str) -> EffectInfo | None:
    values = rows[name].to_numpy(dtype=np.float64)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1))) if len(values) else np.empty(0)
    if len(edges) < 2:
        return None
    place = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
    ends = pd.concat([rows.assign(**{name: edges[place + 1]}), rows.assign(**{name: edges[place]})])
    upper, lower = np.split(_answers(result, ends), 2)
    step = upper - lower
    counts = np.bincount(place, minlength=len(edges) - 1)
    steps = np.bincount(place, weights=step, minlength=len(edges) - 1) / np.maximum(counts, 1)
    summed = np.append(0.0, np.cumsum(steps))
    mean = float(((summed[:-1] + summed[1:]) / 2 * counts).sum() / counts.sum())
    return EffectInfo(column=name, at=edges.tolist(), change=(summed - mean).tolist())


def _of_levels(result: Result, rows: pd.DataFrame, name: str) -> EffectInfo | None:
    sizes = rows[name].value_counts().head(MOST_LEVELS)
    if len(sizes) < 2:
        return None
    each = pd.concat([_with(rows, name, level) for level in sizes.index])
    means = _answers(result, each).reshape(len(sizes), len(rows)).mean(axis=1)
    mean = np.average(means, weights=sizes.to_numpy())
    return EffectInfo(column=name, levels=[str(level) for level in sizes.index], change=(means - mean).tolist())


def _with(rows: pd.DataFrame, name: str, level: object) -> pd.DataFrame:
    same = pd.Series([level] * len(rows), index=rows.index, dtype=rows[name].dtype)
    return rows.assign(**{name: same})


def _answers(result: Result, rows: pd.DataFrame) -> np.ndarray:
    """(n_rows,) what the members say on average."""
    said = np.mean([member.predict(rows) for member in result.bundle.members], axis=0)
    return np.asarray(said[:, 1] if said.ndim == 2 else said)

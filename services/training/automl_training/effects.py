"""Which way the strongest columns push the answer: accumulated local effects of the final model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from automl_shared.phase_io import EffectInfo
from automl_training.material import Material
from automl_training.processing import Result

MOST_COLUMNS, MOST_ROWS = 5, 300
BINS, MOST_LEVELS, MOST_CLASSES = 10, 8, 4
FEWEST_ROWS = 30
MOST_SECONDS = 5.0
"""What all of them may take, told from the time a prediction takes: they are a by-product."""


def effects(result: Result, data: Material, may_take: Callable[[float], bool] | None = None) -> list[EffectInfo]:
    """Of the columns that matter most, strongest first; none where they would take too long. Of several classes each
    column has one for each, the class it moves most first. ``may_take``: whether there is time for so many seconds.

    Numbers: only rows near a value say what it does, so that columns that go together do not make up rows there are
    none of. These are other rows at each value, so their sum can leave the range of a probability: it is cut there.
    Categories: every row with every level. Sources: Apley & Zhu (2020), Visualizing the effects of predictor
    variables in black box supervised learning models; Friedman (2001), Greedy function approximation, sec. 8.2.
    """
    names = sorted(
        (name for name, loss in result.importance.items() if loss > 0), key=lambda one: -result.importance[one]
    )
    rows = data.X.iloc[_sampled(data.training)]
    if len(rows) < FEWEST_ROWS:
        return []
    asked = sum(len(rows) * _answers_each(rows[name]) for name in names[:MOST_COLUMNS])
    seconds = asked * result.predict_seconds_per_1000 / 1000
    if seconds > MOST_SECONDS or (may_take and not may_take(seconds)):
        return []
    return [one for name in names[:MOST_COLUMNS] for one in _effect(result, rows, name)]


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


def _effect(result: Result, rows: pd.DataFrame, name: str) -> list[EffectInfo]:
    column = rows[name]
    if _is_number(column):
        return _of_numbers(result, rows[column.notna()], name)
    if pd.api.types.is_datetime64_any_dtype(column):
        return []
    return _of_levels(result, rows, name)


def _of_numbers(result: Result, rows: pd.DataFrame, name: str) -> list[EffectInfo]:
    values = rows[name].to_numpy(dtype=np.float64)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1))) if len(values) else np.empty(0)
    if len(edges) < 2:
        return []
    place = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
    ends = pd.concat([rows.assign(**{name: edges[place + 1]}), rows.assign(**{name: edges[place]})])
    upper, lower = np.split(_answers(result, ends), 2)
    counts = np.bincount(place, minlength=len(edges) - 1)
    sums = np.zeros((len(counts), upper.shape[1]))
    np.add.at(sums, place, upper - lower)
    summed = np.vstack([np.zeros(upper.shape[1]), np.cumsum(sums / np.maximum(counts, 1)[:, None], axis=0)])
    mean = counts @ (summed[:-1] + summed[1:]) / 2 / counts.sum()
    change = summed - mean
    if len(result.bundle.classes):
        usual = (upper + lower).mean(axis=0) / 2
        change = np.clip(usual + change, 0.0, 1.0) - usual
    return _told(result, EffectInfo(column=name, at=edges.tolist(), change=[]), change)


def _of_levels(result: Result, rows: pd.DataFrame, name: str) -> list[EffectInfo]:
    sizes = rows[name].value_counts().head(MOST_LEVELS)
    if len(sizes) < 2:
        return []
    each = pd.concat([_with(rows, name, level) for level in sizes.index])
    means = _answers(result, each).reshape(len(sizes), len(rows), -1).mean(axis=1)
    mean = np.average(means, axis=0, weights=sizes.to_numpy())
    levels = [str(level) for level in sizes.index]
    return _told(result, EffectInfo(column=name, levels=levels, change=[]), means - mean)


def _told(result: Result, one: EffectInfo, changes: np.ndarray) -> list[EffectInfo]:
    """changes: (n_places, n_answers). One for each answer, that which changes most first."""
    order = np.argsort(-np.ptp(changes, axis=0), kind="stable")[:MOST_CLASSES]
    names = result.bundle.classes if len(result.bundle.classes) > 2 else [""]
    return [
        one.model_copy(update={"of_class": str(names[answer]), "change": changes[:, answer].tolist()})
        for answer in order
    ]


def _with(rows: pd.DataFrame, name: str, level: object) -> pd.DataFrame:
    same = pd.Series([level] * len(rows), index=rows.index, dtype=rows[name].dtype)
    return rows.assign(**{name: same})


def _answers(result: Result, rows: pd.DataFrame) -> np.ndarray:
    """(n_rows, n_answers) what the members say on average: a number, the probability of the second of two classes, or
    of each of several."""
    said = np.mean([member.predict(rows) for member in result.bundle.members], axis=0)
    if said.ndim == 1:
        return np.asarray(said[:, None])
    return np.asarray(said[:, 1:] if len(result.bundle.classes) == 2 else said)

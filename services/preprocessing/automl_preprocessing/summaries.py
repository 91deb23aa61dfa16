"""Frames to the few numbers a picture needs. Nothing here knows a picture or a language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_data.intake import Problem
from automl_preprocessing.masking import Masks
from automl_shared.figures import shortened
from automl_shared.folds import FITTED_ON, SCORED_ON
from automl_shared.phase_io import ColumnInfo

BINS = 30
TOP_CATEGORIES = 10
LABEL_WIDTH = 60

Matrix = NDArray[np.float64]


def histogram(values: pd.Series) -> dict[str, list[float]]:
    """``edges`` (n + 1,) and ``counts`` (n,) of the values that are there."""
    present = values.dropna().to_numpy(dtype="float64")
    whole_range = len(present) and np.ptp(present) > 0 and np.isfinite(np.ptp(present))
    counts, edges = np.histogram(present, bins=BINS if whole_range else 1)
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def missing(columns: Sequence[ColumnInfo], n_train: int) -> list[dict[str, Any]]:
    """Columns with gaps and the share of training rows that have one, the most first."""
    gaps = [{"column": column.name, "share": column.missing / n_train} for column in columns if column.missing]
    return sorted(gaps, key=lambda gap: -gap["share"])


def frequencies(values: pd.Series, masks: Masks) -> dict[str, Any]:
    """The most frequent categories of a column with their shares of the rows, the rest and the gaps as one each."""
    counts = values.value_counts()
    n = len(values)
    top = counts.iloc[:TOP_CATEGORIES]
    name = str(values.name)
    return {
        "column": name,
        "distinct": len(counts),
        "labels": [shortened(masks.value(name, label), LABEL_WIDTH) for label in top.index],
        "shares": [int(count) / n for count in top],
        "others": int(counts.iloc[TOP_CATEGORIES:].sum()) / n,
        "missing": int(values.isna().sum()) / n,
    }


def target_matrix(target: pd.Series, problem: Problem) -> Matrix:
    """(n_rows, 1) numbers, or (n_rows, n_classes) with a 1 in the column of each row's class."""
    if problem.type == "regression":
        return target.to_numpy(dtype="float64").reshape(-1, 1)
    codes = pd.Categorical(target, categories=problem.classes).codes
    matrix: Matrix = (codes[:, None] == np.arange(len(problem.classes))).astype("float64")
    return matrix


def by_relevance(numbers: pd.DataFrame, target: Matrix) -> list[str]:
    """Columns by the share of variance that they and the target explain of each other, the most first.

    numbers: (n_rows, n_columns) with gaps. Squared correlation for numbers, correlation ratio for classes.
    """
    if numbers.empty:
        return list(numbers.columns)
    values = numbers.to_numpy(dtype="float64")
    there = np.isfinite(values)
    n = np.maximum(there.sum(axis=0), 1)
    scale = np.nanmax(np.where(there, np.abs(values), 0.0), axis=0)
    values = np.where(there, values / np.where(scale > 0, scale, 1.0), 0.0)
    centred = np.where(there, values - values.sum(axis=0) / n, 0.0)
    spread = (centred**2).sum(axis=0)
    share = _explained_by_number(centred, there, target) if target.shape[1] == 1 else _between(centred, there, target)
    relevance = np.divide(share, spread, out=np.zeros(len(spread)), where=spread > 1e-12)
    return [str(numbers.columns[place]) for place in np.argsort(-relevance, kind="stable")]


def categories_by_relevance(categories: pd.DataFrame, target: Matrix) -> list[str]:
    """Columns by the share of the target's variance their categories explain, adjusted for how many there are.

    Source: the adjusted R² of a regression on the categories; for classes the mean over them, weighted by variance,
    which is Goodman and Kruskal's tau.
    """
    centred = target - target.mean(axis=0)
    total = float((centred**2).sum())
    share = {str(name): _adjusted(categories[name], centred, total) for name in categories.columns}
    return sorted(share, key=lambda name: -share[name])


def correlation(numbers: pd.DataFrame) -> dict[str, Any]:
    """Pairwise correlation, None where it does not exist."""
    values = numbers.corr().to_numpy() if numbers.shape[1] > 1 else np.empty((0, 0))
    return {
        "columns": [str(name) for name in numbers.columns],
        "values": [[None if np.isnan(value) else round(float(value), 3) for value in row] for row in values],
    }


def fold(name: str, marks: NDArray[np.int8], target: pd.Series, classes: Sequence[str] | None) -> dict[str, Any]:
    """Rows of one fold, and what the target is like in those it is scored on: rows per class, or mean and spread."""
    scored = target[marks == SCORED_ON]
    rows = {"name": name, "fitted": int((marks == FITTED_ON).sum()), "scored": len(scored)}
    if classes is not None:
        return {**rows, "counts": scored.value_counts().reindex(list(classes), fill_value=0).tolist()}
    return {**rows, "mean": float(scored.mean()), "spread": float(scored.std(ddof=0))}


def _explained_by_number(centred: Matrix, there: NDArray[np.bool_], target: Matrix) -> Matrix:
    scaled = target / (np.abs(target).max() or 1.0)
    n = np.maximum(there.sum(axis=0), 1)
    moved = np.where(there, scaled - np.where(there, scaled, 0.0).sum(axis=0) / n, 0.0)
    spread = (moved**2).sum(axis=0)
    product = (centred * moved).sum(axis=0) ** 2
    share: Matrix = np.divide(product, spread, out=np.zeros(len(spread)), where=spread > 1e-12)
    return share


def _between(centred: Matrix, there: NDArray[np.bool_], classes: Matrix) -> Matrix:
    sums, counts = classes.T @ centred, classes.T @ there.astype("float64")
    between: Matrix = (sums**2 / np.maximum(counts, 1.0)).sum(axis=0)
    return between


def _adjusted(values: pd.Series, centred: Matrix, total: float) -> float:
    codes, labels = pd.factorize(values, use_na_sentinel=False)
    n, k = len(codes), len(labels)
    if total <= 0 or k < 2 or k >= n:
        return 0.0
    counts = np.bincount(codes, minlength=k)
    explained = sum(float((np.bincount(codes, column, k) ** 2 / counts).sum()) for column in centred.T)
    return 1.0 - (1.0 - explained / total) * (n - 1) / (n - k)

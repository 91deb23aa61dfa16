"""What happened to the data, as plain data: for the artifacts, the pictures and the plugins that draw more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.intake import Problem
from automl_shared.phase_io import ColumnInfo, Finding, FoldPlan
from automl_shared.recipe import Recipe

BINS = 30
SAMPLE_ROWS = 10
MASK = "•••"
MASKED_KINDS = ("identifier", "text")
"""Kinds of columns that may name a person: their values never leave the data."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The result of preprocessing. ``before`` and ``after`` are for pictures, samples and counts alone.

    ``data``: (n_rows, n_features + 1), index ``row_id``. ``folds``: (n_rows, 2 + folds), rows in the same order.
    ``before``: training rows as read (n_train, n_columns). ``after``: what a pipeline fitted on the training part of
    the first fold makes of those rows (n_fitted, n_features_out).
    """

    problem: Problem
    target: str
    data: pd.DataFrame
    folds: pd.DataFrame
    plan: FoldPlan
    columns: list[ColumnInfo]
    recipe: Recipe
    findings: list[Finding]
    n_rows_dropped: int
    before: pd.DataFrame
    after: pd.DataFrame

    @property
    def n_holdout(self) -> int:
        return int(self.folds["holdout"].sum())

    @property
    def n_train(self) -> int:
        return len(self.folds) - self.n_holdout

    @property
    def train_target(self) -> pd.Series:
        """(n_train,): labels as text, or numbers."""
        target: pd.Series = self.data.loc[~self.folds["holdout"].to_numpy(), self.target]
        return target


def schema(prepared: Prepared) -> dict[str, Any]:
    """Every column of the data as it was read, and what it is taken for; counts are of the training rows."""
    return {
        "target": prepared.target,
        "problem_type": prepared.problem.type,
        "classes": prepared.problem.classes,
        "rows": len(prepared.folds),
        "rows_dropped": prepared.n_rows_dropped,
        "columns": [column.model_dump() for column in prepared.columns],
    }


def pipeline(preproc_id: str, recipe: Recipe) -> dict[str, Any]:
    """The recipe with its steps in words."""
    return {"preproc_id": preproc_id, "hash": recipe.hash, "steps": steps(recipe), "recipe": recipe.model_dump()}


def steps(recipe: Recipe) -> list[str]:
    """What the recipe does, one sentence a step, in order."""
    told = ["Everything below is learned from the training part of each fold alone."]
    if recipe.numeric:
        told.append(f"{len(recipe.numeric)} numeric columns: gaps are filled ({recipe.numeric_imputation}).")
        told += [f"Numeric columns: {name} (plugin)." for name in recipe.plugins]
        if recipe.polynomial_degree:
            told.append(f"Numeric columns: products up to degree {recipe.polynomial_degree} are added.")
        told.append(f"Numeric columns: scaling {recipe.scaling}.")
    if recipe.categorical:
        told.append(
            f"{len(recipe.categorical)} category columns: gaps are filled ({recipe.categorical_imputation}), "
            f"categories become numbers ({recipe.categorical_encoding})."
        )
    if recipe.target_standardize:
        told.append("A numeric target is brought to mean 0 and spread 1 while fitting; predictions are turned back.")
    return told


def samples(prepared: Prepared) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same first rows before (up to 10, n_columns) and after (.., n_features_out), keys and free text masked."""
    after = prepared.after.head(SAMPLE_ROWS)
    before = prepared.before.loc[after.index].copy()
    for column in prepared.columns:
        if column.kind in MASKED_KINDS and column.role != "target":
            before[column.name] = before[column.name].astype(object).where(before[column.name].isna(), MASK)
    return before, after


def facts(prepared: Prepared, *, max_columns: int) -> dict[str, Any]:
    """Everything the pictures show, of training rows only; column lists are ordered by what matters most and cut."""
    numbers = prepared.data.loc[prepared.before.index, prepared.recipe.numeric]
    ranked = _relevance(numbers, prepared.train_target, prepared.problem)
    return {
        "target": _target(prepared),
        "n_train": prepared.n_train,
        "n_holdout": prepared.n_holdout,
        "problem_type": prepared.problem.type,
        "missing": _missing(prepared.columns, prepared.n_train),
        "feature_counts": _feature_counts(prepared),
        "findings": [finding.model_dump() for finding in prepared.findings],
        "columns": [column.model_dump() for column in prepared.columns],
        "n_numeric": len(ranked),
        "max_columns": max_columns,
        "distributions": [
            {"column": name, "before": histogram(numbers[name]), "after": _after(prepared, name)}
            for name in ranked[:max_columns]
        ],
        "correlation": _correlation(numbers[ranked[:max_columns]], prepared),
    }


def histogram(values: pd.Series) -> dict[str, list[float]]:
    """``edges`` (n + 1,) and ``counts`` (n,) of the values that are there."""
    present = values.dropna().to_numpy(dtype="float64")
    whole_range = len(present) and np.ptp(present) > 0 and np.isfinite(np.ptp(present))
    counts, edges = np.histogram(present, bins=BINS if whole_range else 1)
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def _after(prepared: Prepared, name: str) -> dict[str, list[float]] | None:
    """None when a plugin has given the column another name."""
    return histogram(prepared.after[name]) if name in prepared.after.columns else None


def _target(prepared: Prepared) -> dict[str, Any]:
    values = prepared.train_target
    if prepared.problem.type == "regression":
        return {"name": prepared.target, "histogram": histogram(values)}
    counts = values.value_counts().reindex(prepared.problem.classes, fill_value=0)
    return {"name": prepared.target, "labels": list(counts.index), "counts": counts.tolist()}


def _missing(columns: Sequence[ColumnInfo], n_train: int) -> list[dict[str, Any]]:
    gaps = [{"column": column.name, "share": column.missing / n_train} for column in columns if column.missing]
    return sorted(gaps, key=lambda gap: -gap["share"])


def _feature_counts(prepared: Prepared) -> dict[str, int]:
    recipe = prepared.recipe
    return {
        "left_out": sum(column.role == "left_out" for column in prepared.columns),
        "numeric": len(recipe.numeric),
        "categorical": len(recipe.categorical),
        "after": prepared.after.shape[1],
    }


def _relevance(numbers: pd.DataFrame, target: pd.Series, problem: Problem) -> list[str]:
    """Columns by the share of the target's variance each explains alone (classes: of its own variance they explain)."""
    if problem.type == "regression":
        share = {name: _squared_correlation(numbers[name], target) for name in numbers.columns}
    else:
        spread = numbers.var(ddof=0)
        means = numbers.groupby(target.to_numpy()).transform("mean")
        explained = means.where(numbers.notna()).var(ddof=0) / spread.where(spread > 0)
        share = {name: float(explained[name]) for name in numbers.columns}
    return sorted(numbers.columns, key=lambda name: -np.nan_to_num(share[name]))


def _squared_correlation(column: pd.Series, target: pd.Series) -> float:
    return 0.0 if column.nunique() < 2 else float(column.corr(target)) ** 2


def _correlation(numbers: pd.DataFrame, prepared: Prepared) -> dict[str, Any]:
    frame = numbers
    if prepared.problem.type == "regression":
        frame = pd.concat([prepared.train_target, numbers], axis=1)
    values = frame.corr().to_numpy()
    return {
        "columns": [str(name) for name in frame.columns],
        "values": [[None if np.isnan(value) else round(float(value), 3) for value in row] for row in values],
    }

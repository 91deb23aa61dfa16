"""Data in, recipe, folds and findings out. The hold-out is set aside before anything else is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from automl_preprocessing.columns import as_text, profile, treated, usable_values
from automl_preprocessing.lights import in_order, yellow
from automl_preprocessing.meta import Prepared
from automl_preprocessing.quality import Dropped, findings
from automl_preprocessing.splitting import Codes, Rows, split
from automl_preprocessing.times import moments
from automl_shared.config.models import CrossValidationSettings, DataSettings, PreprocessingSettings, task_type_of
from automl_shared.errors import ConfigError, DataError
from automl_shared.intake import Problem, check_usable, edited, problem_of, select
from automl_shared.phase_io import ColumnInfo, Finding
from automl_shared.recipe import LARGEST, Recipe, build_pipeline
from automl_shared.sections import VariantSection
from automl_shared.variants import ALTERNATIVES, named

MAX_FEATURES = 10_000
"""Features above which a variant is refused: the product of many columns would fill the memory of any machine."""


@dataclass(frozen=True, kw_only=True)
class Usable:
    """The rows a run works with: those that have a target, and a time where it counts."""

    frame: pd.DataFrame
    """(n_rows, n_columns), index ``row_id``: as read, but infinite numbers are gaps."""
    target: pd.Series
    """(n_rows,): labels as text, or numbers."""
    problem: Problem
    times: pd.Series | None
    dropped: Dropped


def prepare(
    table: pd.DataFrame, data: DataSettings, folds: CrossValidationSettings, variant: VariantSection
) -> Prepared:
    """Everything the phase makes of a table as read (n_rows, n_columns). Raises ConfigError or DataError."""
    rows = usable(table, data, folds)
    dealt = split(_split_rows(rows, data), data, folds)
    train = rows.frame[~dealt.holdout]
    columns = profile(train, rows.problem, data)
    numeric, categorical = treated(columns)
    _check_features(columns, numeric, categorical, variant)
    recipe = Recipe.of(variant, numeric=numeric, categorical=categorical)
    features = usable_values(rows.frame, numeric, categorical)
    found = findings(train, rows.target[train.index], rows.problem, columns, rows.dropped)
    return Prepared(
        problem=rows.problem,
        target=data.target_column,
        data=features.assign(**{data.target_column: rows.target}),
        folds=dealt.table,
        plan=dealt.plan,
        columns=columns,
        recipe=recipe,
        findings=in_order([*dealt.findings, *found, *_group_gaps(rows.frame, data)]),
        n_rows_dropped=rows.dropped.rows,
        before=train,
        after=_after(recipe, features[dealt.first_fitted_on]),
    )


def usable(table: pd.DataFrame, data: DataSettings, folds: CrossValidationSettings) -> Usable:
    """The rows a run works with. Raises DataError."""
    frame, infinite = _without_infinities(select(edited(table, data.editing), data))
    frame.index.name = "row_id"
    check_usable(frame, data, folds)
    has_target = frame[data.target_column].notna()
    times = None if data.time_column is None else moments(frame[data.time_column])
    has_time = has_target if times is None else times.notna()
    kept = has_target & has_time
    target = _whole(frame.loc[kept, data.target_column])
    if target.nunique() < 2:
        raise DataError(
            "the rows that have a target and a time have only one target value",
            value=f"{len(target)} rows",
            fix="fill in the time column, or --set data.time_column=null",
        )
    problem = problem_of(target, data.problem_type)
    dropped = Dropped(
        no_target=int((~has_target).sum()), no_time=int((has_target & ~has_time).sum()), infinite=infinite
    )
    return Usable(
        frame=frame[kept],
        target=_labels(target, problem),
        problem=problem,
        dropped=dropped,
        times=None if times is None else times[kept],
    )


def checked(variant: VariantSection) -> VariantSection:
    """The variant under the name its settings give it. Raises ConfigError for a setting that does not exist.

    A copy made by hand may hold anything, and still carries the name of the variant it was copied from.
    """
    settings = variant.model_dump(exclude={"preproc_id"})
    try:
        PreprocessingSettings.model_validate(
            {key: [value] if key in ALTERNATIVES else value for key, value in settings.items()}
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ConfigError(
            f"parameter `Preprocessing/{first['loc'][0]}`: {first['msg']}",
            value=repr(first["input"]),
            fix="correct it and enqueue the task again",
        ) from None
    return named(variant)


def _without_infinities(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    numbers = frame.select_dtypes(np.floating)
    infinite = (numbers.abs() >= LARGEST).fillna(False)
    found = int(infinite.to_numpy().sum())
    return (frame.assign(**numbers.mask(infinite)) if found else frame.copy(), found)


def _whole(target: pd.Series) -> pd.Series:
    """Whole numbers as such: gaps, gone by now, made them read as 1.0 where the file says 1."""
    if not pd.api.types.is_float_dtype(target) or (target != target.round()).any() or target.abs().max() >= 2**53:
        return target
    return target.astype("int64")


def _labels(target: pd.Series, problem: Problem) -> pd.Series:
    return target.astype("float64") if problem.type == "regression" else as_text(target)


def _split_rows(rows: Usable, data: DataSettings) -> Rows:
    groups = None if data.group_column is None else _codes(rows.frame[data.group_column].map(str, na_action="ignore"))
    return Rows(
        row_id=rows.frame.index.to_numpy(dtype=np.int64),
        target=_array(rows.target, rows.problem),
        problem=rows.problem,
        groups=groups,
        times=None if rows.times is None else _codes(rows.times),
    )


def _array(target: pd.Series, problem: Problem) -> Any:
    return target.to_numpy(dtype="float64" if task_type_of(problem.type) == "regression" else str)


def _codes(series: pd.Series) -> Codes:
    """Codes from 0 in the order of the values; rows without one share a code."""
    return pd.factorize(series, sort=True, use_na_sentinel=False)[0].astype(np.int64)


def _group_gaps(frame: pd.DataFrame, data: DataSettings) -> list[Finding]:
    gaps = 0 if data.group_column is None else int(frame[data.group_column].isna().sum())
    if not gaps:
        return []
    return [
        yellow(
            "group_missing",
            f"{gaps:,} rows have no group; they are kept together as one.",
            f"Fill in the column `{data.group_column}`.",
        )
    ]


def _check_features(
    columns: list[ColumnInfo], numeric: list[str], categorical: list[str], variant: VariantSection
) -> None:
    if not numeric and not categorical:
        why = "; ".join(f"{column.name}: {column.reason}" for column in columns if column.role == "left_out")
        raise DataError(
            "no column is left to predict from",
            value=why or "only the target",
            fix="add columns of numbers or categories, or name keys that mean something in data.feature_columns",
        )
    degree = variant.polynomial_degree
    made = comb(len(numeric) + degree, degree) - 1 if degree else 0
    if made > MAX_FEATURES:
        raise ConfigError(
            f"polynomial_degree {degree} would make {made:,} features of {len(numeric)} numeric columns",
            value=f"preprocessing.polynomial_degree={degree}",
            allowed=f"up to {MAX_FEATURES:,} features",
            fix="--set preprocessing.polynomial_degree=null",
        )


def _after(recipe: Recipe, fitted_on: pd.DataFrame) -> pd.DataFrame:
    """The training part of the first fold as a model would see it; this pipeline is never shipped."""
    after: pd.DataFrame = build_pipeline(recipe).fit_transform(fitted_on)
    return after

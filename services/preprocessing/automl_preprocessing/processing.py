"""Data in, recipe, folds and findings out. The hold-out is set aside before anything else is looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from automl_data.intake import Note, Problem, Table, problem_of, ready, unit_of
from automl_data.recipe import NO_TIES, Ties, build_pipeline, definitions_of
from automl_data.recipe.past import before, history_of
from automl_preprocessing.columns import Profile, as_text, profile, treated, usable_values
from automl_preprocessing.drift import drift
from automl_preprocessing.lights import green, in_order
from automl_preprocessing.meta import Prepared, noted
from automl_preprocessing.quality import Dropped, Evidence, findings
from automl_preprocessing.quality.evidence import sample_positions
from automl_preprocessing.rows import Codes, Rows
from automl_preprocessing.splitting import Split, split
from automl_preprocessing.times import moments
from automl_shared.config.mistakes import what_is_wrong
from automl_shared.config.models import (
    CrossValidationSettings,
    DataSettings,
    Language,
    PreprocessingSettings,
    task_type_of,
)
from automl_shared.config.overrides import as_option
from automl_shared.errors import ConfigError, DataError
from automl_shared.frozen import Frozen
from automl_shared.horizon import read_horizon
from automl_shared.phase_io import ColumnInfo, Finding
from automl_shared.readings import Reading
from automl_shared.recipe import LARGEST, Columns, Past, Recipe
from automl_shared.sections import VariantSection
from automl_shared.variants import ALTERNATIVES, named
from automl_shared.words import T_, TN_

MAX_FEATURES = 10_000
"""Features above which a variant is refused: the product of many columns would fill the memory of any machine."""


class Usable(Frozen):
    """The rows a run works with: those that have a target, and a time where it counts."""

    frame: pd.DataFrame
    """(n_rows, n_columns), index ``row_id``: as read, but infinite numbers are gaps."""
    target: pd.Series
    """(n_rows,): labels as text, or numbers."""
    problem: Problem
    times: pd.Series | None
    dropped: Dropped
    readings: Mapping[str, Reading]
    """Column to how its texts were read."""
    notes: Sequence[Note]
    weights: pd.Series | None = None
    """(n_rows,) above 0; None where every row counts the same."""


def prepare(
    table: pd.DataFrame | Table,
    data: DataSettings,
    folds: CrossValidationSettings,
    variant: VariantSection,
    language: Language = "en",
) -> Prepared:
    """Everything the phase makes of a table as read (n_rows, n_columns). Raises ConfigError or DataError.

    ``language``: of the reasons and findings. What is to be said of the file itself is not among them.
    """
    rows = usable(table, data, folds)
    known = _split_rows(rows, data)
    dealt = split(known, data, folds, language)
    train = rows.frame[~dealt.holdout]
    profiled = profile(train, rows.problem, data, language, rows.readings)
    columns = treated(profiled)
    _check_features(profiled.columns, columns, variant)
    recipe = Recipe.of(variant, columns, task_type=task_type_of(rows.problem.type), past=_past(rows, data, columns))
    features = usable_values(rows.frame, columns)
    fitted_on = _fitted_on(dealt, features.shape[1], data.random_seed)
    ties = _ties(known, dealt)
    if recipe.past is not None:
        past_of = history_of(recipe, features, rows.target.to_numpy(dtype=np.float64))
        ties = replace(ties, history=past_of)
    pipeline = build_pipeline(recipe)  # never shipped: it shows the first fold's rows as a model would see them
    after = pipeline.fit_transform(features.iloc[fitted_on], rows.target.iloc[fitted_on], ties=ties.at(fitted_on))
    found = [
        *dealt.findings,
        *findings(_evidence(rows, dealt, train, features, profiled, recipe, data, folds, language)),
        *_drifted(features, dealt, data, language),
        *_after_sampled(len(fitted_on), int(dealt.first_fitted_on.sum()), language),
        *noted(rows.notes, language),
    ]
    return Prepared(
        problem=rows.problem,
        target=data.target_column,
        data=_with_ties(_with_target(features, rows), ties, data),
        folds=dealt.table,
        plan=dealt.plan,
        columns=profiled.columns,
        recipe=recipe,
        findings=in_order(found),
        n_rows_dropped=rows.dropped.rows,
        before=train,
        after=after,
        generated=definitions_of(pipeline),
    )


def usable(table: pd.DataFrame | Table, data: DataSettings, folds: CrossValidationSettings) -> Usable:
    """The rows a run works with. Raises DataError."""
    given = ready(table if isinstance(table, Table) else Table(frame=table), data, folds)
    frame, infinite = _without_infinities(given.frame)
    frame.index.name = "row_id"
    has_target = frame[data.target_column].notna()
    time = data.time_column
    times = None if time is None else moments(frame[time], given.readings.get(time))
    has_time = has_target if times is None else times.notna()
    kept = has_target & has_time
    target = _whole(frame.loc[kept, data.target_column])
    if target.nunique() < 2:
        raise DataError(
            T_("the rows that have a target and a time have only one target value"),
            value=TN_("{n} row", "{n} rows", n=len(target)),
            fix=("--set data.time_column=null", T_("fill in the time column")),
        )
    problem = problem_of(target, data, unit_of(given.readings, data.target_column))
    dropped = Dropped(
        no_target=int((~has_target).sum()),
        no_time=int((has_target & ~has_time).sum()),
        no_group=0 if data.group_column is None else int(frame.loc[kept, data.group_column].isna().sum()),
        infinite=infinite,
    )
    return Usable(
        frame=frame if kept.all() else frame[kept],
        target=_labels(target, problem),
        problem=problem,
        dropped=dropped,
        times=None if times is None else times[kept],
        readings=given.readings,
        notes=given.notes,
        weights=None if given.weights is None else given.weights.set_axis(frame.index)[kept],
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
            T_(
                "parameter `{name}`: {problem}",
                name="/".join(map(str, ("Preprocessing", *first["loc"][:1]))),
                problem=what_is_wrong(first),
            ),
            value=repr(first["input"]) if first["loc"] else None,
            fix=T_("correct it and enqueue the task again"),
        ) from None
    return named(variant)


def _without_infinities(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    bounded, found = frame.copy(deep=False), 0
    for name in frame.columns[frame.dtypes.map(pd.api.types.is_float_dtype)]:
        too_large = (frame[name].abs() >= LARGEST).fillna(False)
        if too_large.any():
            bounded[name] = frame[name].mask(too_large)
            found += int(too_large.sum())
    return bounded, found


def _with_target(features: pd.DataFrame, rows: Usable) -> pd.DataFrame:
    """The features with the target, and with the rows' weights where there are some."""
    added = [one for one in (rows.target, rows.weights) if one is not None]
    return pd.concat([features, *added], axis=1)


def _ties(rows: Rows, dealt: Split) -> Ties:
    """What the folds respect, every inner split respects."""
    if dealt.plan.kind == "timeseries":
        return Ties(times=rows.times)
    return Ties(groups=rows.groups) if dealt.plan.kind == "group" else NO_TIES


def _with_ties(features: pd.DataFrame, ties: Ties, data: DataSettings) -> pd.DataFrame:
    """The features with what the folds respect, as codes where it is none of them; `PreprocessingInfo.tie` names it."""
    codes, name = (ties.groups, data.group_column) if ties.times is None else (ties.times, data.time_column)
    if codes is None or name in features:
        return features
    return pd.concat([features, pd.Series(codes, index=features.index, name=name)], axis=1)


def _whole(target: pd.Series) -> pd.Series:
    """Whole numbers as such: gaps, gone by now, made them read as 1.0 where the file says 1."""
    if not pd.api.types.is_float_dtype(target) or (target != target.round()).any() or target.abs().max() >= 2**53:
        return target
    return target.astype("int64")


def _labels(target: pd.Series, problem: Problem) -> pd.Series:
    return target.astype("float64") if problem.type == "regression" else as_text(target)


def _split_rows(rows: Usable, data: DataSettings) -> Rows:
    groups = None
    if data.group_column is not None and data.horizon is None:  # with one, groups are series, which go on
        groups = _codes(rows.frame[data.group_column].map(str, na_action="ignore"))
    return Rows(
        row_id=rows.frame.index.to_numpy(dtype=np.int64),
        target=_array(rows.target, rows.problem),
        problem=rows.problem,
        groups=groups,
        times=None if rows.times is None else _codes(rows.times),
    )


def _past(rows: Usable, data: DataSettings, columns: Columns) -> Past | None:
    """Where the target's past is looked up. Raises ConfigError for classes, for a horizon of another kind, and for
    columns to look it up by that are no features, or of another kind."""
    if data.horizon is None or rows.times is None or data.time_column is None:
        return None
    if rows.problem.type != "regression":
        raise ConfigError(
            T_("`data.horizon` is for numbers to predict, and the target has classes"),
            value=T_("{column}: {n} classes", column=data.target_column, n=len(rows.problem.classes)),
            fix=("--set data.horizon=null", "--set data.problem_type=regression"),
        )
    are_dates = pd.api.types.is_datetime64_any_dtype(rows.times)
    if are_dates != bool(read_horizon(data.horizon).unit):
        raise ConfigError(
            T_("`data.horizon` does not fit the times of `data.time_column`"),
            value=data.horizon,
            allowed=T_("such as 7 days, where there are dates")
            if are_dates
            else T_("a number, where there are numbers"),
            fix=as_option("data.horizon", "7 days" if are_dates else "7"),
        )
    past = Past(target=data.target_column, time=data.time_column, series=data.group_column, horizon=data.horizon)
    _check_found_by(past, columns, are_dates=are_dates)
    _check_reach(past, rows.times)
    return past


def _check_found_by(past: Past, columns: Columns, *, are_dates: bool) -> None:
    times: Collection[str] = columns.datetime if are_dates else columns.numeric
    looked_in = {past.series: columns.names, past.time: times}
    if wrong := [column for column in past.columns if column not in looked_in[column]]:
        raise ConfigError(
            T_("`data.horizon` looks up the past by a column that is left out, or taken for something else"),
            value=", ".join(wrong),
            fix=(T_("take `{column}` out of data.column_types", column=wrong[0]), "--set data.horizon=null"),
        )


def _check_reach(past: Past, times: pd.Series) -> None:
    first, last = times.min(), times.max()
    if before(times[times == last], read_horizon(past.horizon)).iloc[0] < first:
        raise ConfigError(
            T_("`data.horizon` is longer than the time from the first row to the last: no past is known"),
            value=past.horizon,
            allowed=T_("less than from {first} to {last}", first=str(first), last=str(last)),
            fix="--set data.horizon=null",
        )


def _array(target: pd.Series, problem: Problem) -> Any:
    return target.to_numpy(dtype="float64" if task_type_of(problem.type) == "regression" else str)


def _codes(series: pd.Series) -> Codes:
    """Codes from 0 in the order of the values; rows without one share a code."""
    return pd.factorize(series, sort=True, use_na_sentinel=False)[0].astype(np.int64)


def _evidence(
    rows: Usable,
    dealt: Split,
    train: pd.DataFrame,
    features: pd.DataFrame,
    profiled: Profile,
    recipe: Recipe,
    data: DataSettings,
    folds: CrossValidationSettings,
    language: Language,
) -> Evidence:
    positions = np.flatnonzero(~dealt.holdout)
    sampled = positions[sample_positions(len(positions), features.shape[1])]
    return Evidence(
        train=train,
        target=rows.target.iloc[positions],
        problem=rows.problem,
        columns=profiled.columns,
        unread=profiled.unread,
        sample=features.iloc[sampled],
        times=None if rows.times is None else rows.times.iloc[sampled],
        all_times=None if rows.times is None else rows.times.iloc[positions],
        recipe=recipe,
        plan=dealt.plan,
        folds=folds,
        data=data,
        dropped=rows.dropped,
        language=language,
    )


def _drifted(features: pd.DataFrame, dealt: Split, data: DataSettings, language: Language) -> list[Finding]:
    """Nothing for whole groups, which differ by themselves; dates are left out where they made the hold-out."""
    if data.group_column is not None:
        return []
    names = [
        name
        for name in features.columns
        if data.time_column is None or not pd.api.types.is_datetime64_any_dtype(features[name])
    ]
    held, rest = np.flatnonzero(dealt.holdout), np.flatnonzero(~dealt.holdout)
    some_rest, some_held = (part[sample_positions(len(part), len(names))] for part in (rest, held))
    finding = drift(features[names].iloc[some_rest], features[names].iloc[some_held], language)
    return [] if finding is None else [finding]


def _check_features(profiled: list[ColumnInfo], columns: Columns, variant: VariantSection) -> None:
    if not columns.names:
        why = "; ".join(f"{column.name}: {column.reason}" for column in profiled if column.role == "left_out")
        raise DataError(
            T_("no column is left to predict from"),
            value=why or T_("only the target"),
            fix=T_("add columns of numbers or categories, or name keys that mean something in data.feature_columns"),
        )
    n_numeric, degree = len(columns.numeric), variant.polynomial_degree
    made = comb(n_numeric + degree, degree) - 1 if degree else 0
    if made > MAX_FEATURES:
        raise ConfigError(
            T_(
                "polynomial_degree {degree} would make {n:,} features of {columns} numeric columns",
                degree=degree,
                n=made,
                columns=n_numeric,
            ),
            value=f"preprocessing.polynomial_degree={degree}",
            allowed=T_("up to {most:,} features", most=MAX_FEATURES),
            fix="--set preprocessing.polynomial_degree=null",
        )


def _fitted_on(dealt: Split, n_features: int, seed: int) -> Codes:
    """Positions of the first fold's training part, or of enough of it for a picture."""
    positions = np.flatnonzero(dealt.first_fitted_on)
    return positions[sample_positions(len(positions), n_features, seed)]


def _after_sampled(shown: int, total: int, language: Language) -> list[Finding]:
    return [green("after_sampled", language, rows=shown, total=total)] if shown < total else []

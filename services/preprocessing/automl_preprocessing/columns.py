"""What each column is, why we think so, and its values in the types that a recipe works on.

Typing sees the training rows only, never the hold-out. Of the target it asks one thing: whether a number that is named
like a key goes with it. What comes from the whole file is how its texts are read (`automl_data.intake.ready`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from automl_data.intake import Problem, require_column
from automl_preprocessing.keys import Rows
from automl_preprocessing.kinds import Guess, as_numbers, guess, hashable
from automl_preprocessing.overrides import overridden
from automl_preprocessing.times import as_dates, as_words
from automl_preprocessing.words.findings import word
from automl_shared.config.models import ColumnKind, DataSettings, Language
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.phase_io import ColumnInfo
from automl_shared.readings import Reading
from automl_shared.recipe import Columns
from automl_shared.words import T_

HIGH_CARDINALITY = 30
"""Different values above which a category says little by itself."""
FEATURE_KINDS: tuple[ColumnKind, ...] = ("numeric", "categorical", "boolean", "datetime", "text")


class Profile(Frozen):
    """What every column is, and what it takes to read its values."""

    columns: list[ColumnInfo]
    date_formats: Mapping[str, str]
    """Features that are dates to the format of their texts; empty for real dates."""
    unread: Mapping[str, int]
    """Features to the number of training values that are none of their kind and become gaps."""


def profile(
    train: pd.DataFrame,
    problem: Problem,
    data: DataSettings,
    language: Language = "en",
    readings: Mapping[str, Reading] | None = None,
) -> Profile:
    """One entry per column of the training rows (n_train, n_columns); all counts are of those rows.

    ``readings``: how texts were read, by all rows of the file; what has none is read by the training rows. A key
    or index that is named in ``data.feature_columns`` is used all the same: somebody meant it. Raises DataError for a
    type in ``data.column_types`` that the values do not fit.
    """
    _check_overrides(train, data)
    wanted = set(data.feature_columns or [])
    read = readings or {}
    counts = {str(name): _distinct(train[name]) for name in train.columns}
    rows = Rows(
        target=train[data.target_column],
        are_classes=problem.type != "regression",
        are_in_time=data.time_column is not None,
    )
    guesses = {
        name: _guess(train[name], counts[name], data, read.get(name), rows, is_wanted=name in wanted) for name in counts
    }
    if not any(_is_feature(guesses[name]) for name in counts if name != data.target_column):
        guesses |= {name: guess(train[name], counts[name], is_wanted=True) for name in _counting(guesses)}
    columns = [
        _column(train[name], counts[name], guesses[name], problem, data, language, read.get(name)) for name in counts
    ]
    used = {column.name for column in columns if column.role == "feature"}
    return Profile(
        columns=columns,
        date_formats={
            name: guessed.date_format
            for name, guessed in guesses.items()
            if guessed.kind == "datetime" and name in used
        },
        unread={name: guessed.unread for name, guessed in guesses.items() if guessed.unread and name in used},
    )


def treated(profiled: Profile) -> Columns:
    """The features by how they are treated, each group in the order of the data; booleans are categories."""
    features = [column for column in profiled.columns if column.role == "feature"]
    categories = [column for column in features if column.kind in ("categorical", "boolean")]
    return Columns(
        numeric=[column.name for column in features if column.kind == "numeric"],
        categorical=[column.name for column in categories if column.distinct <= HIGH_CARDINALITY],
        high_cardinality=[column.name for column in categories if column.distinct > HIGH_CARDINALITY],
        datetime=dict(profiled.date_formats),
        text=[column.name for column in features if column.kind == "text"],
    )


def usable_values(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """(n_rows, n_features), in the order of the data: numbers as float64, dates as datetime64[us, UTC], else text.

    Gaps are NaN or NaT; so is whatever does not fit the type of its column.
    """
    numeric, names = set(columns.numeric), set(columns.names)
    typed = {
        name: as_numbers(frame[name])
        if name in numeric
        else as_dates(frame[name], columns.datetime[name])
        if name in columns.datetime
        else as_words(frame[name])
        for name in frame.columns
        if name in names
    }
    return pd.DataFrame(typed, index=frame.index, copy=False)


def as_text(series: pd.Series) -> pd.Series:
    """The values as text exactly as they are, gaps kept: for class labels."""
    return series if series.dtype == "str" else series.astype(object).map(str, na_action="ignore").astype("str")


def _check_overrides(train: pd.DataFrame, data: DataSettings) -> None:
    for name, kind in data.column_types.items():
        require_column(train, name, "data.column_types")
        if name == data.target_column:
            raise DataError(
                T_("`data.column_types` names the target"),
                value=f"{name}: {kind}",
                allowed=T_("columns to predict from"),
                fix=("--set data.problem_type=regression", "--set data.problem_type=classification"),
            )


def _guess(
    series: pd.Series, distinct: int, data: DataSettings, reading: Reading | None, rows: Rows, *, is_wanted: bool
) -> Guess:
    wanted: ColumnKind | None = data.column_types.get(str(series.name))
    if series.name == data.target_column:
        return Guess(kind="constant", why="why_no_value")
    if wanted is None and series.name in data.date_formats:
        wanted = "datetime"
    if wanted is None and data.horizon is not None:
        wanted = _of_series(series, data, reading)
    if wanted is not None:
        return overridden(series, wanted, reading)
    return guess(series, distinct, is_wanted=is_wanted, reading=reading, rows=rows)


def _of_series(series: pd.Series, data: DataSettings, reading: Reading | None) -> ColumnKind | None:
    """What the columns are that the target's past is found by; ``20241231`` may be a date."""
    if series.name == data.group_column:
        return "categorical"
    if series.name == data.time_column:
        is_date = reading is not None and reading.kind == "datetime"
        return "numeric" if pd.api.types.is_numeric_dtype(series) and not is_date else "datetime"
    return None


def _column(
    series: pd.Series,
    distinct: int,
    guessed: Guess,
    problem: Problem,
    data: DataSettings,
    language: Language,
    reading: Reading | None,
) -> ColumnInfo:
    info = ColumnInfo(
        name=str(series.name),
        dtype=str(series.dtype),
        missing=int(series.isna().sum()),
        distinct=distinct,
        kind=guessed.kind,
        role="feature" if _is_feature(guessed) else "left_out",
        reason=word(guessed.why, language, **guessed.values),
        reading=reading,
    )
    if info.name == data.target_column:
        is_number = problem.type == "regression"
        reason = word("why_target_number" if is_number else "why_target_classes", language, distinct=distinct)
        return info.model_copy(
            update={"kind": "numeric" if is_number else "categorical", "role": "target", "reason": reason}
        )
    if info.name == data.group_column:
        return info.model_copy(update=_beside("group", data, language))
    if info.name == data.weight_column:
        return info.model_copy(update={"kind": "numeric", "role": "weight", "reason": word("why_weight", language)})
    if info.name == data.time_column:
        return info.model_copy(update=_beside("time", data, language))
    return info


def _beside(role: str, data: DataSettings, language: Language) -> dict[str, str]:
    """What else a column is there for than to be predicted from; where the target's past is looked up, for that too."""
    if data.horizon is not None:
        return {"role": "feature", "reason": word(f"why_{role}_of_series", language)}
    return {"role": role, "reason": word(f"why_{role}", language)}


def _is_feature(guessed: Guess) -> bool:
    return guessed.kind in FEATURE_KINDS and guessed.is_usable


def _counting(guesses: Mapping[str, Guess]) -> list[str]:
    """Columns that count the rows; where there is nothing else, they are what the target is predicted from."""
    return [name for name, guessed in guesses.items() if guessed.why == "why_counts"]


def _distinct(series: pd.Series) -> int:
    present = series.dropna() if series.dtype == object else series
    return int(present.nunique() if hashable(present) else present.map(str).nunique())

"""A column taken for what ``data.column_types`` says, where its values allow it."""

from __future__ import annotations

import pandas as pd

from automl_data.intake import Asked, recognised
from automl_data.intake.columns import is_number
from automl_preprocessing.kinds import Guess, hashable, short
from automl_preprocessing.times import as_words, reading_of
from automl_shared.config.models import ColumnKind
from automl_shared.errors import DataError
from automl_shared.readings import Reading
from automl_shared.words import T_

WHY = "why_set"


def overridden(series: pd.Series, kind: ColumnKind, reading: Reading | None = None) -> Guess:
    """The column (n_rows,) as the kind that was set. Raises DataError with the values that do not fit.

    ``reading``: how its texts were read already.
    """
    present = series.dropna()
    if kind in ("identifier", "constant") or present.empty:
        return Guess(kind=kind, why=WHY)
    if not hashable(present):
        raise _unfit(present, kind, present, "lists and nested values can only be left out")
    if kind == "numeric":
        return Guess(kind=kind, why=WHY, unread=_unread(present, reading))
    if kind == "boolean" and present.nunique() > 2:
        raise _unfit(present, kind, present.drop_duplicates().iloc[2:], "at most two different values")
    return _dates(present, reading) if kind == "datetime" else Guess(kind=kind, why=WHY)


def _unread(present: pd.Series, reading: Reading | None) -> int:
    """Values that are no numbers. Raises DataError where none is."""
    if reading is None and not is_number(present):
        found = recognised(as_words(present), Asked(kind="numeric"))
        reading = found.reading if found else None
    return reading.unread if reading else 0


def _dates(present: pd.Series, reading: Reading | None) -> Guess:
    found = reading if reading is not None and reading.kind == "datetime" else reading_of(present, is_set=True)
    if found is None:
        raise _unfit(present, "datetime", present, "dates like 2024-12-31, in at least half of the rows")
    if found.other:
        raise _unfit(
            present,
            "datetime",
            present,
            f"dates in which day and month can be told apart, or data.date_formats: {found.format}, {found.other}",
        )
    return Guess(kind="datetime", why=WHY, date_format=found.format, unread=found.unread)


def _unfit(column: pd.Series, kind: ColumnKind, values: pd.Series, allowed: str) -> DataError:
    examples = ", ".join(short(value) for value in values.map(str).unique()[:3])
    return DataError(
        T_("`data.column_types` takes a column for {kind} that is not", kind=kind),
        value=f"{column.name}: {examples}",
        allowed=allowed,
        fix=T_("take `{column}` out of data.column_types, or correct its values", column=column.name),
    )

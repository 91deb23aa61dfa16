"""A column taken for what ``data.column_types`` says, where its values allow it."""

from __future__ import annotations

import pandas as pd

from automl_preprocessing.kinds import Guess, as_numbers, date_guess, hashable, short
from automl_shared.config.models import ColumnKind
from automl_shared.errors import DataError

LEAST_SHARE = 0.5
"""Share of the values that must fit a type somebody set; the others become gaps."""
WHY = "why_set"


def overridden(series: pd.Series, kind: ColumnKind) -> Guess:
    """The column (n_rows,) as the kind that was set. Raises DataError with the values that do not fit."""
    present = series.dropna()
    if kind in ("identifier", "constant") or present.empty:
        return Guess(kind=kind, why=WHY)
    if not hashable(present):
        raise _unfit(present, kind, present, "lists and nested values can only be left out")
    if kind == "numeric":
        unread = present[as_numbers(present).isna().to_numpy()]
        if len(unread) > (1 - LEAST_SHARE) * len(present):
            raise _unfit(present, kind, unread, "numbers, in at least half of the rows")
        return Guess(kind=kind, why=WHY, unread=len(unread))
    if kind == "boolean" and present.nunique() > 2:
        raise _unfit(present, kind, present.drop_duplicates().iloc[2:], "at most two different values")
    return _dates(present) if kind == "datetime" else Guess(kind=kind, why=WHY)


def _dates(present: pd.Series) -> Guess:
    found = date_guess(present, least=LEAST_SHARE)
    if found is None:
        raise _unfit(present, "datetime", present, "dates like 2024-12-31, in at least half of the rows")
    if not found.is_usable:
        raise _unfit(present, "datetime", present, "dates in which day and month can be told apart, like 2024-12-31")
    return Guess(kind="datetime", why=WHY, date_format=found.date_format, unread=found.unread)


def _unfit(column: pd.Series, kind: ColumnKind, values: pd.Series, allowed: str) -> DataError:
    examples = ", ".join(short(value) for value in values.map(str).unique()[:3])
    return DataError(
        f"`data.column_types` takes a column for {kind} that is not",
        value=f"{column.name}: {examples}",
        allowed=allowed,
        fix=f"take `{column.name}` out of data.column_types, or mend its values",
    )

"""Errors and answers by group of a column that somebody called sensitive. Nothing here says what is fair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from automl_comparison.ranges import Range, mean_range
from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_GROUPS = 20
FEWEST_ROWS = 2


class Group(Frozen):
    """``error``: as a segment's. ``answer``: share of rows that the second of two classes is said of, or the mean of
    predicted numbers; None for several classes."""

    name: str
    n_rows: int
    error: Range
    answer: Range | None


class Sensitive(Frozen):
    """``groups``: of a column, the largest first; empty where the data do not have it."""

    column: str
    groups: tuple[Group, ...]


def by_group(
    table: pd.DataFrame, columns: Sequence[str], errors: pd.Series, answers: pd.Series | None
) -> tuple[Sensitive, ...]:
    """table, errors and answers: by row id."""
    return tuple(
        Sensitive(column=name, groups=_groups(table[name], errors, answers) if name in table else ())
        for name in columns
    )


def _groups(column: pd.Series, errors: pd.Series, answers: pd.Series | None) -> tuple[Group, ...]:
    named = column.loc[errors.index].astype(object).where(column.loc[errors.index].notna(), "–").astype(str)
    sizes = named.value_counts()
    return tuple(
        Group(
            name=str(name),
            n_rows=int(size),
            error=mean_range(errors[named == name].to_numpy()),
            answer=None if answers is None else mean_range(answers[named == name].to_numpy()),
        )
        for name, size in sizes.head(MOST_GROUPS).items()
        if size >= FEWEST_ROWS
    )

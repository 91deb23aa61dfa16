"""The raw columns of a model with what they held while it learned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from automl_data.bundle.manifest import Learned, RawColumn
from automl_shared.config.models import ColumnKind
from automl_shared.frozen import Frozen
from automl_shared.readings import Reading
from automl_shared.recipe import LARGEST, Recipe

BINS = 10
MOST_LEVELS = 1000
"""Levels of a column that are kept by name."""
MOST_VALUES = 100_000
"""Numbers that quantiles are taken of; the range is of all."""


def raw_columns(
    recipe: Recipe,
    rows: pd.DataFrame,
    as_read: Mapping[str, str] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> list[RawColumn]:
    """The columns that a pipeline of this recipe takes, and what the training rows (n_rows, n_columns) hold of them.

    ``as_read``: column to its dtype as the file was read, where it is known; ``readings``: to how its texts were read,
    where they are numbers with what people write around them.
    """
    kinds: dict[str, ColumnKind] = {
        **dict.fromkeys(recipe.numeric, "numeric"),
        **dict.fromkeys([*recipe.categorical, *recipe.high_cardinality], "categorical"),
        **dict.fromkeys(recipe.datetime, "datetime"),
        **dict.fromkeys(recipe.text, "text"),
    }
    found = [_column(rows[name], kind, recipe, (as_read or {}).get(name, "")) for name, kind in kinds.items()]
    return [column.model_copy(update={"reading": (readings or {}).get(column.name)}) for column in found]


class Seen(Frozen):
    """A column as a model sees it.

    values: (n_rows,) floats, of dates seconds since 1970, or text; gaps as NaN. unread: (n_rows,) whether there is a
    value that is none of the column's kind, which the model takes for a gap.
    """

    values: np.ndarray
    unread: np.ndarray

    @cached_property
    def gaps(self) -> np.ndarray:
        """(n_rows,) whether there is no value that can be read."""
        return np.asarray(pd.isna(self.values))


def seen(column: pd.Series, raw: RawColumn) -> Seen:
    """The values (n_rows,) of any dtype as the pipeline reads them."""
    from automl_data.intake.moments import moments
    from automl_data.recipe import categorical, numeric

    if raw.kind == "numeric":
        numbers = numeric.floats(column)
        values = np.where(np.abs(numbers) < LARGEST, numbers, np.nan)
    elif raw.kind == "datetime":
        times = moments(column, raw.format)
        values = np.where(times.isna(), np.nan, times.astype("int64") / 1e6)
    else:
        values = categorical.plain_values(column)
    return Seen(values=values, unread=_unread(column, values))


def _unread(column: pd.Series, values: np.ndarray) -> np.ndarray:
    unread = np.asarray(pd.isna(values))
    if unread.any():
        unread &= column.notna().to_numpy()
    if unread.any():
        unread[unread] = column[unread].map(str).str.strip().to_numpy() != ""
    return unread


def _column(column: pd.Series, kind: ColumnKind, recipe: Recipe, as_read: str) -> RawColumn:
    raw = RawColumn(
        name=str(column.name),
        dtype=str(column.dtype),
        kind=kind,
        format=recipe.datetime.get(str(column.name), ""),
        read_as=as_read,
    )
    return raw.model_copy(update={"learned": _learned(column, raw)})


def _learned(column: pd.Series, raw: RawColumn) -> Learned:
    if raw.kind == "text":
        return Learned(rows=len(column), gaps=float(column.isna().mean()))
    read = seen(column, raw)
    present, gaps = read.values[~read.gaps], float(read.gaps.mean())
    if not len(present):
        return Learned(rows=len(column), gaps=gaps)
    found = _levels(present) if raw.kind == "categorical" else _spread(present)
    return found.model_copy(update={"rows": len(column), "gaps": gaps})


def _spread(present: np.ndarray) -> Learned:
    some = np.sort(present[:: 1 + len(present) // MOST_VALUES])
    edges = np.unique(some[(np.arange(1, BINS) * len(some)) // BINS])
    return Learned(
        rows=0,
        gaps=0.0,
        lowest=float(present.min()),
        highest=float(present.max()),
        median=float(np.median(some)),
        edges=edges.tolist(),
        shares=(binned(some, edges.tolist()) / len(some)).tolist(),
    )


def binned(values: np.ndarray, edges: list[float]) -> np.ndarray:
    """Values per bin, (len(edges) + 1,); an edge belongs to the bin above it."""
    return np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)


def _levels(present: np.ndarray) -> Learned:
    """A level that occurred once says how often one comes that never occurred.

    Source: Good (1953), The population frequencies of species.
    """
    counts = pd.Series(present).value_counts()
    kept = counts.iloc[:MOST_LEVELS]
    return Learned(
        rows=0,
        gaps=0.0,
        levels={str(level): count / len(present) for level, count in kept.items()},
        others=1.0 - float(kept[kept > 1].sum()) / len(present),
    )

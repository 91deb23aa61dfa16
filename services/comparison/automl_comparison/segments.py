"""Where the recommended candidate is weak: parts of the rows that it predicts worse than the rest by more than luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from automl_comparison.ranges import Range, are_yes_or_no, mean_range
from automl_comparison.rows import Rows
from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

ERROR_RATE = 0.05
"""How often luck alone may show any segment at all, however many were looked at."""
FEWEST_ROWS = 30
MOST_LEVELS, RANGES = 20, 4
PAIRED = 4
"""The strongest columns are looked at two by two."""
MOST_SHOWN = 8
KNOWN = 0.8
"""A segment is not told where so much of it lies in those told before."""


class Condition(Frozen):
    """What rows of a segment have in common: a level of a column, numbers from ``low`` to ``high``, or a gap."""

    column: str
    level: str | None = None
    low: float | None = None
    high: float | None = None


class Segment(Frozen):
    """Rows that have something in common."""

    conditions: tuple[Condition, ...]
    n_rows: int
    share: float
    error: Range
    """Share of rows taken for the wrong class, or mean distance from the truth."""
    elsewhere: float
    """The same of the other rows."""


class Weaknesses(Frozen):
    """Segments that are predicted worse than the rest."""

    segments: tuple[Segment, ...]
    """The worst first."""
    n_looked_at: int
    """How many segments there were."""
    n_rows: int


@dataclass(frozen=True)
class _Part:
    """Rows by their place among all, (n_rows,) bool."""

    conditions: tuple[Condition, ...]
    inside: NDArray[np.bool_]


def weaknesses(table: pd.DataFrame, errors: NDArray[np.float64], strongest: Sequence[str]) -> Weaknesses:
    """table: (n_rows, n_columns) features, numbers as such. errors: (n_rows,), see `row_errors`.

    ``strongest``: columns in the order of their weight; the first of them are looked at in pairs too. Each segment is
    held against all other rows by ranks, or exactly where an error is a yes or no, and Holm's correction for how many
    there are keeps the chance of any false one at `ERROR_RATE`.
    Sources: Mann & Whitney (1947); Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    singles = {column: list(_segments_of(table[column])) for column in table.columns}
    pairs = combinations([singles[column] for column in strongest[:PAIRED] if column in singles], 2)
    joint = [
        _Part((*one.conditions, *other.conditions), one.inside & other.inside)
        for some, others in pairs
        for one in some
        for other in others
    ]
    every = [*(one for parts in singles.values() for one in parts), *joint]
    parts = [one for one in every if FEWEST_ROWS <= one.inside.sum() <= len(errors) - FEWEST_ROWS]
    worse = _beyond_luck([_p_value(one.inside, errors) for one in parts])
    found = [_segment(part, errors) for part, is_worse in zip(parts, worse, strict=True) if is_worse]
    order = sorted(range(len(found)), key=lambda at: -found[at].error.value)
    inside = [part.inside for part, is_worse in zip(parts, worse, strict=True) if is_worse]
    return Weaknesses(
        segments=tuple(found[at] for at in _news(order, inside)),
        n_looked_at=len(parts),
        n_rows=len(errors),
    )


def row_errors(rows: Rows, said: np.ndarray) -> pd.Series:
    """By row id: how far from the truth, or whether another class was said; the mean where it was predicted often.

    said: (n,) values or class indices.
    """
    off = np.abs(said - rows.y) if rows.n_classes == 0 else (said != rows.y).astype(np.float64)
    return pd.Series(off, index=rows.row_id).groupby(level=0).mean()


def _segments_of(column: pd.Series) -> Iterator[_Part]:
    name, missing = str(column.name), column.isna().to_numpy()
    if missing.any():
        yield _Part((Condition(column=name),), missing)
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        texts = column.astype(str)
        for level in texts[~missing].value_counts().index[:MOST_LEVELS]:
            yield _Part((Condition(column=name, level=str(level)),), (texts == level).to_numpy() & ~missing)
        return
    values = column.to_numpy(dtype=np.float64)
    if missing.all():
        return
    edges = np.unique(np.quantile(values[~missing], np.linspace(0, 1, RANGES + 1)))
    for low, high in pairwise(edges):
        below = values <= high if high == edges[-1] else values < high
        yield _Part((Condition(column=name, low=float(low), high=float(high)),), (values >= low) & below)


def _p_value(inside: NDArray[np.bool_], errors: NDArray[np.float64]) -> float:
    """How often luck makes the errors of so many rows as large as these; one-sided."""
    n, total = int(inside.sum()), len(errors)
    if are_yes_or_no(errors):
        return float(stats.hypergeom.sf(errors[inside].sum() - 1, total, int(errors.sum()), n))
    ranks = stats.rankdata(errors)
    spread = np.sqrt(ranks.var() * n * (total - n) / (total - 1))
    return float(stats.norm.sf((ranks[inside].sum() - n * ranks.mean()) / spread)) if spread > 0 else 1.0


def _beyond_luck(p_values: Sequence[float]) -> list[bool]:
    """Holm's step-down."""
    order = np.argsort(p_values)
    worse = [False] * len(p_values)
    for place, at in enumerate(order):
        if p_values[at] * (len(p_values) - place) > ERROR_RATE:
            break
        worse[at] = True
    return worse


def _segment(part: _Part, errors: NDArray[np.float64]) -> Segment:
    inside = errors[part.inside]
    return Segment(
        conditions=part.conditions,
        n_rows=len(inside),
        share=len(inside) / len(errors),
        error=mean_range(inside),
        elsewhere=float(errors[~part.inside].mean()),
    )


def _news(order: Sequence[int], inside: Sequence[NDArray[np.bool_]]) -> list[int]:
    """Those that tell of rows not told of before, the first few."""
    kept: list[int] = []
    for at in order:
        told = np.any([inside[other] for other in kept], axis=0) if kept else np.zeros_like(inside[at])
        if len(kept) < MOST_SHOWN and (inside[at] & told).sum() < KNOWN * inside[at].sum():
            kept.append(at)
    return kept

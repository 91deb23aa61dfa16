"""Counts of what a column of later rows holds, beside what it held in the training rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from automl_data.bundle.learned import Seen, binned, seen
from automl_data.bundle.manifest import Learned, RawColumn
from automl_shared.frozen import Frozen

Sign = Literal["unread", "unseen", "outside", "gap", "number"]
"""How a single value can be odd: it is none of the column's kind, a level that was not learned, a number outside the
range, nothing where there always was something, a number where there was text."""

MARGIN = 0.1
"""How far outside the range a number is told, in shares of the range."""
FAR = 1.0
"""The same, from which it is far outside."""
MOST_LATER_SECONDS = 10 * 365.25 * 86_400
"""How much later than all those learned a date may be: rows to predict come after them."""
TINY = 0.1
"""In shares of the lowest of positive numbers, below which a number is far outside, too: another unit makes it so."""
RARE_GAPS = 0.01
"""Share of gaps while learning up to which a gap is told."""
MOST_EXAMPLES = 3
SAMPLED = 500
"""Numbers of one look that the median is taken of."""


class Oddity(Frozen):
    """Values of one column that are odd in one way. rows: (n,) positions. values: (n,) as they came."""

    raw: RawColumn
    sign: Sign
    rows: np.ndarray
    values: pd.Series


@dataclass(kw_only=True)
class Tally:
    """One column whose training rows are known, over any number of looks."""

    raw: RawColumn
    learned: Learned
    rows: int = 0
    gaps: int = 0
    counts: Counter[Sign] = field(default_factory=Counter)
    examples: dict[Sign, list[str]] = field(default_factory=dict)
    far: int = 0
    largest: float = 0.0
    """Of the numbers, without their signs."""
    stripped: int = 0
    """Values that are a level without its leading zeros."""
    stripped_example: str = ""
    zero_led: int = 0
    bins: np.ndarray | None = None
    """Values per bin of numbers, or per level; the last one of levels is of all others."""
    sample: list[np.ndarray] = field(default_factory=list)

    @property
    def present(self) -> int:
        return self.rows - self.gaps

    @property
    def median(self) -> float | None:
        """Of a sample of the numbers; None without any."""
        return float(np.median(np.concatenate(self.sample))) if any(map(len, self.sample)) else None

    @cached_property
    def bare_levels(self) -> dict[str, str]:
        """Levels with leading zeros, by what is left without them."""
        return {level.lstrip("0"): level for level in self.learned.levels if is_zero_led(level)}

    def look(self, column: pd.Series) -> Iterator[Oddity]:
        """Counts more values (n_rows,) of any dtype, and says which are odd."""
        read = seen(column, self.raw)
        missing = read.gaps & ~read.unread
        self.rows += len(column)
        self.gaps += int(missing.sum())
        yield from self._odd("unread", read.unread, column)
        if self.raw.kind == "text":
            yield from self._odd("number", ~missing & pd.api.types.is_numeric_dtype(column), column)
        elif self.raw.kind == "categorical":
            yield from self._odd("unseen", self._unseen(read), column)
        elif self.learned.lowest is not None and self.learned.highest is not None:
            yield from self._odd("outside", self._outside(read, self.learned.lowest, self.learned.highest), column)
        if self.learned.gaps <= RARE_GAPS:
            yield from self._odd("gap", missing, column)

    def _odd(self, sign: Sign, mask: np.ndarray, column: pd.Series) -> Iterator[Oddity]:
        rows = np.flatnonzero(mask)
        if not len(rows):
            return
        values = column.iloc[rows]
        self.counts[sign] += len(rows)
        known = self.examples.setdefault(sign, [])
        if len(known) < MOST_EXAMPLES:
            known[:] = dict.fromkeys([*known, *map(written, values.iloc[:50].dropna())])
            del known[MOST_EXAMPLES:]
        yield Oddity(raw=self.raw, sign=sign, rows=rows, values=values)

    def _unseen(self, read: Seen) -> np.ndarray:
        """(n_rows,) whether a value is none of the levels."""
        codes, values = pd.factorize(read.values)
        if not len(values):
            return np.zeros(len(codes), dtype=bool)
        n_levels = len(self.learned.levels)
        places = pd.Index(list(self.learned.levels), dtype=object).get_indexer(pd.Index(values, dtype=object))
        times = np.bincount(codes[codes >= 0], minlength=len(values))
        self._add(np.bincount(np.where(places < 0, n_levels, places), weights=times, minlength=n_levels + 1))
        is_new = places < 0
        bare = is_new & np.array([value in self.bare_levels for value in values])
        if bare.any():
            self.stripped += int(times[bare].sum())
            self.stripped_example = str(values[bare][0])
        self.zero_led += int(times[[is_zero_led(value) for value in values]].sum())
        return (codes >= 0) & is_new[codes]

    def _outside(self, read: Seen, lowest: float, highest: float) -> np.ndarray:
        """(n_rows,) whether a number is outside the range by more than the margin."""
        present = read.values[~read.gaps]
        self._add(binned(present, self.learned.edges))
        self.largest = max(self.largest, float(np.abs(present).max(initial=0.0)))
        self.sample.append(present[:: 1 + len(present) // SAMPLED])
        span = highest - lowest or abs(highest) or 1.0
        below, above = lowest - read.values, read.values - highest
        beyond = np.maximum(below, above) / span
        tiny = self._are_tiny(read.values, lowest)
        still_to_come = above < MOST_LATER_SECONDS if self.raw.kind == "datetime" else False
        self.far += int((((beyond > FAR) & ~((above > 0) & still_to_come)) | tiny).sum())
        return np.asarray((beyond > MARGIN) | tiny)

    def _are_tiny(self, values: np.ndarray, lowest: float) -> np.ndarray:
        """(n_rows,) whether a number is small beside all those learned, and not 0, which is so in every unit."""
        if lowest <= 0 or self.raw.kind != "numeric":
            return np.zeros(len(values), dtype=bool)
        size = np.abs(values)
        return np.asarray((size > 0) & (size < TINY * lowest))

    def _add(self, counted: np.ndarray) -> None:
        self.bins = counted if self.bins is None else self.bins + counted


def is_zero_led(text: str) -> bool:
    """Whether it is a code that a number would lose the beginning of."""
    return len(text) > 1 and text[0] == "0" and text.isdigit()


def written(value: Any) -> str:
    """A value as its reader knows it: of floats no more digits than there are."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)

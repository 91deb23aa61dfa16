"""A column of text as its different texts, so that each of them is looked at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from automl_shared.lazy import np, pa, pc, pd


@dataclass(frozen=True)
class DistinctTexts:
    """Different texts. ``words``: (n,) of Arrow; ``rows``: (n,), how many rows have each.

    ``codes``: (n_rows,) place of each row's text, -1 for a gap. ``places``: (n,) where each was in the whole column's.
    """

    words: Any
    rows: Any
    codes: Any
    places: Any

    @classmethod
    def of(cls, column: pd.Series) -> DistinctTexts:
        """The texts of a column (n_rows,); what is none (true and false, a level, a date) is written as one."""
        if not isinstance(column.dtype, pd.StringDtype):
            column = column.map(str, na_action="ignore").astype("str")
        texts = pa.array(column.array, type=pa.large_string(), from_pandas=True)
        joined = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        encoded = joined.dictionary_encode()
        codes = np.asarray(pc.fill_null(encoded.indices, -1))
        words = pc.cast(encoded.dictionary, pa.string())
        return cls(words, np.bincount(codes[codes >= 0], minlength=len(words)), codes, np.arange(len(words)))

    def at(self, places: Any) -> DistinctTexts:
        """Some of the texts."""
        return DistinctTexts(self.words.take(pa.array(places)), self.rows[places], self.codes, self.places[places])

    def without(self, left_out: Any) -> DistinctTexts:
        """All but some. ``left_out``: (n,) whether."""
        return self.at(np.flatnonzero(~left_out)) if left_out.any() else self

    def sampled(self, most: int) -> DistinctTexts:
        """At most so many, from everywhere."""
        return self if len(self.words) <= most else self.at(np.linspace(0, len(self.words) - 1, most).astype(np.int64))

    def onto(self, whole: DistinctTexts, values: Any) -> Any:
        """Values of these texts (n,) among those of the whole column (n_whole,), NaN for the others."""
        full = np.full(len(whole.words), np.nan)
        full[self.places] = values
        return full

    def spread(self, values: Any, column: pd.Series) -> pd.Series:
        """Numbers of the texts (n,) as a column (n_rows,): whole numbers where all are, and there is no gap."""
        numbers = np.append(values, np.nan)[self.codes]
        whole = (
            not np.isnan(numbers).any() and bool((numbers % 1 == 0).all()) and np.abs(numbers).max(initial=0) < 2**53
        )
        return pd.Series(numbers.astype(np.int64) if whole else numbers, index=column.index, name=column.name)

    def said(self, is_gap: Any, column: pd.Series) -> pd.Series:
        """The rows of a column whose text ``is_gap`` (n,), with that text."""
        rows = np.flatnonzero(np.append(is_gap, False)[self.codes])
        return column.iloc[rows]

"""The raw columns as generated features read them: numbers with gaps, and texts without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from automl_data.intake.moments import moments
from automl_data.recipe.categorical import plain_text
from automl_data.recipe.numeric import floats
from automl_shared.recipe import LARGEST, MISSING, Columns

START = 2
"""Characters of a code that are a category of their own."""
LONGEST = 100
"""Characters by which categories are told apart."""
_DAY = 86_400e6


class Source(BaseEstimator):  # type: ignore[misc]
    """What a feature is made of: a raw column, or a part of it."""

    def __init__(self, column: str, part: str = "") -> None:
        self.column = column
        self.part = part

    @property
    def title(self) -> str:
        return f"{self.part} of {self.column}" if self.part else self.column


def _of_text(read: Callable[[str], float]) -> Callable[[np.ndarray], np.ndarray]:
    def values(texts: np.ndarray) -> np.ndarray:
        places, known = pd.factorize(texts)
        return np.array([*map(read, known), np.nan], dtype="float64")[places]

    return values


def _number_in(text: str) -> float:
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    return float(digits[:15]) if digits else np.nan


TEXT_PARTS = {
    "length": _of_text(lambda text: float(len(text))),
    "words": _of_text(lambda text: float(len(text.split()))),
    "digits": _of_text(_number_in),
}
"""Numbers made of texts: how long they are, how many words they have, and the number their digits make."""
DAY_OF_YEAR = "day of the year"
"""A number made of a date beside its day."""


class Inputs:
    """Rows, column by column as they are asked for."""

    def __init__(self, X: pd.DataFrame, columns: Columns) -> None:
        self._X, self._columns = X, columns
        self._plain: dict[str, np.ndarray] = {}
        self._texts: dict[str, np.ndarray] = {}
        self._numbers: dict[tuple[str, str], np.ndarray] = {}

    def __len__(self) -> int:
        return len(self._X)

    def number(self, source: Source) -> np.ndarray:
        """(n_rows,) floats, gaps as NaN; of a date the days since 1970."""
        key = (source.column, source.part)
        if key not in self._numbers:
            self._numbers[key] = self._read(source)
        return self._numbers[key]

    def text(self, source: Source) -> np.ndarray:
        """(n_rows,) texts of numpy's own kind, gaps as `MISSING`."""
        if source.column not in self._texts:
            read = self._written(source.column)
            self._texts[source.column] = np.array(
                [text[:LONGEST] if isinstance(text, str) else MISSING for text in read], dtype=str
            )
        texts = self._texts[source.column]
        if source.part != "start":
            return texts
        return np.where(texts == MISSING, MISSING, texts.astype(f"U{START}"))

    def crossed(self, sources: list[Source]) -> np.ndarray:
        """(n_rows,) the texts of one source, or of several joined."""
        made = self.text(sources[0])
        for source in sources[1:]:
            made = np.strings.add(np.strings.add(made, " & "), self.text(source))
        return made

    def _written(self, column: str) -> np.ndarray:
        """(n_rows,) texts, gaps as NaN; a number is the same category however it is written."""
        if column not in self._plain:
            is_number = column in self._columns.numeric
            rows = pd.DataFrame({column: self.number(Source(column))}) if is_number else self._X[[column]]
            self._plain[column] = plain_text(rows).to_numpy()[:, 0]
        return self._plain[column]

    def _read(self, source: Source) -> np.ndarray:
        if source.part in TEXT_PARTS:
            return TEXT_PARTS[source.part](self._written(source.column))
        if source.column in self._columns.datetime:
            return self._moment(source)
        values = floats(self._X[source.column])
        return np.where(np.abs(values) < LARGEST, values, np.nan)

    def _moment(self, source: Source) -> np.ndarray:
        times = moments(self._X[source.column], self._columns.datetime[source.column])
        if source.part == DAY_OF_YEAR:
            return np.asarray(times.dt.day_of_year.to_numpy(dtype="float64", na_value=np.nan))
        return np.where(times.isna(), np.nan, times.astype("int64") / _DAY)

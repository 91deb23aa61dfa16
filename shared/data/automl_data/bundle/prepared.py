"""Raw rows that many pipelines predict from: what several of them would do is done once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import pandas as pd

from automl_data.bundle.manifest import RawColumn
from automl_data.bundle.rows import settled

KEPT_BYTES = 256_000_000
"""Prepared rows that are kept at most; what is over is made again when it is needed."""


class Predictor(Protocol):
    """A fitted pipeline: raw rows in, (n_rows,) values or (n_rows, n_classes) probabilities out."""

    def predict(self, X: pd.DataFrame, /) -> np.ndarray: ...


@runtime_checkable
class Prepares(Predictor, Protocol):
    """A predictor that prepares raw rows first, and may share the way it does with others.

    ``transformer`` takes the columns it needs, by name; None where it is kept elsewhere.
    """

    @property
    def transformer(self) -> Any: ...

    def features(self, X: pd.DataFrame, /) -> Any:
        """What the transformer makes of raw rows."""
        ...

    def predict_features(self, features: Any, /) -> np.ndarray:
        """`predict` on what `features` made."""
        ...

    def behind(self, transformer: Any, /) -> Self:
        """The same with another transformer, or with None."""
        ...


@runtime_checkable
class SharesPrepared(Predictor, Protocol):
    """A predictor made of several, which prepares nothing that is prepared already."""

    def predict_prepared(self, rows: PreparedRows, /) -> np.ndarray:
        """`predict` on rows that others predict from too."""
        ...


class PreparedRows:
    """Raw rows (n_rows, n_columns), and what each preparation makes of them.

    ``columns``: of the rows, and of all that is prepared of them.
    """

    def __init__(self, rows: pd.DataFrame, columns: Sequence[RawColumn], made: _Made | None = None) -> None:
        self.rows = rows
        self._columns = columns
        self._made = _Made(rows, columns) if made is None else made

    def of(self, columns: Sequence[RawColumn]) -> PreparedRows:
        """With these columns alone; what is prepared is shared."""
        names = [column.name for column in columns]
        if names == [column.name for column in self._columns]:
            return self
        return PreparedRows(self.rows[names], columns, self._made)

    @property
    def seconds(self) -> float:
        """In which they were prepared so far, for everybody."""
        return self._made.seconds

    def predicted(self, member: Predictor) -> np.ndarray:
        """What a member says of the rows: (n_rows,) values or (n_rows, n_classes) probabilities."""
        if isinstance(member, SharesPrepared):
            return member.predict_prepared(self)
        if isinstance(member, Prepares):
            return member.predict_features(self._made.by(member))
        return member.predict(self.rows)


class _Made:
    """What preparations make of rows, by preparation, as long as it is small."""

    def __init__(self, rows: pd.DataFrame, columns: Sequence[RawColumn]) -> None:
        self._rows, self._columns = rows, columns
        self._by: dict[int, Any] = {}
        self._room = KEPT_BYTES
        self.seconds = 0.0
        """In which all was made, once or again."""

    def by(self, member: Prepares) -> Any:
        """What the member's estimator sees."""
        key = id(member.transformer)
        if key in self._by:
            return self._by[key]
        started = time.perf_counter()
        made = member.features(self._settled)
        self.seconds += time.perf_counter() - started
        size = int(made.memory_usage().sum()) if isinstance(made, pd.DataFrame) else int(made.nbytes)
        if size <= self._room:
            self._room -= size
            self._by[key] = made
        return made

    @cached_property
    def _settled(self) -> pd.DataFrame:
        """Copied once, which brings columns together that pandas holds apart, as each preparation would for itself."""
        return settled(self._rows, self._columns).copy()

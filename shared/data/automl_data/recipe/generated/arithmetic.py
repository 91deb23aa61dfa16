"""Features of one or two numbers."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from automl_data.recipe.generated.feature import Feature
from automl_data.recipe.generated.inputs import Inputs
from automl_shared.recipe import LARGEST

TINY = 1e-6
"""Share of the usual denominator below which a ratio says nothing."""


class Part(Feature):
    """A number made of a single column: the length of a code, the day of the year of a date."""

    kind = "part"

    @property
    def title(self) -> str:
        return self.sources[0].title

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        return rows.number(self.sources[0])


class _OfTwo(Feature):
    """Two numbers, with ``sign`` between them in its name."""

    sign: ClassVar[str]

    @property
    def title(self) -> str:
        first, second = self.sources
        return f"{first.title} {self.sign} {second.title}"

    def _numbers(self, rows: Inputs) -> tuple[np.ndarray, np.ndarray]:
        """(n_rows,) each."""
        first, second = self.sources
        return rows.number(first), rows.number(second)


class Difference(_OfTwo):
    """One number less another; of dates in days."""

    kind = "difference"
    sign = "-"

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        first, second = self._numbers(rows)
        return _bounded(first - second)


class Product(_OfTwo):
    """Two numbers multiplied."""

    kind = "product"
    sign = "*"

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        first, second = self._numbers(rows)
        return _bounded(first * second)


class Ratio(_OfTwo):
    """One number over another; a gap where the denominator is next to nothing beside what it usually is."""

    kind = "ratio"
    sign = "/"

    def fit(self, rows: Inputs, _targets: np.ndarray) -> Self:
        """Learns what the denominator usually is."""
        sizes = np.abs(rows.number(self.sources[1]))
        sizes = sizes[sizes > 0]
        self.least_ = float(TINY * np.median(sizes)) if len(sizes) else 0.0
        return self

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        first, second = self._numbers(rows)
        denominator = np.where(np.abs(second) > self.least_, second, np.nan)
        return _bounded(first / denominator)


def _bounded(values: np.ndarray) -> np.ndarray:
    """Tree models compute in 32 bits."""
    return np.asarray(np.clip(values, -LARGEST, LARGEST))

"""Features of categories, single or crossed: how frequent they are, and what goes with them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from automl_data.recipe.generated.feature import Feature
from automl_data.recipe.generated.inputs import Inputs, Source
from automl_data.recipe.means import SMOOTHING, means, means_of_others
from automl_data.recipe.ties import Ties

STEPS = 20
"""Equal parts that ranks within a category are told in."""


class Grouped(Feature):
    """Looks up something that was learned of each category. ``sources``: what makes the category."""

    def _learned_places(self, rows: Inputs) -> np.ndarray:
        """(n_rows,) places in ``levels_``, which are learned of these rows."""
        self.levels_, places = np.unique(rows.crossed(self.sources), return_inverse=True)
        return np.asarray(places)

    def _places(self, rows: Inputs) -> np.ndarray:
        """(n_rows,) places in ``levels_``; behind their end where a category was not seen."""
        texts = rows.crossed(self.sources)
        places = np.minimum(np.searchsorted(self.levels_, texts), len(self.levels_) - 1)
        return np.where(self.levels_[places] == texts, places, len(self.levels_))

    @property
    def _category(self) -> str:
        return " & ".join(source.title for source in self.sources)


class Frequency(Grouped):
    """The share of the rows that have the category; 0 for one that was not seen."""

    kind = "frequency"

    @property
    def title(self) -> str:
        return f"frequency of {self._category}"

    def fit(self, rows: Inputs, _targets: np.ndarray) -> Self:
        """Counts the categories."""
        counts = np.bincount(self._learned_places(rows))
        self.shares_ = np.append(counts / len(rows), 0.0)
        return self

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        return np.asarray(self.shares_[self._places(rows)])


class TargetMean(Grouped):
    """The mean of the target over the rows of the category, drawn to the overall mean where rows are few.

    ``target``: its column among the targets. ``label``: what it is the share of, empty for a numeric target. The rows
    it is fitted on are described by rows of other folds, by time by earlier ones, as `TargetMeanEncoder` does.
    """

    kind = "target mean"

    def __init__(self, sources: list[Source], target: int = 0, label: str = "") -> None:
        self.sources = sources
        self.target = target
        self.label = label

    @property
    def title(self) -> str:
        what = f"share of {self.label}" if self.label else "mean of the target"
        return f"{what} by {self._category}"

    @property
    def definition(self) -> dict[str, Any]:
        return {**super().definition, "label": self.label, "smoothing": SMOOTHING}

    def fit(self, rows: Inputs, targets: np.ndarray) -> Self:
        """Learns the means."""
        target = targets[:, self.target]
        places = self._learned_places(rows)
        mean = float(target.mean())
        self.means_ = np.append(means(places, target, len(self.levels_), mean), mean)
        return self

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        return np.asarray(self.means_[self._places(rows)])

    def fitted_values(self, rows: Inputs, targets: np.ndarray, ties: Ties) -> np.ndarray:
        """(n_rows,) from the rows of other folds."""
        self.fit(rows, targets)
        return means_of_others(self._places(rows), targets[:, self.target], len(self.levels_), ties)


class Aggregate(Grouped):
    """A number's mean or spread within the category, or where the row's own number stands in it.

    ``statistic``: ``mean``, ``spread``, ``deviation`` (from the mean) or ``rank`` (the share of the category below).
    """

    kind = "aggregate"

    def __init__(self, sources: list[Source], number: Source, statistic: str) -> None:
        self.sources = sources
        self.number = number
        self.statistic = statistic

    @property
    def title(self) -> str:
        if self.statistic == "deviation":
            return f"{self.number.title} - mean by {self._category}"
        return f"{self.statistic} of {self.number.title} by {self._category}"

    @property
    def definition(self) -> dict[str, Any]:
        made = super().definition
        return {**made, "columns": [self.number.column, *made["columns"]], "statistic": self.statistic}

    def fit(self, rows: Inputs, _targets: np.ndarray) -> Self:
        """Learns what is asked of each category."""
        values, places = rows.number(self.number), self._learned_places(rows)
        present = ~np.isnan(values)
        values, places = values[present], places[present]
        if self.statistic == "rank":
            self.steps_ = _quantiles(places, values, len(self.levels_))
            return self
        mean = float(values.mean()) if len(values) else 0.0
        self.means_ = np.append(means(places, values, len(self.levels_), mean), mean)
        if self.statistic == "spread":
            squares = (values - self.means_[places]) ** 2
            usual = float(squares.mean()) if len(values) else 0.0
            self.means_ = np.sqrt(np.append(means(places, squares, len(self.levels_), usual), usual))
        return self

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,)."""
        places = self._places(rows)
        if self.statistic == "rank":
            own = rows.number(self.number)
            below = (self.steps_[places] < own[:, None]).mean(axis=1)
            return np.where(np.isnan(own), np.nan, below)
        if self.statistic == "deviation":
            return np.asarray(rows.number(self.number) - self.means_[places])
        return np.asarray(self.means_[places])


def _quantiles(places: np.ndarray, values: np.ndarray, n_levels: int) -> np.ndarray:
    """(n_levels + 1, `STEPS`) of each category; of all rows for one without any, and last for one not seen."""
    at = (np.arange(STEPS) + 0.5) / STEPS
    overall = np.quantile(values, at) if len(values) else np.full(STEPS, np.nan)
    made = np.tile(overall, (n_levels + 1, 1))
    if not len(values):
        return made
    order = np.argsort(places, kind="stable")
    known, starts = np.unique(places[order], return_index=True)
    for level, own in zip(known, np.split(values[order], starts[1:]), strict=True):
        made[level] = np.quantile(own, at)
    return made

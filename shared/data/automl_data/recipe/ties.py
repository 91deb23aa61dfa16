"""Which rows belong together when rows that are learned from are split once more."""

from __future__ import annotations

from automl_data.recipe.history import History
from automl_shared.frozen import Frozen
from automl_shared.lazy import np


class Ties(Frozen):
    """What an inner split must respect: groups stay together, the past predicts the future.

    groups, times: (n_rows,) codes of the rows, times in their order; None where there is nothing to respect.
    """

    groups: np.ndarray | None = None
    times: np.ndarray | None = None
    history: History | None = None
    """What the target was, of all rows there are: features of its past look back on it."""

    def __bool__(self) -> bool:
        """Whether there is anything to respect."""
        return self.groups is not None or self.times is not None

    def at(self, rows: np.ndarray) -> Ties:
        """Those of some of the rows."""
        return Ties(
            groups=None if self.groups is None else self.groups[rows],
            times=None if self.times is None else self.times[rows],
            history=self.history,
        )

    def blocks(self, n_rows: int, n_blocks: int) -> np.ndarray:
        """(n_rows,) the number of the block each row is in: by time in its order, else whole groups, else by chance."""
        if self.times is not None:
            _, places = np.unique(self.times, return_inverse=True)
            starts = np.sort(places)[np.arange(n_blocks) * n_rows // n_blocks]
            return np.asarray(np.searchsorted(starts, places, side="right") - 1)
        random = np.random.default_rng(0)
        if self.groups is None:
            return np.asarray(random.permutation(n_rows) % n_blocks)
        known, places = np.unique(self.groups, return_inverse=True)
        return np.asarray((random.permutation(len(known)) % n_blocks)[places])

    def of_others(self, sums: np.ndarray) -> np.ndarray:
        """(n_levels, n_blocks): of all blocks but each itself, by time of those before it."""
        total = sums.sum(axis=1, keepdims=True) if self.times is None else np.cumsum(sums, axis=1)
        return np.asarray(total - sums)

    def folds(self, n_rows: int, n_folds: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Positions to learn from and to look at: each block by the others; by time, each but the first by the past."""
        if self.times is None:
            block = self.blocks(n_rows, n_folds)
            return [(np.flatnonzero(block != one), np.flatnonzero(block == one)) for one in range(n_folds)]
        block = self.blocks(n_rows, n_folds + 1)
        return [(np.flatnonzero(block < one), np.flatnonzero(block == one)) for one in range(1, n_folds + 1)]

    def halves(self, n_rows: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Positions to learn from and to look at, twice."""
        return self.folds(n_rows, 2)


NO_TIES = Ties()

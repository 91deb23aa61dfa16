"""The rows that were predicted out of fold, in one order for all candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from automl_shared.errors import ContractError, DataError
from automl_shared.folds import SCORED_ON, fold_of
from automl_shared.frozen import Frozen
from automl_shared.lazy import pd
from automl_shared.words import T_, TN_

MAX_ROWS = 20_000
"""Rows an ensemble is fitted on at most; scored it is on all."""
MAX_CELLS = 60_000
"""Rows times classes it is fitted on at most, as long as `MIN_ROWS` are left."""
MIN_ROWS = 5_000
SEED = 0


class Rows(Frozen):
    """One entry per row and fold that scores it, fold after fold.

    row_id: (n,). y: (n,) floats, or class indices. fold: (n,) place of the fold among all, ascending.
    ``repeats``: (n_folds,) the repetition each fold belongs to. ``n_classes``: 0 for regression.
    ``in_time_order``: a fold may only learn from the folds before it. weights: (n,) above 0 with a mean of 1, how much
    each row counts; None where all count the same.
    """

    row_id: np.ndarray
    y: np.ndarray
    fold: np.ndarray
    repeats: tuple[int, ...]
    n_classes: int
    in_time_order: bool = False
    weights: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.y)

    @property
    def n_folds(self) -> int:
        return len(self.repeats)

    @property
    def n_distinct(self) -> int:
        """Rows; where all were dealt into folds several times each counts once."""
        return len(np.unique(self.row_id))

    @property
    def counts(self) -> np.ndarray:
        """(n,): how many independent rows each entry stands for; they sum to the rows that are as good as all of these.

        Source: Kish (1965), Survey Sampling, sec. 11.7, for rows that count more or less.
        """
        shares = (
            np.ones(len(self))
            if self.weights is None
            else self.weights * (self.weights.sum() / (self.weights**2).sum())
        )
        return shares * (self.n_distinct / len(self))

    def weights_of(self, positions: Any) -> np.ndarray | None:
        """The weights of some of the rows."""
        return None if self.weights is None else self.weights[positions]

    def slice_of(self, fold: int) -> slice:
        """Where the rows of a fold are."""
        start, end = np.searchsorted(self.fold, [fold, fold + 1])
        return slice(int(start), int(end))

    def learnt_from(self, fold: int) -> tuple[int, ...]:
        """The folds whose rows may decide what is scored on ``fold``: the others of its repeat, or the earlier ones."""
        same = [other for other, repeat in enumerate(self.repeats) if repeat == self.repeats[fold] and other != fold]
        return tuple(other for other in same if other < fold or not self.in_time_order)

    def at(self, positions: np.ndarray) -> Rows:
        """Some of the rows. positions: ascending."""
        return Rows(
            row_id=self.row_id[positions],
            y=self.y[positions],
            fold=self.fold[positions],
            repeats=self.repeats,
            n_classes=self.n_classes,
            in_time_order=self.in_time_order,
            weights=self.weights_of(positions),
        )

    def sample(self) -> np.ndarray:
        """Positions of the rows that an ensemble is fitted on: all, or as many of each fold and class as its share.

        Of every fold one at least, however small it is beside the others.
        """
        most = MAX_ROWS
        if self.n_classes:
            most = min(most, max(MIN_ROWS, MAX_CELLS // self.n_classes))
        if len(self) <= most:
            return np.arange(len(self))
        chance = np.random.default_rng(SEED).random(len(self))
        stratum = self.y if self.n_classes else np.zeros(len(self))
        order = np.lexsort((chance, stratum, self.fold))
        shares = np.linspace(0, len(self) - 1, most).astype(np.int64)
        unseen = np.setdiff1d(np.arange(self.n_folds), self.fold[shares])  # the order keeps to the folds
        return np.sort(order[np.union1d(shares, np.searchsorted(self.fold, unseen))])


def scored_rows(
    folds: pd.DataFrame,
    target: pd.Series,
    classes: Sequence[str],
    *,
    weights: pd.Series | None = None,
    in_time_order: bool = False,
) -> Rows:
    """The rows of a fold table. target and weights: by ``row_id``; only rows that a fold scores are looked at.

    Raises ContractError when a fold has no row, or a row no target, DataError for a target that is no number or class.
    """
    places = {name: place for name in folds.columns if (place := fold_of(name))}
    parts = [folds.loc[folds[name] == SCORED_ON, "row_id"].to_numpy() for name in places]
    if not parts or not all(map(len, parts)):
        raise ContractError(
            T_("the fold table has a fold without rows"), value=", ".join(places), fix=T_("run it again")
        )
    row_id = np.concatenate(parts)
    missing = np.setdiff1d(row_id, target.index.to_numpy())
    if len(missing):
        raise ContractError(
            T_("the data lack rows of the folds"),
            value=TN_("{n} row", "{n} rows", n=len(missing)),
            fix=T_("run it again"),
        )
    return Rows(
        row_id=row_id,
        y=_encoded(target.loc[row_id], classes),
        fold=np.repeat(np.arange(len(parts)), [len(part) for part in parts]),
        repeats=tuple(repeat for repeat, _ in places.values()),
        n_classes=len(classes),
        in_time_order=in_time_order,
        weights=None if weights is None else _evened(weights.loc[row_id].to_numpy(dtype=np.float64)),
    )


def _evened(weights: np.ndarray) -> np.ndarray:
    """With a mean of 1: penalties keep their meaning and squares stay numbers, whatever they are counted in."""
    shares = weights / weights.max()
    return np.asarray(shares / shares.mean())


def _encoded(target: pd.Series, classes: Sequence[str]) -> np.ndarray:
    """(n_rows,) floats, or class indices."""
    if not classes:
        values = pd.to_numeric(target, errors="coerce").to_numpy(dtype=np.float64)
        broken = ~np.isfinite(values)
    else:
        values = pd.Index(classes).get_indexer(pd.Index(target.astype(str)))
        broken = values < 0
    if broken.any():
        raise DataError(
            T_("the target cannot be read"),
            value=TN_("{n} row", "{n} rows", n=int(broken.sum())),
            fix=T_("run it again"),
        )
    return values

"""Splits of the rows a model is fitted on: who is watched, and who is learned from meanwhile.

Every model that looks at rows it has not learned from while it is fitted asks here or `Ties.folds`, so that groups stay
together and the past says nothing of the future.
"""

from __future__ import annotations

import numpy as np

from automl_data.recipe import NO_TIES, Ties

WATCHED_SHARE = 0.15
LEAST_OF_A_CLASS = 4
"""Rows of a class below which all of them are learned from."""
LARGEST_GROUP = 0.5
"""Share of the rows that a group may have to be watched, where no group is as small as the share asked for."""

Split = tuple[np.ndarray, np.ndarray]
"""Positions of rows to learn from and of rows to look at."""


def watched_rows(
    y: np.ndarray, *, by_class: bool, random_seed: int, ties: Ties = NO_TIES, share: float = WATCHED_SHARE
) -> np.ndarray:
    """(n_rows,) True where a row is watched: whole groups, the latest rows, else the same share of every class.

    Of a class none are watched of which others would not learn. None at all where those left tell nothing: of one
    group, of one moment, or of one class.
    """
    if not ties:
        return _by_chance(y, by_class, random_seed, share)
    if ties.times is not None:
        watched = _latest(ties.times, share)
    else:
        assert ties.groups is not None, "there is something to respect"
        watched = _whole_groups(ties.groups, random_seed, share)
    if by_class:
        watched &= np.isin(y, y[~watched])
        if len(np.unique(y[watched])) < 2:
            watched[:] = False
    return watched


def folds_of(y: np.ndarray, n_folds: int, ties: Ties, *, by_class: bool) -> list[Split]:
    """Splits that respect the ties; none where there is nothing to look at, or a class that is not learned from."""
    splits = [(learned, seen) for learned, seen in ties.folds(len(y), n_folds) if len(learned) and len(seen)]
    n_classes = len(np.unique(y)) if by_class else 0
    if any(len(np.unique(y[learned])) < n_classes for learned, _ in splits):
        return []
    return splits


def _by_chance(y: np.ndarray, by_class: bool, random_seed: int, share: float) -> np.ndarray:
    order = np.random.default_rng(random_seed).permutation(len(y))
    parts = [order[y[order] == one] for one in np.unique(y)] if by_class else [order]
    watched = np.zeros(len(y), dtype=bool)
    for rows in parts:
        if len(rows) >= LEAST_OF_A_CLASS:
            watched[rows[: max(1, round(share * len(rows)))]] = True
    return watched


def _latest(times: np.ndarray, share: float) -> np.ndarray:
    """Rows of one moment stay together: as many moments as come nearest to the share, all but the first at most."""
    moments, counts = np.unique(times, return_counts=True)
    shares = np.cumsum(counts[:0:-1]) / len(times)
    if not len(shares):
        return np.zeros(len(times), dtype=bool)
    return np.asarray(times >= moments[-1 - int(np.argmin(np.abs(shares - share)))])


def _whole_groups(groups: np.ndarray, random_seed: int, share: float) -> np.ndarray:
    """Groups drawn by chance up to the share; the smallest one where none fits in."""
    _, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    most = share * len(places)
    order = np.random.default_rng(random_seed).permutation(len(sizes))
    order = order[sizes[order] <= most]
    drawn = order[np.cumsum(sizes[order]) <= most]
    if not len(drawn):
        smallest = int(np.argmin(sizes))
        drawn = np.array([smallest] if sizes[smallest] <= LARGEST_GROUP * len(places) else [], dtype=np.int64)
    return np.isin(places, drawn)

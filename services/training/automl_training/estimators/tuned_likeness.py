"""Kernel models whose columns count by what they tell, with settings found by leaving out rows or groups."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.linalg import solve
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.metrics.pairwise import rbf_kernel

from automl_data.recipe import NO_TIES, Ties
from automl_shared.frozen import Frozen
from automl_training.time_left import affordable

CLOSENESS = (0.03, 0.1, 0.3, 1.0, 3.0)
PENALTIES = (1e-3, 1e-2, 1e-1, 1.0, 10.0)
TUNED_ROWS = 1000
"""That closeness is found on at most."""
CELLS = 20_000_000
"""Rows times landmarks at most: many rows are compared with fewer others."""
LEAST_LANDMARKS = 200
TREES, ROWS_OF_A_LEAF = 50, 3
"""Of the forest that tells how much each column matters."""
RELEVANCE_ROWS, LEAST_RELEVANCE_ROWS, RELEVANCE_CELLS = 5000, 500, 500_000
"""That it is grown on: at most, at least, and rows times columns, so that wide tables do not take long."""
LEAST_SHARE = 1e-10
"""Of the largest eigenvalue: what is smaller is rounding."""
SHARPNESS = (-2.0, 4.0)
"""Logarithms between which the factor of the scores is sought that makes probabilities of them."""


class _Rows(Frozen):
    """Rows to learn from. y, weights: (n_rows,). centred: (n_rows, n_values), what the regression is fitted to, times
    the roots of the weights."""

    y: np.ndarray
    centred: np.ndarray
    weights: np.ndarray
    ties: Ties

    def at(self, rows: np.ndarray) -> _Rows:
        """Those at some places."""
        return _Rows(y=self.y[rows], centred=self.centred[rows], weights=self.weights[rows], ties=self.ties.at(rows))


@dataclass(frozen=True)
class _Basis:
    """Uncorrelated directions of weighted rows. rows: (n_rows, n_directions), sizes: their squared lengths."""

    rows: np.ndarray
    sizes: np.ndarray

    def left_out(self, y: np.ndarray, penalty: float) -> np.ndarray:
        """What a ridge regression says of each row when it learns from all others. y: (n_rows, n_values)."""
        shrunk = self.rows / (self.sizes + penalty)
        error = y - shrunk @ (self.rows.T @ y)
        influence = np.einsum("ij,ij->i", shrunk, self.rows)
        return np.asarray(y - error / np.maximum(1.0 - influence, LEAST_SHARE)[:, None])

    def without_groups(self, y: np.ndarray, penalty: float, groups: np.ndarray) -> np.ndarray:
        """What it says of each group when it learns from all others. y: (n_rows, n_values). groups: (n_rows,) codes.

        The error of a group that was left out is its error, and what it drew the answers to itself taken back: solved
        for its rows, or for the directions where these are fewer.
        """
        error = y - (self.rows / (self.sizes + penalty)) @ (self.rows.T @ y)
        order = np.argsort(groups, kind="stable")
        ends = np.flatnonzero(np.diff(groups[order])) + 1
        for own in np.split(order, ends):
            rows = self.rows[own]
            if len(own) <= rows.shape[1]:
                kept = np.eye(len(own)) - (rows / (self.sizes + penalty)) @ rows.T
                error[own] = solve(kept, error[own], assume_a="pos")
            else:
                kept = np.diag(self.sizes + penalty) - rows.T @ rows
                error[own] += rows @ solve(kept, rows.T @ error[own], assume_a="pos")
        return np.asarray(y - error)

    def by_the_past(self, y: np.ndarray, penalty: float, splits: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """What it says of the rows looked at when it learns from those before them. y: (n_rows, n_values)."""
        said = []
        for learned, seen in splits:
            rows = self.rows[learned]
            if len(learned) <= rows.shape[1]:
                inner = rows @ rows.T + penalty * np.eye(len(learned))
                weights = rows.T @ solve(inner, y[learned], assume_a="pos")
            else:
                inner = rows.T @ rows + penalty * np.eye(rows.shape[1])
                weights = solve(inner, rows.T @ y[learned], assume_a="pos")
            said.append(self.rows[seen] @ weights)
        return np.concatenate(said)


class _TunedOnLikeness(BaseEstimator):  # type: ignore[misc]
    """A ridge regression on the likeness of each row to ``n_landmarks`` of those fitted on.

    Columns count by their importance in a small forest, so that those that tell nothing do not make unlike what is
    alike. How near rows have to be is found on up to `TUNED_ROWS` rows, the penalty on all, both by what is said of
    a row that was left out, which costs no further fit: with its whole group, and by time of later rows by earlier
    ones. What it takes grows with the square of the landmarks: where time is short there are fewer.
    Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, sec. 5.4.2 and 8.1.
    """

    def __init__(self, *, n_landmarks: int = 1000, random_state: int = 0) -> None:
        self.n_landmarks = n_landmarks
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None, ties: Ties = NO_TIES) -> Self:
        """X: (n_rows, n_features) finite numbers on one scale. y and sample_weight: (n_rows,)."""
        random = np.random.default_rng(self.random_state)
        weights = np.ones(len(X)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        values = self._values(y)
        self.offset_ = np.average(values, axis=0, weights=weights)
        centred = (values - self.offset_) * np.sqrt(weights)[:, None]
        rows = _Rows(y=y, centred=centred, weights=weights, ties=ties)
        self.scales_ = self._scales(X, y, weights, _some(len(X), relevance_rows(X.shape[1]), random))
        scaled = X * self.scales_
        few = _some(len(X), TUNED_ROWS, random)
        losses = [
            min(self._losses(_exact(scaled[few], weights[few], closeness), rows.at(few))) for closeness in CLOSENESS
        ]
        self.closeness_ = CLOSENESS[int(np.argmin(losses))]
        order = random.permutation(len(X))
        most = min(self.n_landmarks, len(X), max(LEAST_LANDMARKS, CELLS // len(X)))

        def learn(squared: int) -> None:
            self._learn(scaled, rows, np.sort(order[: math.isqrt(squared)]))

        learn(affordable(most**2, LEAST_LANDMARKS**2, len(X), learn))
        return self

    def _learn(self, scaled: np.ndarray, rows: _Rows, landmarks: np.ndarray) -> None:
        """Weights of the landmarks, with the penalty that does best on rows left out. landmarks: their places."""
        self.landmarks_ = scaled[landmarks]
        back = _uncorrelating(rbf_kernel(self.landmarks_, gamma=self.closeness_))
        directions = rbf_kernel(scaled, self.landmarks_, gamma=self.closeness_) @ back
        directions *= np.sqrt(rows.weights)[:, None]
        sizes, turn = np.linalg.eigh(directions.T @ directions)
        basis = _Basis(directions @ turn, np.maximum(sizes, 0.0))
        penalty = PENALTIES[int(np.argmin(list(self._losses(basis, rows))))]
        self._sharpen(*self._judged(basis, rows, penalty))
        self.coefficients_ = back @ turn @ ((basis.rows.T @ rows.centred) / (basis.sizes + penalty)[:, None])

    def _losses(self, basis: _Basis, rows: _Rows) -> Iterator[float]:
        """Of rows left out, by penalty."""
        for penalty in PENALTIES:
            yield self._loss(*self._judged(basis, rows, penalty))

    def _judged(self, basis: _Basis, rows: _Rows, penalty: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Targets of rows that were left out, what is said of them, and their weights."""
        splits = _usable(rows.ties.halves(len(rows.y))) if rows.ties.times is not None else []
        if splits:
            said, rows = (
                basis.by_the_past(rows.centred, penalty, splits),
                rows.at(np.concatenate([s for _, s in splits])),
            )
        elif rows.ties.groups is not None and len(np.unique(rows.ties.groups)) > 1:
            said = basis.without_groups(rows.centred, penalty, rows.ties.groups)
        else:
            said = basis.left_out(rows.centred, penalty)
        return rows.y, np.asarray(said / np.sqrt(rows.weights)[:, None] + self.offset_), rows.weights

    def _scales(self, X: np.ndarray, y: np.ndarray, weights: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """(n_features,) factors; squared they sum to 1."""
        forest = self._forest().fit(X[rows], y[rows], sample_weight=weights[rows])
        shares = forest.feature_importances_
        return np.asarray(np.sqrt(shares if shares.any() else np.full(X.shape[1], 1 / X.shape[1])))

    def _scores(self, X: np.ndarray) -> np.ndarray:
        """(n_rows, n_values)."""
        likeness = rbf_kernel(X * self.scales_, self.landmarks_, gamma=self.closeness_)
        return np.asarray(likeness @ self.coefficients_ + self.offset_)

    def _forest(self) -> Any:
        raise NotImplementedError

    def _values(self, y: np.ndarray) -> np.ndarray:
        """(n_rows, n_values): what the regression is fitted to."""
        raise NotImplementedError

    def _loss(self, y: np.ndarray, said: np.ndarray, weights: np.ndarray) -> float:
        raise NotImplementedError

    def _sharpen(self, y: np.ndarray, said: np.ndarray, weights: np.ndarray) -> None:
        """Learns what becomes of the scores. said: those of rows left out."""


class TunedLikenessRegressor(RegressorMixin, _TunedOnLikeness):  # type: ignore[misc]
    """For numbers."""

    def predict(self, X: np.ndarray) -> np.ndarray:
        """(n_rows,) predictions for X as in `fit`."""
        return np.asarray(self._scores(X)[:, 0])

    def _forest(self) -> Any:
        return ExtraTreesRegressor(TREES, min_samples_leaf=ROWS_OF_A_LEAF, random_state=self.random_state)

    def _values(self, y: np.ndarray) -> np.ndarray:
        return np.asarray(y, dtype=np.float64)[:, None]

    def _loss(self, y: np.ndarray, said: np.ndarray, weights: np.ndarray) -> float:
        return float(np.average((y - said[:, 0]) ** 2, weights=weights))


class TunedLikenessClassifier(ClassifierMixin, _TunedOnLikeness):  # type: ignore[misc]
    """For class indices: a regression to -1 and 1 for each class, whose scores are then made probabilities."""

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None, ties: Ties = NO_TIES) -> Self:
        """X: (n_rows, n_features) finite numbers on one scale. y and sample_weight: (n_rows,)."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        return super().fit(X, codes, sample_weight, ties)

    def predict(self, X: np.ndarray) -> Any:
        """(n_rows,) classes for X as in `fit`."""
        return self.classes_[self._scores(X).argmax(axis=1)]

    def predict_proba(self, X: np.ndarray) -> Any:
        """(n_rows, n_classes) probabilities for X as in `fit`."""
        return softmax(self.sharpness_ * self._scores(X), axis=1)

    def _forest(self) -> Any:
        return ExtraTreesClassifier(TREES, min_samples_leaf=ROWS_OF_A_LEAF, random_state=self.random_state)

    def _values(self, y: np.ndarray) -> np.ndarray:
        return np.where(y[:, None] == np.arange(len(self.classes_)), 1.0, -1.0)

    def _loss(self, y: np.ndarray, said: np.ndarray, weights: np.ndarray) -> float:
        return _sharpest(y, said, weights)[1]

    def _sharpen(self, y: np.ndarray, said: np.ndarray, weights: np.ndarray) -> None:
        self.sharpness_ = _sharpest(y, said, weights)[0]


def relevance_rows(n_features: int) -> int:
    """How many rows tell about so many columns at most."""
    return min(RELEVANCE_ROWS, max(LEAST_RELEVANCE_ROWS, RELEVANCE_CELLS // n_features))


def _sharpest(y: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """The factor of the scores that makes the best probabilities, and their log loss."""
    places = np.arange(len(y))

    def loss(logarithm: float) -> float:
        return -float(np.average(log_softmax(np.exp(logarithm) * scores, axis=1)[places, y], weights=weights))

    found = minimize_scalar(loss, bounds=SHARPNESS, method="bounded", options={"xatol": 1e-2})
    return float(np.exp(found.x)), float(found.fun)


def _exact(X: np.ndarray, weights: np.ndarray, closeness: float) -> _Basis:
    """Of the likeness of all rows to all."""
    root = np.sqrt(weights)
    sizes, directions = np.linalg.eigh(rbf_kernel(X, gamma=closeness) * root[:, None] * root)
    sizes = np.maximum(sizes, 0.0)
    return _Basis(directions * np.sqrt(sizes), sizes)


def _usable(splits: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Those with rows on both sides: one moment may fill a block."""
    return [(learned, seen) for learned, seen in splits if len(learned) and len(seen)]


def _uncorrelating(likeness: np.ndarray) -> np.ndarray:
    """(n_landmarks, n_directions): leads from likeness to landmarks to uncorrelated directions."""
    sizes, directions = np.linalg.eigh(likeness)
    kept = sizes > LEAST_SHARE * sizes[-1]
    return np.asarray(directions[:, kept] / np.sqrt(sizes[kept]))


def _some(n_rows: int, most: int, random: np.random.Generator) -> np.ndarray:
    """Places of all rows, or of so many drawn by chance, in their order."""
    return np.arange(n_rows) if n_rows <= most else np.sort(random.choice(n_rows, most, replace=False))

"""Columns in pieces: what lets a network bend where the data do."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

MOST_PIECES = 2000
"""Of all columns together; many columns have fewer each, and very many none."""


class Pieces(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Every column, and for columns of several values how far each value is into each of ``n_pieces`` intervals.

    The intervals hold about as many of the rows fitted on each. A value is at 0 before an interval and at 1 behind it,
    so that a line with bends in the column is a straight one in its pieces.
    Source: Gorishniy et al. (2022), On Embeddings for Numerical Features in Tabular Deep Learning, sec. 3.2.
    """

    def __init__(self, n_pieces: int = 8) -> None:
        self.n_pieces = n_pieces

    def fit(self, X: np.ndarray, _y: Any = None) -> Self:
        """X: (n_rows, n_features) finite numbers."""
        n_pieces = max(1, min(self.n_pieces, MOST_PIECES // X.shape[1]))
        borders = np.quantile(X, np.linspace(0, 1, n_pieces + 1), axis=0, method="nearest")
        self.edges_ = [np.unique(column) for column in borders.T]
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """X: (n_rows, n_features). Returns (n_rows, n_features + pieces)."""
        made = [X]
        for column, edges in zip(X.T, self.edges_, strict=True):
            if len(edges) > 2:
                made.append(np.clip((column[:, None] - edges[:-1]) / np.diff(edges), 0.0, 1.0))
        return np.hstack(made)

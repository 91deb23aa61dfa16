"""Free text: pieces of words, hashed, weighted and condensed, and how long it is."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from automl_data.recipe.frames import FrameTransformer, Steps, framed
from automl_data.recipe.scales import scaler
from automl_shared.recipe import Recipe
from automl_shared.threads import libraries

COMPONENTS = 32
"""Numbers a text becomes at most."""
CHARACTERS = 1000
"""How far a text is read."""
PIECES = (2, 3)
"""Lengths of the pieces of words, in characters: works for languages without blanks between words."""
BUCKETS = 2**12
ITERATIONS = 3
WEAKEST = 1e-6
"""Strength of a direction, in shares of the strongest, below which it is rounding error."""


def steps(recipe: Recipe) -> Steps:
    """The steps for columns of text, in order."""
    made: list[tuple[str, Any]] = [("vectors", TextVectors())]
    if recipe.scaling != "none":
        made.append(("scale", scaler(recipe.scaling)))
    return Steps(made)


class TextVectors(FrameTransformer):
    """Each column as up to `COMPONENTS` numbers, ``note text 1``, ``note text 2``, …, and ``note length``.

    A gap is an empty text, whose numbers are all 0. Only the first `CHARACTERS` characters are read; all are counted.
    Source: Deerwester et al. (1990), Indexing by latent semantic analysis; Weinberger et al. (2009), Feature hashing.
    """

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) of anything, read as text."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X: pd.DataFrame, _y: Any = None, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features) floats."""
        self.weights_, self.svd_, self.names_ = {}, {}, []
        columns: list[np.ndarray] = []
        for name in X.columns:
            words = _words(X[name])
            self.weights_[name] = TfidfTransformer()
            weighted = self.weights_[name].fit_transform(_counts(words))
            self.svd_[name] = _condenser(weighted)
            columns += self._columns(name, words, weighted)
            width = self.svd_[name].components_.shape[0]
            self.names_ += [f"{name} text {number}" for number in range(1, width + 1)] + [f"{name} length"]
        return framed(columns, self.names_, X.index)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_features) floats."""
        columns: list[np.ndarray] = []
        for name in self.svd_:
            words = _words(X[name])
            columns += self._columns(name, words, self.weights_[name].transform(_counts(words)))
        return framed(columns, self.names_, X.index)

    def _columns(self, name: str, words: pd.Series, weighted: Any) -> list[np.ndarray]:
        return [*self.svd_[name].transform(weighted).T, words.str.len().to_numpy(dtype="float64")]


def _words(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "").map(str)


def _counts(words: pd.Series) -> Any:
    hashing = HashingVectorizer(
        analyzer="char_wb", ngram_range=PIECES, n_features=BUCKETS, alternate_sign=False, norm=None
    )
    return hashing.transform(words.str.slice(stop=CHARACTERS))


def _condenser(weighted: Any) -> TruncatedSVD:
    """Without the directions in which texts do not differ: scaled, their rounding errors would look like features."""
    width = max(1, min(COMPONENTS, weighted.shape[0] - 1))
    # one thread: for so narrow matrices more of them only wait for each other, seconds long on a busy machine;
    # texts that are all empty have no variance to explain
    with libraries().limit(limits=1, user_api="blas"), np.errstate(divide="ignore", invalid="ignore"):
        svd = TruncatedSVD(width, n_iter=ITERATIONS, random_state=0).fit(weighted)
    strength = svd.singular_values_
    svd.components_ = svd.components_[strength > WEAKEST * strength.max()]
    return svd

"""What our transformers have in common: frame in, frame out, names kept.

scikit-learn's own pipeline, column transformer and output wrapping take 20 ms a call however few the rows are, and a
candidate makes some forty calls. Ours do the same work in the same order on the same memory, and nothing around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline

from automl_data.recipe.ties import NO_TIES, Ties

Part = tuple[str, Any, list[str]]
"""A name, a transformer, and the columns it is given."""


class FrameTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer of frames. ``fit`` sets ``names_``, the columns of what ``transform`` returns."""

    names_: list[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(auto_wrap_output_keys=None, **options)

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns). Keeps the names."""
        self.names_ = [str(name) for name in X.columns]
        return self

    def fit_transform(self, X: pd.DataFrame, *y: Any, **_: Any) -> pd.DataFrame:
        """`fit`, then ``transform`` of the same rows."""
        self.fit(X, *y)
        made: pd.DataFrame = self.transform(X)
        return made

    def get_feature_names_out(self, _input_features: Any = None) -> np.ndarray:
        """(n_features,) names."""
        return np.asarray(self.names_, dtype=object)


class SplitsRows(FrameTransformer):
    """A transformer that splits the rows it is fitted on once more; its ``fit_transform`` is told their ``ties``."""


class Each(FrameTransformer):
    """A step that learns nothing and keeps the columns: a function of the frame."""

    def __init__(self, function: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        self.function = function

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns)."""
        return self.function(X)


class Framed(FrameTransformer):
    """A transformer of scikit-learn's, which sees bare numbers or objects; what it returns gets its names."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """X: (n_rows, n_columns) of one type."""
        self.estimator.fit(X.to_numpy(), y)
        self.names_ = [str(name) for name in self.estimator.get_feature_names_out(list(X.columns))]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_features)."""
        made = self.estimator.transform(X.to_numpy())
        return pd.DataFrame(made, index=X.index, columns=labels(self.names_), dtype=made.dtype, copy=False)


class Steps(Pipeline):  # type: ignore[misc]
    """Transformers one after the other."""

    def fit(self, X: pd.DataFrame, y: Any = None, **_: Any) -> Self:
        """X: (n_rows, n_columns)."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None, ties: Ties = NO_TIES, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features) of the last step."""
        for _name, step in self.steps:
            X = step.fit_transform(X, y, **_told(step, ties))
        return X

    def transform(self, X: pd.DataFrame, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features) of the last step."""
        for _name, step in self.steps:
            X = step.transform(X)
        return X

    def get_feature_names_out(self, _input_features: Any = None) -> np.ndarray:
        """(n_features,) names."""
        return np.asarray(self.steps[-1][1].get_feature_names_out(), dtype=object)


class Parts(FrameTransformer):
    """Transformers side by side, each on columns of its own: ``<part>__<name>``."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    @property
    def named_transformers_(self) -> dict[str, Any]:
        return {name: transformer for name, transformer, _ in self.parts}

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """X: (n_rows, n_columns) with the columns of every part."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None, ties: Ties = NO_TIES, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features)."""
        made = [one.fit_transform(taken(X, names), y, **_told(one, ties)) for _, one, names in self.parts]
        self.names_ = [f"{part}__{name}" for (part, _, _), one in zip(self.parts, made, strict=True) for name in one]
        return self._joined(made)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_features). Raises ValueError when a column is missing."""
        return self._joined([transformer.transform(taken(X, names)) for _, transformer, names in self.parts])

    def _joined(self, made: Sequence[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(made, axis=1).set_axis(labels(self.names_), axis=1)


def _told(step: Any, ties: Ties) -> dict[str, Ties]:
    """What a step is told beside rows and target: plugins and scikit-learn's own take nothing more."""
    return {"ties": ties} if isinstance(step, Steps | Parts | SplitsRows) else {}


def each(function: Callable[[pd.DataFrame], pd.DataFrame]) -> Each:
    """A step that learns nothing and keeps the columns."""
    return Each(function)


def taken(X: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """These columns, of names that are unique; a quarter of the time of ``X[names]``. Raises ValueError without one."""
    places = X.columns.get_indexer(labels(names))
    if missing := [name for name, place in zip(names, places, strict=True) if place < 0]:
        raise ValueError(f"columns are missing: {', '.join(missing)}")
    return X.take(places, axis=1)


def framed(columns: Sequence[Any], names: Sequence[str], index: pd.Index) -> pd.DataFrame:
    """Arrays (n_rows,) side by side, without a copy a column."""
    values = np.column_stack(columns) if columns else np.empty((len(index), 0))
    return pd.DataFrame(values, index=index, columns=labels(names))


def labels(names: Sequence[str]) -> pd.Index:
    """The names as the columns of a frame; pandas takes longer to make these than the frame around them."""
    return _labels(tuple(names)).view()


@lru_cache(maxsize=64)
def _labels(names: tuple[str, ...]) -> pd.Index:
    return pd.Index(names, tupleize_cols=False)

"""What our transformers have in common: frame in, frame out, names kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import FunctionTransformer


class FrameTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer of frames. ``fit`` sets ``names_``, the columns of what ``transform`` returns."""

    names_: list[str]

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns). Keeps the names."""
        self.names_ = [str(name) for name in X.columns]
        return self

    def get_feature_names_out(self, _input_features: Any = None) -> np.ndarray:
        """(n_features,) names."""
        return np.asarray(self.names_, dtype=object)


def each(function: Callable[[pd.DataFrame], pd.DataFrame]) -> FunctionTransformer:
    """A step that learns nothing and keeps the columns."""
    return FunctionTransformer(function, feature_names_out="one-to-one")


def framed(columns: Sequence[Any], names: Sequence[str], index: pd.Index) -> pd.DataFrame:
    """Arrays (n_rows,) side by side, without a copy a column."""
    values = np.column_stack(columns) if columns else np.empty((len(index), 0))
    return pd.DataFrame(values, index=index, columns=list(names))

"""Numbers: read, filled, multiplied, brought to one scale, condensed."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import PolynomialFeatures

from automl_data.recipe.frames import Framed, FrameTransformer, Steps, each
from automl_data.recipe.gaps import imputer
from automl_data.recipe.scales import scaler
from automl_shared.errors import DataError
from automl_shared.plugins import PREPROCESSORS
from automl_shared.recipe import LARGEST, Recipe
from automl_shared.words import T_


def steps(recipe: Recipe) -> Steps:
    """The steps for columns of numbers, in order. Raises UnknownPlugin."""
    made: list[tuple[str, Any]] = [("type", each(finite)), ("impute", imputer(recipe))]
    for place, choice in enumerate(recipe.plugins):
        plugin = PREPROCESSORS.get(choice.name)
        if plugin.columns == "numeric":
            made.append((f"plugin{place}", plugin.transformer(choice.params)))
    if recipe.polynomial_degree:
        made.append(("polynomial", Framed(PolynomialFeatures(recipe.polynomial_degree, include_bias=False))))
        made.append(("bound", each(_bounded)))
    if recipe.scaling != "none":
        made.append(("scale", scaler(recipe.scaling)))
    if recipe.pca:
        made.append(("pca", Components(recipe.pca)))
    return Steps(made)


def finite(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns as float64, infinities and what is no number as gaps.

    Raises DataError for a column that has values and not one number: it is another column than the one trained on.
    """
    values = _all_floats(frame)
    values[~(np.abs(values) < LARGEST)] = np.nan
    return pd.DataFrame(values, index=frame.index, columns=frame.columns, copy=False)


def _all_floats(frame: pd.DataFrame) -> np.ndarray:
    """(n_rows, n_columns); at once where numpy holds the numbers, as column by column a wide table takes seconds."""
    if all(isinstance(kind, np.dtype) and kind.kind in "biuf" for kind in frame.dtypes):
        return frame.to_numpy(dtype="float64", copy=True)
    return np.array([_floats(column) for _, column in frame.items()]).T


def floats(column: pd.Series) -> np.ndarray:
    """(n_rows,) float64; what is no number is NaN."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype="float64", na_value=np.nan)
    return pd.to_numeric(column.astype(object), errors="coerce").to_numpy(dtype="float64")


def _floats(column: pd.Series) -> np.ndarray:
    values = floats(column)
    if not pd.api.types.is_numeric_dtype(column) and np.isnan(values).all():
        present = column.dropna().map(str).str.strip()
        if (present != "").any():
            raise DataError(
                T_("the column {column!r} holds no number", column=column.name),
                value=repr(present[present != ""].iloc[0]),
                allowed=T_("numbers, or empty"),
                fix=T_("write the numbers with a decimal point and without units"),
            )
    return values


def _bounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Products of large numbers leave what tree models compute in."""
    return frame.clip(-LARGEST, LARGEST)


class Components(FrameTransformer):
    """Principal components, never more than there are columns or rows: ``component 1``, ``component 2``, …

    ``kept``: how many, or below 1 the share of the variance that must remain.
    """

    def __init__(self, kept: float) -> None:
        self.kept = kept

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) floats without gaps."""
        is_share = self.kept < 1
        kept = self.kept if is_share else min(int(self.kept), *X.shape)
        with np.errstate(divide="ignore", invalid="ignore"):  # columns that are all constant have no variance to share
            self.pca_ = PCA(kept, svd_solver="full" if is_share else "auto", random_state=0).fit(X.to_numpy())
        self.names_ = [f"component {number}" for number in range(1, self.pca_.n_components_ + 1)]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_components)."""
        return pd.DataFrame(self.pca_.transform(X.to_numpy()), index=X.index, columns=self.names_)

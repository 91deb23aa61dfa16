"""Encoders of categories that scikit-learn does not have as they are needed here. All take text."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd

from automl_data.intake.columns import changed
from automl_data.recipe.frames import FrameTransformer, SplitsRows, framed
from automl_data.recipe.means import means, means_of_others
from automl_data.recipe.ties import NO_TIES, Ties
from automl_shared.config.models import TaskType
from automl_shared.errors import ContractError
from automl_shared.recipe import MISSING, RARE
from automl_shared.words import T_


class RareCategories(FrameTransformer):
    """Categories of a smaller ``share`` of the rows, and the rarest beyond ``most``, become one: ``(rare)``."""

    def __init__(self, share: float | None, most: int | None) -> None:
        self.share = share
        self.most = most

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) text, gaps allowed."""
        self.rare_ = {name: self._rare(X[name]) for name in X.columns}
        return super().fit(X)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns) text. A category that was not seen stays what it is."""
        grouped = {name: X[name].mask(X[name].isin(rare), RARE) for name, rare in self.rare_.items() if rare}
        return changed(X, grouped) if grouped else X

    def _rare(self, column: pd.Series) -> list[str]:
        """The most frequent first, equally frequent ones by the alphabet."""
        codes, known = pd.factorize(column.to_numpy(dtype=object), sort=True)
        counts = np.bincount(codes[codes >= 0], minlength=len(known))
        order = np.argsort(-counts, kind="stable")
        few = counts[order] < (self.share or 0.0) * len(column)
        if self.most is not None and len(counts) - few.sum() + few.any() > self.most:
            few[self.most - 1 :] = True
        return list(known[order[few]])


class FrequencyEncoder(FrameTransformer):
    """The share of the rows that have the category; 0 for one that was not seen."""

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) text."""
        self.shares_ = {name: X[name].value_counts(normalize=True).to_dict() for name in X.columns}
        return super().fit(X)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns) floats."""
        shares = [X[name].map(known).fillna(0.0).astype("float64") for name, known in self.shares_.items()]
        return framed(shares, self.names_, X.index)


class NativeEncoder(FrameTransformer):
    """The category's place in the alphabet as a pandas category, for models that take those; a gap where not seen."""

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) text, gaps allowed."""
        self.categories_ = {name: sorted(X[name].dropna().unique()) or [MISSING] for name in X.columns}
        return super().fit(X)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns), dtype category, with the categories of the rows fitted on."""
        return pd.DataFrame({name: self._codes(X[name], known) for name, known in self.categories_.items()})

    @staticmethod
    def _codes(column: pd.Series, known: list[str]) -> pd.Series:
        codes = pd.Index(known, dtype=object).get_indexer(pd.Index(column))
        return pd.Series(pd.Categorical.from_codes(codes, categories=pd.RangeIndex(len(known))), index=column.index)


class TargetMeanEncoder(SplitsRows):
    """The mean of the target over the rows of a category, drawn to the overall mean where rows are few.

    For two classes it is the share of the second, for more one feature a class. A category that was not seen gives the
    overall mean. The rows fitted on are encoded by folds, each row by the rows of the other folds, so that no row is
    described by its own target. scikit-learn's encoder of the same kind has no seed that works without a warning both
    before and after its version 1.9, and needs as many rows as folds.
    Source: Micci-Barreca (2001), A preprocessing scheme for high-cardinality categorical attributes.
    """

    def __init__(self, task_type: TaskType) -> None:
        self.task_type = task_type

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """X: (n_rows, n_columns) text. y: (n_rows,) floats, or classes. Raises ContractError without y."""
        self._learn(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None, ties: Ties = NO_TIES, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features) floats, each row encoded by the rows of the other folds, by time of the earlier ones."""
        targets = self._learn(X, y)
        columns = []
        for name in self.columns_:
            known = self.categories_[name]
            places = _places(X[name], known)
            columns += [means_of_others(places, target, len(known), ties) for target in targets.T]
        return framed(columns, self.names_, X.index)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_features) floats."""
        columns = []
        for name in self.columns_:
            codes = _places(X[name], self.categories_[name])
            for number, mean in enumerate(self.means_):
                columns.append(np.append(self.encodings_[name][number], mean)[codes])
        return framed(columns, self.names_, X.index)

    def _learn(self, X: pd.DataFrame, y: Any) -> np.ndarray:
        if y is None:
            raise ContractError(T_("target encoding needs the target"), fix=T_("call fit_transform(X, y)"))
        targets, suffixes = self._targets(np.asarray(y))
        self.means_ = targets.mean(axis=0)
        self.columns_ = list(X.columns)
        self.names_ = [f"{name}{suffix}" for name in self.columns_ for suffix in suffixes]
        self.categories_, self.encodings_ = {}, {}
        for name in self.columns_:
            codes, known = pd.factorize(X[name], sort=True)
            self.categories_[name] = list(known)
            self.encodings_[name] = [
                means(codes, target, len(known), mean) for target, mean in zip(targets.T, self.means_, strict=True)
            ]
        return targets

    def _targets(self, y: np.ndarray) -> tuple[np.ndarray, list[str]]:
        """(n_rows, 1 or n_classes) floats, and what their features' names end in."""
        if self.task_type == "regression":
            return y.astype("float64")[:, None], [""]
        classes = np.unique(y)
        if len(classes) <= 2:
            return (y == classes[-1]).astype("float64")[:, None], [""]
        return (y[:, None] == classes).astype("float64"), [f" and {one}" for one in classes]


def _places(column: pd.Series, known: list[str]) -> np.ndarray:
    return pd.Index(known, dtype=object).get_indexer(pd.Index(column))

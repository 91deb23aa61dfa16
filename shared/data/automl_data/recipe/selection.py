"""The features that say most about the target."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.feature_selection import f_classif, f_regression

from automl_data.recipe.frames import FrameTransformer
from automl_shared.config.models import TaskType
from automl_shared.errors import ContractError
from automl_shared.words import T_


class BestFeatures(FrameTransformer):
    """The features that differ most between the classes, or run most with a numeric target, each on its own.

    ``kept``: how many, or below 1 which share of them; always one at least. Of equals the first are kept.
    Source: Fisher (1925), Statistical Methods for Research Workers: the F-test.
    """

    def __init__(self, kept: float, task_type: TaskType) -> None:
        self.kept = kept
        self.task_type = task_type

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """X: (n_rows, n_features) without gaps. y: (n_rows,) floats, or classes. Raises ContractError without y."""
        if y is None:
            raise ContractError(T_("feature selection needs the target"), fix=T_("call fit_transform(X, y)"))
        wanted = self.kept * X.shape[1] if self.kept < 1 else self.kept
        best = np.argsort(-self._scores(X.to_numpy(), np.asarray(y)), kind="stable")
        self.places_ = np.sort(best[: max(1, round(wanted))])
        self.names_ = [str(X.columns[place]) for place in self.places_]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_kept)."""
        return X.iloc[:, self.places_]

    def _scores(self, values: np.ndarray, y: np.ndarray) -> np.ndarray:
        """(n_features,), lowest for a feature that has no value, a constant for one."""
        if len(np.unique(y)) < 2:
            return np.zeros(values.shape[1])
        test = f_regression if self.task_type == "regression" else f_classif
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore", UserWarning)
            scores = np.asarray(test(values, y)[0], dtype="float64")
        return np.where(np.isnan(scores), -1.0, scores)

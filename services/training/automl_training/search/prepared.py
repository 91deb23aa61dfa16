"""The recipe fitted in every fold, once for all settings that are tried in it."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from automl_shared.frozen import Frozen
from automl_training.candidate import Candidate, Features, FittedPipeline, Prepared
from automl_training.material import Fold, Material
from automl_training.resources import memory_share

KEPT_SHARE = 0.2
"""Of the worker's memory, that prepared folds may fill; what does not fit is prepared again for each trial."""


class PreparedFold(Frozen):
    """A fold's rows as the model sees them, and the seconds it took to prepare them."""

    fold: Fold
    fitted_on: Prepared
    scored_on: Features
    fit_seconds: float
    predict_seconds: float

    @property
    def size_bytes(self) -> int:
        return _size(self.fitted_on.features) + _size(self.scored_on)


class FittedFold(Frozen):
    """A setting fitted in one fold, and its predictions in the order of ``fold.scored_on``.

    The seconds include the preparation, as if no other setting had shared it.
    """

    fold: Fold
    pipeline: FittedPipeline
    predicted: np.ndarray
    fit_seconds: float
    predict_seconds: float


class PreparedFolds:
    """The folds of a candidate, prepared at first use and kept as far as memory allows."""

    def __init__(self, candidate: Candidate, data: Material, *, most_bytes: int | None = None) -> None:
        self._candidate, self._data = candidate, data
        self._free = int(KEPT_SHARE * memory_share()) if most_bytes is None else most_bytes
        self._kept: dict[str, PreparedFold] = {}

    def fit(self, candidate: Candidate, fold: Fold) -> FittedFold:
        """Fits a setting, a candidate with the same recipe, in one fold. Raises whatever the model raises."""
        rows = self._prepared(fold)
        started = time.perf_counter()
        pipeline = candidate.fit_prepared(rows.fitted_on)
        fitted = time.perf_counter()
        predicted = pipeline.predict_features(rows.scored_on)
        done = time.perf_counter()
        return FittedFold(
            fold=fold,
            pipeline=pipeline,
            predicted=predicted,
            fit_seconds=rows.fit_seconds + fitted - started,
            predict_seconds=rows.predict_seconds + done - fitted,
        )

    def _prepared(self, fold: Fold) -> PreparedFold:
        if fold.name in self._kept:
            return self._kept[fold.name]
        made = self._prepare(fold)
        if made.size_bytes <= self._free:
            self._free -= made.size_bytes
            self._kept[fold.name] = made
        return made

    def _prepare(self, fold: Fold) -> PreparedFold:
        started = time.perf_counter()
        data, at = self._data, fold.fitted_on
        rows = self._candidate.prepare(data.X.iloc[at], data.y[at], data.weights_of(at), data.ties.at(at))
        fitted = time.perf_counter()
        scored_on = rows.transformed(self._data.X.iloc[fold.scored_on])
        done = time.perf_counter()
        return PreparedFold(
            fold=fold,
            fitted_on=rows,
            scored_on=scored_on,
            fit_seconds=fitted - started,
            predict_seconds=done - fitted,
        )


def _size(features: Features) -> int:
    return int(features.memory_usage().sum() if isinstance(features, pd.DataFrame) else features.nbytes)

"""Support vector classifiers with probabilities."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import softmax
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC, LinearSVC

from automl_data.recipe import NO_TIES, Ties
from automl_training.estimators.quiet import Quiet
from automl_training.inner_splits import Split, folds_of

INNER_FOLDS = 3


class _Calibrated(Quiet):
    """Mixin: distances are turned into probabilities by an inner cross-validation.

    It keeps groups together; by time the latest rows are looked at from those before them. With a class of one single
    row, or of one group, there is nothing to calibrate on: the distances are then squashed as they are.
    Source: Platt (1999), Probabilistic Outputs for Support Vector Machines.
    """

    calibrated_: Any
    plain: type
    """The class without probabilities."""

    def fit(self, X: Any, y: Any, ties: Ties = NO_TIES, **options: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,) class indices."""
        y = np.asarray(y)
        self.calibrated_ = None
        splits = _splits(y, ties)
        if not splits:
            return super().fit(X, y, **options)
        plain = clone(self.plain(**self.get_params()))  # type: ignore[attr-defined]
        alone = isinstance(splits, list) and len(splits) == 1
        self.calibrated_ = CalibratedClassifierCV(plain, cv=splits, ensemble=alone).fit(X, y, **options)
        self.calibrated_.cv = None  # the rows of the folds are no part of the fitted model
        (calibrated,) = self.calibrated_.calibrated_classifiers_
        if alone:
            calibrated.estimator = clone(plain).fit(X, y, **options)
        vars(self).update(vars(calibrated.estimator))  # fitted once: it takes longer than all else
        return self

    def predict_proba(self, X: Any) -> Any:
        """(n_rows, n_classes) probabilities for X (n_rows, n_features)."""
        if self.calibrated_ is not None:
            return self.calibrated_.predict_proba(X)
        distances = self.decision_function(X)  # type: ignore[attr-defined]
        return softmax(np.column_stack([-distances, distances]) if distances.ndim == 1 else distances, axis=1)


def _splits(y: np.ndarray, ties: Ties) -> int | list[Split]:
    """The number of folds, or those that respect the ties, by time the last alone; 0 or none to do without."""
    if not ties:
        folds = min(INNER_FOLDS, int(np.unique(y, return_counts=True)[1].min()))
        return folds if folds > 1 else 0
    splits = folds_of(y, INNER_FOLDS, ties, by_class=True)
    if ties.times is None:
        return splits if len(splits) > 1 else []
    return [(learned, seen) for learned, seen in splits[-1:] if len(np.unique(y[seen])) == len(np.unique(y))]


class _QuietLinearSVC(Quiet, LinearSVC):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""


class CalibratedSVC(_Calibrated, SVC):  # type: ignore[misc]
    """With a border of any shape; time and memory grow with the square of the rows."""

    plain = SVC


class CalibratedLinearSVC(_Calibrated, LinearSVC):  # type: ignore[misc]
    """With a straight border."""

    plain = _QuietLinearSVC

"""Support vector classifiers with probabilities."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import softmax
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC, LinearSVC

from automl_training.estimators.quiet import Quiet

INNER_FOLDS = 3


class _Calibrated(Quiet):
    """Mixin: distances are turned into probabilities by an inner cross-validation.

    With a class of one single row there is nothing to calibrate on: the distances are then squashed as they are.
    Source: Platt (1999), Probabilistic Outputs for Support Vector Machines.
    """

    calibrated_: Any
    plain: type
    """The class without probabilities."""

    def fit(self, X: Any, y: Any, **options: Any) -> Self:
        """X: (n_rows, n_features). y: (n_rows,) class indices."""
        folds = min(INNER_FOLDS, int(np.unique(y, return_counts=True)[1].min()))
        self.calibrated_ = None
        if folds < 2:
            return super().fit(X, y, **options)
        plain = clone(self.plain(**self.get_params()))  # type: ignore[attr-defined]
        self.calibrated_ = CalibratedClassifierCV(plain, cv=folds, ensemble=False).fit(X, y, **options)
        of_all_rows = self.calibrated_.calibrated_classifiers_[0].estimator
        vars(self).update(vars(of_all_rows))  # fitted once: it takes longer than all else
        return self

    def predict_proba(self, X: Any) -> Any:
        """(n_rows, n_classes) probabilities for X (n_rows, n_features)."""
        if self.calibrated_ is not None:
            return self.calibrated_.predict_proba(X)
        distances = self.decision_function(X)  # type: ignore[attr-defined]
        return softmax(np.column_stack([-distances, distances]) if distances.ndim == 1 else distances, axis=1)


class _QuietLinearSVC(Quiet, LinearSVC):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""


class CalibratedSVC(_Calibrated, SVC):  # type: ignore[misc]
    """With a border of any shape; time and memory grow with the square of the rows."""

    plain = SVC


class CalibratedLinearSVC(_Calibrated, LinearSVC):  # type: ignore[misc]
    """With a straight border."""

    plain = _QuietLinearSVC

"""A support vector classifier with probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import softmax
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC

INNER_FOLDS = 3


class CalibratedSVC(SVC):  # type: ignore[misc]
    """SVC whose distances are turned into probabilities by an inner cross-validation.

    With a class of one single row there is nothing to calibrate on: the distances are then squashed as they are.
    Source: Platt (1999), Probabilistic Outputs for Support Vector Machines.
    """

    def fit(self, X: Any, y: Any) -> CalibratedSVC:
        """X: (n_rows, n_features). y: (n_rows,) class indices."""
        super().fit(X, y)
        folds = min(INNER_FOLDS, int(np.unique(y, return_counts=True)[1].min()))
        self.calibrated_ = None
        if folds >= 2:
            self.calibrated_ = CalibratedClassifierCV(SVC(**self.get_params()), cv=folds, ensemble=False).fit(X, y)
        return self

    def predict_proba(self, X: Any) -> Any:
        """(n_rows, n_classes) probabilities for X (n_rows, n_features)."""
        if self.calibrated_ is not None:
            return self.calibrated_.predict_proba(X)
        distances = self.decision_function(X)
        return softmax(np.column_stack([-distances, distances]) if distances.ndim == 1 else distances, axis=1)

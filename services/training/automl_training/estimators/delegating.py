"""A classifier that is another one, once it is fitted."""

from __future__ import annotations

from typing import Any

from sklearn.base import ClassifierMixin


class OfFitted(ClassifierMixin):  # type: ignore[misc]
    """Answers as its ``estimator_`` does, which its fit has made."""

    estimator_: Any

    @property
    def classes_(self) -> Any:
        """(n_classes,) class indices, in the order of the probabilities."""
        return self.estimator_.classes_

    def predict_proba(self, X: Any) -> Any:
        """(n_rows, n_classes) probabilities for X (n_rows, n_features)."""
        return self.estimator_.predict_proba(X)

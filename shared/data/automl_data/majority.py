"""The majority of several classifiers, as an estimator that sees their probabilities side by side."""

from __future__ import annotations

from typing import Any

from automl_shared.lazy import np

TIE_BREAK = 1e-6
"""Weight of the mean probability beside the votes."""


class MajorityVote:
    """One vote a member for its likeliest class; the shares of the votes are the probabilities, ties go to the class
    that is likelier on average."""

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes

    def fit(self) -> MajorityVote:
        """There is nothing to learn but the classes' indices."""
        self.classes_ = np.arange(self.n_classes)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """X: (n_rows, n_members * n_classes), all classes of the first member first. Returns (n_rows, n_classes)."""
        members = np.asarray(X, dtype=np.float64).reshape(len(X), -1, self.n_classes)
        votes = (members.argmax(axis=2)[:, :, None] == self.classes_).mean(axis=1)
        mixed = votes + TIE_BREAK * members.mean(axis=1)
        return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))

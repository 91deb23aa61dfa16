"""Neural networks that take ``max_iter`` as a budget."""

from __future__ import annotations

from sklearn.neural_network import MLPClassifier, MLPRegressor

from automl_training.estimators.quiet import Quiet


class BoundedMLPClassifier(Quiet, MLPClassifier):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""


class BoundedMLPRegressor(Quiet, MLPRegressor):  # type: ignore[misc]
    """Using up ``max_iter`` is a usual outcome."""

"""Gaussian processes without warnings."""

from __future__ import annotations

from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor

from automl_training.estimators.quiet import Quiet


class QuietGaussianProcessClassifier(Quiet, GaussianProcessClassifier):  # type: ignore[misc]
    """A kernel parameter at its bound is a usual outcome."""


class QuietGaussianProcessRegressor(Quiet, GaussianProcessRegressor):  # type: ignore[misc]
    """A kernel parameter at its bound is a usual outcome."""

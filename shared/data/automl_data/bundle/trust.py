"""What a stored part may be made of: nothing else is built when it is loaded.

What is trusted does nothing on being built but take its state. skops refuses every other type, and functions above all;
a part with a type that is not trusted is stored as a pickle. That holds back code, not damage: a forged array can
still end the process, so that the sha256 is worth asking for all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from automl_shared.plugins import MODELS

ESTIMATORS_OF = ("sklearn", "automl_data.recipe", "automl_training.estimators")
"""Packages and modules whose estimators, transformers among them, are trusted, beside those that models declare."""

_NAMES = """
builtins: bool float int list set str tuple
collections: OrderedDict
numpy: bool dtype float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64
numpy.random: MT19937 PCG64
automl_data.majority: MajorityVote
automl_data.recipe.categorical: _CategoryName _named_gaps plain_text
automl_data.recipe.history: History
automl_data.recipe.numeric: _bounded finite
automl_training.candidate: FittedPipeline
automl_training.sharpness: Sharpness
automl_training.targets: Fitted Log Straight TargetScale
scipy.sparse._csr: csr_matrix
scipy.special._special_ufuncs: logit
sklearn._loss.link: HalfLogitLink IdentityLink Interval LogLink LogitLink MultinomialLogit
sklearn._loss.loss: AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss HalfPoissonLoss
sklearn._loss.loss: HalfSquaredError HuberLoss PinballLoss
sklearn.calibration: _CalibratedClassifier
sklearn.ensemble._hist_gradient_boosting.predictor: TreePredictor
sklearn.gaussian_process.kernels: ConstantKernel DotProduct Matern Product RBF RationalQuadratic Sum WhiteKernel
sklearn.metrics._dist_metrics: EuclideanDistance64 ManhattanDistance64 MinkowskiDistance64
sklearn.neighbors._ball_tree: BallTree
sklearn.neighbors._kd_tree: KDTree
sklearn.neural_network._stochastic_optimizers: AdamOptimizer SGDOptimizer
sklearn.tree._tree: Tree
"""
"""Module to its classes that are no estimators, and to its functions, beside those that models declare."""


def _listed(names: str) -> frozenset[str]:
    lines = (line.partition(":") for line in names.strip().splitlines())
    return frozenset(f"{module}.{name}" for module, _, own in lines for name in own.split())


TRUSTED = _listed(_NAMES)


def untrusted(names: Iterable[str]) -> list[str]:
    """Those of the types and functions, named in full, that may not be built. Raises ImportError without a package."""
    return sorted(name for name in names if name not in TRUSTED and not _is_estimator(name) and not _is_declared(name))


@cache
def _declared() -> frozenset[str]:
    return frozenset(name for model in MODELS for name in MODELS.get(model).trusted)


def _is_declared(name: str) -> bool:
    """Whether a model says that it is made of this; ``module.*`` stands for the module's estimators."""
    everything = f"{name.rpartition('.')[0]}.*"
    return name in _declared() or (everything in _declared() and _is_class_of_estimators(name))


def _is_estimator(name: str) -> bool:
    """Looked up one by one: to list all estimators of scikit-learn takes half a second."""
    module = name.rpartition(".")[0]
    return any(module == one or module.startswith(f"{one}.") for one in ESTIMATORS_OF) and _is_class_of_estimators(name)


def _is_class_of_estimators(name: str) -> bool:
    from sklearn.base import BaseEstimator

    module, _, own = name.rpartition(".")
    found = getattr(import_module(module), own, None)
    return isinstance(found, type) and issubclass(found, BaseEstimator)

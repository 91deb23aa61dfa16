"""Fitted estimators as ONNX: linear models, forests and boosted trees, in double precision as they were fitted.

The converters of the libraries' own ecosystem compute in single precision, which sends values at a threshold to the
other side, and know no scikit-learn as new as ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from automl_controller.exporting.onnx.graph import Graph
from automl_controller.exporting.onnx.refusal import cannot
from automl_controller.exporting.onnx.trees import of_histograms, of_lightgbm, of_sklearn, summed
from automl_shared.words import T_

INNER = "estimator_"
"""Where wrappers keep the estimator that they chose."""


def answered(graph: Graph, estimator: Any, features: str) -> str:
    """(n_rows, n) numbers or probabilities. features: (n_rows, n_features) doubles. Raises ConfigError for an estimator
    of another kind."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    if isinstance(estimator, TransformedTargetRegressor):
        back = _line_of(estimator.transformer_.inverse_transform, 1)
        return graph.linear(answered(graph, estimator.regressor_, features), *back)
    if isinstance(estimator, Pipeline):
        for _, step in estimator.steps[:-1]:
            features = graph.linear(features, *_line_of(step.transform, step.n_features_in_))
        return answered(graph, estimator[-1], features)
    if said := _of_trees(graph, estimator, features):
        return said
    if hasattr(estimator, INNER):
        return answered(graph, getattr(estimator, INNER), features)
    return _of_line(graph, estimator, features)


def _line_of(function: Any, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Factor and what is added, (n,) each, of a function of each column by itself."""
    try:
        made = np.asarray(function(np.array([[0.0], [1.0], [-3.0]]) * np.ones(n)))
    except ValueError as error:
        raise cannot(T_("its target or its features go through a transformer of their own"), error) from error
    zero, one, other = made if made.shape == (3, n) else np.full((3, n), np.nan)
    if not np.allclose(zero - 3 * (one - zero), other, rtol=1e-9, atol=1e-9):
        raise cannot(
            T_("its target or its features are transformed by a curve"), getattr(function, "__qualname__", function)
        )
    return one - zero, zero


def _of_line(graph: Graph, estimator: Any, features: str) -> str:
    from sklearn.linear_model import LogisticRegression
    from sklearn.linear_model._base import LinearModel

    if not isinstance(estimator, LinearModel | LogisticRegression):
        raise cannot(T_("it is no linear model, forest or boosting"), type(estimator).__name__)
    factors = np.atleast_2d(np.asarray(estimator.coef_, dtype=np.float64)).T
    said = graph.node("MatMul", features, graph.constant(factors))
    raw = graph.linear(said, [1.0], np.atleast_1d(estimator.intercept_))
    return _chances(graph, raw, factors.shape[1]) if isinstance(estimator, LogisticRegression) else raw


def _of_trees(graph: Graph, estimator: Any, features: str) -> str | None:
    """None for what is not made of trees."""
    from lightgbm import LGBMClassifier, LGBMModel
    from sklearn.base import is_classifier
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.ensemble._forest import BaseForest
    from sklearn.tree import BaseDecisionTree

    if isinstance(estimator, BaseForest | BaseDecisionTree):
        grown = estimator.estimators_ if isinstance(estimator, BaseForest) else [estimator]
        trees = [of_sklearn(tree, 1 / len(grown)) for tree in grown]
        return summed(graph, _in_singles(graph, features), trees, np.zeros(trees[0].values.shape[1]))
    if isinstance(estimator, HistGradientBoostingClassifier | HistGradientBoostingRegressor):
        start = np.atleast_1d(np.asarray(estimator._baseline_prediction, dtype=np.float64).ravel())
        raw = summed(graph, features, of_histograms(estimator), start)
        return _chances(graph, raw, len(start)) if is_classifier(estimator) else raw
    if isinstance(estimator, LGBMModel):
        trees = of_lightgbm(estimator.booster_)
        n_targets = trees[0].values.shape[1]
        raw = summed(graph, features, trees, np.zeros(n_targets))
        return _chances(graph, raw, n_targets) if isinstance(estimator, LGBMClassifier) else raw
    return None


def _in_singles(graph: Graph, features: str) -> str:
    """Rounded as scikit-learn's trees round what they are asked."""
    from onnx import TensorProto

    return graph.as_doubles(graph.node("Cast", features, to=TensorProto.FLOAT))


def _chances(graph: Graph, raw: str, n_raw: int) -> str:
    """(n_rows, n_classes) of log odds, one for two classes."""
    if n_raw > 1:
        return graph.node("Softmax", raw, axis=1)
    second = graph.node("Sigmoid", raw)
    return graph.node("Concat", graph.linear(second, [-1.0], [1.0]), second, axis=1)

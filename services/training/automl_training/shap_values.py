"""SHAP: how much each feature moved single predictions. Needs the optional package ``shap``."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import pandas as pd

from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.words import T_
from automl_training.candidate import FittedPipeline
from automl_training.material import Material
from automl_training.processing import Result

ROWS = 300
"""Unseen rows that are explained at most."""
BACKGROUND_ROWS = 20
BLOCK_ROWS = 5
MOST_SECONDS = 20.0
"""After which a model that is asked row by row has explained enough of them."""
INSTALL = "pip install shap"


class ShapValues(Frozen):
    """values: (n_rows, n_features), in what the model says of ``explained``; features: the same rows, as it sees them.

    ``unit``: of the prediction, or of what the model adds up before it says a probability.
    ``explained``: a class, or empty for a numeric target. ``n_unseen``: rows the explained ones were drawn from.
    """

    names: Sequence[str]
    values: np.ndarray
    features: np.ndarray
    explained: str
    n_unseen: int
    unit: Literal["own", "prediction"]


def is_installed() -> bool:
    return find_spec("shap") is not None


def shap_values(result: Result, data: Material, random_seed: int) -> ShapValues:
    """Of the first fold's model, on a sample of the rows it was not fitted on.

    Of two classes the positive one is explained, of more the most frequent. Raises ConfigError for features that are
    not numbers. Source: Lundberg & Lee (2017); Lundberg et al. (2020) for trees.
    """
    first = result.folds[0]
    generator = np.random.default_rng(random_seed)
    unseen = generator.permutation(first.fold.scored_on)[:ROWS]
    features = first.pipeline.features(data.X.iloc[unseen])
    background = first.pipeline.features(data.X.iloc[generator.permutation(first.fold.fitted_on)[:BACKGROUND_ROWS]])
    if isinstance(features, pd.DataFrame) or isinstance(background, pd.DataFrame):
        raise ConfigError(
            T_("SHAP explains numbers, and this model takes categories as they are"),
            fix=("--set preprocessing.categorical_encoding=onehot", "--set interpretation.compute_shap=false"),
        )
    place = _explained(data, result)
    values = _of_trees(first.pipeline, features, place)
    unit: Literal["own", "prediction"] = "own"
    if values is None:
        unit = "prediction"
        values = _of_any_model(first.pipeline, features, background, place, random_seed)
    return ShapValues(
        names=[str(name) for name in first.pipeline.transformer.get_feature_names_out()],
        values=values,
        features=features[: len(values)],
        explained="" if place is None else result.bundle.classes[place],
        n_unseen=len(first.fold.scored_on),
        unit=unit,
    )


def _explained(data: Material, result: Result) -> int | None:
    n_classes = len(result.bundle.classes)
    if n_classes == 2:
        return 1
    return int(np.bincount(data.y[data.training]).argmax()) if n_classes else None


def _of_trees(pipeline: FittedPipeline, features: np.ndarray, place: int | None) -> np.ndarray | None:
    """Exact and fast, in the model's own units (log-odds for boosted classes); None for what is not made of trees."""
    import shap

    if pipeline.estimator is None or not _is_the_whole(pipeline, features):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # shap and the libraries warn of each other's versions and formats
        try:
            found = shap.TreeExplainer(pipeline.model).shap_values(features)
        except shap.utils._exceptions.InvalidModelError:
            return None
    values = np.stack(found, axis=-1) if isinstance(found, list) else np.asarray(found)
    if values.ndim == 2:
        return values
    column = pipeline.seen.index(place) if place in pipeline.seen else 0
    return np.asarray(values[:, :, column])


def _is_the_whole(pipeline: FittedPipeline, features: np.ndarray) -> bool:
    """Whether the innermost model sees the features as they are, with no scaler or translation around it."""
    ask = "predict_proba" if pipeline.n_classes else "predict"
    if not hasattr(pipeline.model, ask):
        return False
    inner, outer = (np.asarray(getattr(one, ask)(features)) for one in (pipeline.model, pipeline.estimator))
    return inner.shape == outer.shape and bool(np.allclose(inner, outer))


def _of_any_model(
    pipeline: FittedPipeline, features: np.ndarray, background: np.ndarray, place: int | None, random_seed: int
) -> np.ndarray:
    """By shuffling features against a few other rows, until the time is up; in units of the prediction."""
    import shap

    said = _what_is_said(pipeline, place)
    explainer = shap.explainers.Permutation(said, shap.maskers.Independent(background), seed=random_seed)
    blocks: list[Any] = []
    started = time.perf_counter()
    for start in range(0, len(features), BLOCK_ROWS):
        block = features[start : start + BLOCK_ROWS]
        blocks.append(explainer(block, max_evals=2 * features.shape[1] + 1, silent=True).values)
        if time.perf_counter() - started > MOST_SECONDS:
            break
    return np.concatenate(blocks)


def _what_is_said(pipeline: FittedPipeline, place: int | None) -> Callable[[np.ndarray], np.ndarray]:
    def said(features: np.ndarray) -> np.ndarray:
        predicted = pipeline.predict_features(features)
        return predicted if place is None else np.asarray(predicted[:, place])

    return said

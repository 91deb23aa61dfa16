"""What a training did, as plain data: tables, scores and sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from automl_data.recipe import definitions_of
from automl_shared.config.models import Language
from automl_shared.plugins import Metric
from automl_training.candidate import FittedPipeline
from automl_training.material import Material
from automl_training.processing import Result


def oof_table(result: Result, data: Material) -> pd.DataFrame:
    """Out-of-fold predictions: ``row_id, repeat, fold`` and ``prediction``, or ``proba_<class index>`` per class."""
    parts = []
    for one in result.folds:
        keys = {"row_id": data.row_ids[one.fold.scored_on], "repeat": one.fold.repeat, "fold": one.fold.fold}
        parts.append(pd.DataFrame({**keys, **_predicted_columns(one.predicted)}))
    return pd.concat(parts, ignore_index=True)


def holdout_table(result: Result, data: Material) -> pd.DataFrame:
    """The same for the held-out rows, without repeat and fold; no rows when nothing is held out."""
    return pd.DataFrame({"row_id": data.row_ids[data.holdout], **_predicted_columns(result.holdout_predicted)})


def _predicted_columns(predicted: np.ndarray) -> dict[str, np.ndarray]:
    if predicted.ndim == 1:
        return {"prediction": predicted}
    return {f"proba_{index}": predicted[:, index] for index in range(predicted.shape[1])}


def generated_features(result: Result) -> dict[str, list[dict[str, Any]]]:
    """Fold to the definitions of the features it generates."""
    return {one.fold.label: definitions_of(one.pipeline.transformer) for one in result.folds}


def by_metric(scores: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """Metric to its scores, in fold order."""
    return {name: [one[name] for one in scores] for name in scores[0]}


def means(scores: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Mean over the folds on which a metric has a value; a metric that has none anywhere is left out."""
    return {name: float(np.nanmean(values)) for name, values in scores.items() if np.isfinite(values).any()}


def deviations(scores: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Sample standard deviation over the same folds; 0 for a single one."""
    return {
        name: float(np.nanstd(values, ddof=1)) if np.isfinite(values).sum() > 1 else 0.0
        for name, values in scores.items()
        if np.isfinite(values).any()
    }


def fit_seconds(result: Result) -> float:
    """All fits of the candidate, the refit included."""
    return sum(one.fit_seconds for one in result.folds) + result.refit_seconds


def scores_document(result: Result, primary: str) -> dict[str, Any]:
    """The artifact ``scores``; a score without a value is null."""
    rows = [
        {
            "repeat": one.fold.repeat,
            "fold": one.fold.fold,
            "n_fitted_on": len(one.fold.fitted_on),
            "n_scored_on": len(one.fold.scored_on),
            "fit_seconds": one.fit_seconds,
            "predict_seconds": one.predict_seconds,
            "scores": json_safe(one.scores),
            "train_scores": json_safe(one.train_scores),
        }
        for one in result.folds
    ]
    scores = by_metric([one.scores for one in result.folds])
    return {
        "primary_metric": primary,
        "cv_mean": means(scores),
        "cv_std": deviations(scores),
        "refit_seconds": result.refit_seconds,
        "predict_seconds_per_1000": result.predict_seconds_per_1000,
        "folds": rows,
    }


def model_parameters(pipeline: FittedPipeline) -> dict[str, Any]:
    """Every parameter of the fitted model, defaults included, safe for JSON; empty where it cannot tell them.

    That is a plugin that is no scikit-learn estimator, or a pipeline that saw one class only and has no model.
    """
    model = pipeline.model
    return dict(json_safe(model.get_params(deep=False))) if hasattr(model, "get_params") else {}


def params_count(members: Sequence[FittedPipeline]) -> int | None:
    """Numbers the final model consists of: weights, or nodes of trees. None where that cannot be told."""
    counts = [_count(member.model) for member in members]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _count(model: Any) -> int | None:
    if hasattr(model, "tree_"):
        return int(model.tree_.node_count)
    if hasattr(model, "coefs_"):
        return int(sum(weights.size for weights in [*model.coefs_, *model.intercepts_]))
    parts = getattr(model, "estimators_", None)
    if isinstance(parts, Sequence | np.ndarray):
        counts = [_count(one) for one in (parts.flat if isinstance(parts, np.ndarray) else parts)]
        return sum(count for count in counts if count is not None)
    if hasattr(model, "intercept_") and isinstance(getattr(model, "coef_", None), np.ndarray):
        return int(np.size(model.coef_) + np.size(model.intercept_))
    return None


def json_safe(value: Any) -> Any:
    """``value`` in JSON's types: numbers that are not finite become null, anything unknown its text."""
    if isinstance(value, Mapping):
        return {str(key): json_safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [json_safe(item) for item in value]
    if isinstance(value, np.generic):
        return json_safe(value.item())
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def gap(result: Result, metric: Metric) -> dict[str, float] | None:
    """Mean score on the rows learned from and on unseen ones; ``better_by`` is positive where the former is better.

    ``spread``: standard deviation of the unseen scores over the folds. None where a side has no value.
    """
    seen, unseen = (by_metric(side) for side in _both_sides(result))
    if metric.name not in means(seen) or metric.name not in means(unseen):
        return None
    difference = means(seen)[metric.name] - means(unseen)[metric.name]
    return {
        "seen": means(seen)[metric.name],
        "unseen": means(unseen)[metric.name],
        "better_by": difference if metric.greater_is_better else -difference,
        "spread": deviations(unseen)[metric.name],
    }


def _both_sides(result: Result) -> tuple[list[Mapping[str, float]], list[Mapping[str, float]]]:
    return [one.train_scores for one in result.folds], [one.scores for one in result.folds]


def plot_facts(
    result: Result,
    data: Material,
    *,
    primary: Metric,
    problem_type: str,
    importance_wanted: bool,
    language: Language,
    search: Mapping[str, Any] | None = None,
    are_classes_weighed: bool = False,
) -> dict[str, Any]:
    """What the pictures are drawn from. One out-of-fold prediction a row: of the first repeat.

    ``search``: what a search tried, see `search.Search.facts`; None without one.
    ``y_true`` (n_scored,), ``y_predicted`` (n_scored,) or (n_scored, n_classes), and ``weights`` (n_scored,) or None
    where all rows count the same; in the same order.
    """
    positive = result.bundle.classes[1] if len(result.bundle.classes) == 2 else ""
    metric_title = primary.titled(language, positive)
    first = [one for one in result.folds if one.fold.repeat == result.folds[0].fold.repeat]
    rows = np.concatenate([one.fold.scored_on for one in first])
    return {
        "problem_type": problem_type,
        "classes": list(result.bundle.classes),
        "target": result.bundle.target,
        "primary_metric": primary.name,
        "metric_title": metric_title,
        "metric_without_class": primary.titled(language),
        "metric_unit": primary.unit,
        "greater_is_better": primary.greater_is_better,
        "gap": gap(result, primary),
        "search": None if search is None else {**search, "metric": metric_title},
        "row_ids": data.row_ids[rows],
        "y_true": data.y[rows],
        "weights": data.weights_of(rows),
        "y_predicted": np.concatenate([one.predicted for one in first]),
        "folds": [one.fold.label for one in result.folds],
        "scores": by_metric([one.scores for one in result.folds]),
        "train_scores": by_metric([one.train_scores for one in result.folds]),
        "importance": dict(result.importance),
        "importance_wanted": importance_wanted,
        "are_classes_weighed": are_classes_weighed,
    }


def json_text(value: Any) -> str:
    """One line of JSON, for consoles and metadata."""
    return json.dumps(value, ensure_ascii=False)

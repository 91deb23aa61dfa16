"""Scores for predicted probabilities.

y_true: (n_rows,) class indices; y_proba: (n_rows, n_classes); sample_weight: (n_rows,) above 0. Of those that take
many, y_proba may be (n_models, n_rows, n_classes); they return (n_models,) then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import nan, sqrt
from sys import float_info
from typing import Any

from automl_data.metrics.weighing import Ranked, mean, part
from automl_shared.lazy import np
from automl_shared.plugins.metric import metric
from automl_shared.words import N_


def _luck(rows: Sequence[int]) -> float:
    """Variance of the mean area over the classes that occur, at most: as if all of them were lucky together.

    Source: Mann & Whitney (1947), On a test of whether one of two random variables is stochastically larger.
    """
    total, some = sum(rows), [n for n in rows if 0 < n < sum(rows)]
    spreads = [sqrt((total + 1) / (12 * n * (total - n))) for n in some]
    return (sum(spreads) / len(spreads)) ** 2 if spreads else nan


RANKING: Mapping[str, Any] = {
    "task_types": ["classification"],
    "greater_is_better": True,
    "needs": "probability",
    "unit": "share",
}
AT_ITS_WORD: Mapping[str, Any] = {
    "task_types": ["classification"],
    "greater_is_better": False,
    "needs": "probability",
    "takes_at_word": True,
    "takes_many": True,
}


@metric(
    "roc_auc",
    **RANKING,
    luck=_luck,
    problem_types=["binary"],
    sentence=N_("of two rows of different classes, the right one is ranked higher in {value} of the cases"),
    summary=N_("How well two classes are told apart by rank: 100 % is perfect, 50 % is guessing."),
    title=N_("ROC AUC"),
)
def roc_auc(y_true: Any, y_proba: Any, sample_weight: Any = None) -> float:
    """Area under the ROC curve of two classes, 0 to 1; ties count half. NaN when only one class occurs.

    Source: Hanley & McNeil (1982), The meaning and use of the area under a ROC curve.
    """
    return _one_against_rest(_area, y_true, y_proba, sample_weight)


@metric(
    "roc_auc_ovr",
    **RANKING,
    luck=_luck,
    sentence=N_("of two rows of different classes, the right one is ranked higher in {value} of the cases"),
    summary=N_("How well each class is told apart from the others by rank: 100 % is perfect, 50 % is guessing."),
    title=N_("ROC AUC"),
)
def roc_auc_ovr(y_true: Any, y_proba: Any, sample_weight: Any = None) -> float:
    """Area under the ROC curve, 0 to 1; several classes: mean of one-versus-rest over the classes that occur.

    NaN when only one class occurs.
    """
    return _one_against_rest(_area, y_true, y_proba, sample_weight)


@metric(
    "average_precision",
    **RANKING,
    sentence=N_(
        "taking the rows that are likeliest to be of a class (with two classes: the positive one) first, {value} "
        "of those taken are on average"
    ),
    of_positive=N_(
        "taking the rows that are likeliest to be `{positive}` first, {value} of those taken are on average"
    ),
    summary=N_("How pure the top of the ranking is; tells more than ROC AUC where the class searched for is rare."),
    title=N_("Average precision"),
)
def average_precision(y_true: Any, y_proba: Any, sample_weight: Any = None) -> float:
    """Mean precision at the rank of each row of the class, 0 to 1; guessing gives the share of the class.

    Two classes: of the positive one (index 1). More: mean of one-versus-rest over the classes that occur. NaN when only
    one class occurs. Without interpolation, as in scikit-learn.
    """
    return _one_against_rest(_mean_precision, y_true, y_proba, sample_weight)


@metric(
    "log_loss",
    **AT_ITS_WORD,
    sentence=N_("the log loss of the probabilities is {value} per row (0 would be certain and right)"),
    summary=N_("How wrong the probabilities are; being sure and wrong costs most."),
    title=N_("Log loss"),
)
def log_loss(y_true: Any, y_proba: Any, sample_weight: Any = None) -> Any:
    """Mean negative log likelihood, natural log, from 0 up.

    Probabilities below the spacing of float64 at 1 (2.2e-16) count as that, so that one row costs 36 at most.
    """
    likelihood = _of_truth(np.asarray(y_true), np.asarray(y_proba))
    return mean(np.abs(np.log(np.minimum(np.maximum(likelihood, float_info.epsilon), 1.0))), sample_weight)


@metric(
    "brier",
    **AT_ITS_WORD,
    sentence=N_("the squared error of the probabilities is {value} per row (0 would be certain and right)"),
    summary=N_("Squared error of the probabilities; milder on being sure and wrong than log loss."),
    title=N_("Brier score"),
)
def brier(y_true: Any, y_proba: Any, sample_weight: Any = None) -> Any:
    """Brier score. Two classes: of the second one, 0 to 1. More: summed over the classes, 0 to 2; as in scikit-learn.

    Source: Brier (1950), Verification of forecasts expressed in terms of probability.
    """
    truth, proba = np.asarray(y_true), np.asarray(y_proba, dtype=np.float64)
    if proba.shape[-1] == 2:
        return mean(np.square(proba[..., 1] - (truth == 1)), sample_weight)
    of_truth = _of_truth(truth, proba)
    of_others = np.einsum("...j,...j->...", proba, proba) - np.square(of_truth)
    return mean(np.maximum(of_others, 0.0) + np.square(1.0 - of_truth), sample_weight)


def _of_truth(truth: np.ndarray, proba: np.ndarray) -> np.ndarray:
    """(..., n_rows): the probability of the true class."""
    # picked from the flat table: with a pair of indices behind other axes numpy takes several times as long
    places = np.ravel_multi_index((np.arange(len(truth)), truth), proba.shape[-2:])
    return proba.reshape(*proba.shape[:-2], -1).take(places, axis=-1).astype(np.float64)


def _one_against_rest(score: Callable[..., float], y_true: Any, y_proba: Any, weights: Any) -> float:
    """Two classes: the score of the positive one (index 1). More: the mean over the classes that occur."""
    truth, proba = np.asarray(y_true), np.asarray(y_proba)
    classes = [1] if proba.shape[1] == 2 else np.unique(truth)
    return float(np.mean([score(truth == one, proba[:, one], weights) for one in classes]))


def _area(positive: np.ndarray, ranked_by: np.ndarray, weights: np.ndarray | None) -> float:
    """Share of the pairs in which the positive is ranked above the other; NaN when there are none."""
    own = Ranked(ranked_by[positive], part(weights, positive))
    others = Ranked(ranked_by[~positive], part(weights, ~positive))
    if not len(own.values) or not len(others.values):
        return float("nan")
    below = (others.below(own.values) + others.below(own.values, ties=True)) / 2
    return float(mean(below, own.weights) / others.total)


def _mean_precision(positive: np.ndarray, ranked_by: np.ndarray, weights: np.ndarray | None) -> float:
    """Mean, over the positives, of the precision among the rows ranked no lower; NaN as for `_area`."""
    if not positive.any() or positive.all():
        return float("nan")
    everyone, own = Ranked(ranked_by, weights), Ranked(ranked_by[positive], part(weights, positive))
    taken, right = everyone.total - everyone.below(own.values), own.total - own.below(own.values)
    return float(mean(right / taken, own.weights))

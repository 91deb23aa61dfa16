"""Scores for predicted classes. y_true and y_pred: (n_rows,) class indices; sample_weight: (n_rows,) above 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_data.metrics.weighing import mean, part
from automl_shared.frozen import Frozen
from automl_shared.lazy import np
from automl_shared.plugins.metric import metric
from automl_shared.words import N_

SHARE: Mapping[str, Any] = {"task_types": ["classification"], "greater_is_better": True, "unit": "share"}


class Counts(Frozen):
    """Rows per class index, or their weights, each (n_classes,) floats: rightly predicted, true, and predicted."""

    hits: np.ndarray
    true: np.ndarray
    predicted: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """Indices of the classes that occur in the truth or the predictions."""
        return np.flatnonzero(self.true + self.predicted)

    @property
    def precision(self) -> np.ndarray:
        """(n_classes,): 0 for a class that is never predicted."""
        return _ratio(self.hits, self.predicted)

    @property
    def recall(self) -> np.ndarray:
        """(n_classes,): 0 for a class that does not occur."""
        return _ratio(self.hits, self.true)

    @property
    def f1(self) -> np.ndarray:
        """(n_classes,): harmonic mean of the two, 0 for a class without a hit."""
        return _ratio(2 * self.hits, self.true + self.predicted)


def counts(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Counts:
    """The counts all scores of this file are made of."""
    truth, predicted = np.asarray(y_true, dtype=np.int64), np.asarray(y_pred, dtype=np.int64)
    n_classes, right = int(max(truth.max(), predicted.max())) + 1, truth == predicted
    return Counts(
        hits=_of_each(truth[right], n_classes, part(sample_weight, right)),
        true=_of_each(truth, n_classes, sample_weight),
        predicted=_of_each(predicted, n_classes, sample_weight),
    )


def _of_each(labels: np.ndarray, n_classes: int, weights: np.ndarray | None) -> np.ndarray:
    return np.bincount(labels, weights, minlength=n_classes).astype(np.float64)


@metric(
    "accuracy",
    **SHARE,
    sentence=N_("{value} of the predictions are right"),
    summary=N_("Share of right predictions; flatters where one class is much larger than the others."),
    title=N_("Accuracy"),
    takes_many=True,
)
def accuracy(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
    """Share of right predictions, 0 to 1. y_pred may be (n_models, n_rows); it returns (n_models,) then."""
    return mean(np.asarray(y_pred) == np.asarray(y_true), sample_weight)


@metric(
    "balanced_accuracy",
    **SHARE,
    sentence=N_("{value} of each class is recognised, every class counting the same"),
    summary=N_("Share of each class that is recognised, averaged so that rare classes count as much as large ones."),
    title=N_("Balanced accuracy"),
)
def balanced_accuracy(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Mean recall over the classes that occur, 0 to 1.

    Source: Brodersen et al. (2010), The balanced accuracy and its posterior distribution.
    """
    found = counts(y_true, y_pred, sample_weight)
    return float(found.recall[found.true > 0].mean())


@metric(
    "f1_macro",
    **SHARE,
    sentence=N_("precision and completeness per class average {value}"),
    summary=N_("Balance of precision and recall of each class; every class counts the same."),
    title=N_("F1, mean over the classes"),
)
def f1_macro(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Mean F1 over the classes that occur or are predicted, 0 to 1."""
    found = counts(y_true, y_pred, sample_weight)
    return float(found.f1[found.seen].mean())


@metric(
    "f1_weighted",
    **SHARE,
    sentence=N_("precision and completeness per class average {value}, large classes counting more"),
    summary=N_("Balance of precision and recall of each class; classes with more rows count more."),
    title=N_("F1, large classes counting more"),
)
def f1_weighted(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Mean F1 over the classes, weighted by their true rows, 0 to 1."""
    found = counts(y_true, y_pred, sample_weight)
    return float((found.f1 * found.true).sum() / found.true.sum())


@metric(
    "precision",
    **SHARE,
    needs="probability",
    sentence=N_("of the rows taken for a class (with two classes: the positive one), {value} belong to it"),
    of_positive=N_("of the rows taken for `{positive}`, {value} are"),
    summary=N_("How far a predicted class can be trusted: of the positive of two classes, or the mean over more."),
    title=N_("Precision"),
)
def precision(y_true: Any, y_proba: Any, sample_weight: Any = None) -> float:
    """Share of the rows predicted as a class that belong to it, 0 to 1.

    Two classes: of the positive one (index 1), as scikit-learn does; 0
    when it is there but never predicted, NaN when it is neither. More classes: mean over those that occur or are
    predicted. Needs probabilities, because the labels alone do not tell how many classes there are.
    """
    found, n_classes = _of_likeliest(y_true, y_proba, sample_weight)
    if n_classes > 2:
        return float(found.precision[found.seen].mean())
    return float(found.precision[1]) if 1 in found.seen else float("nan")


@metric(
    "recall",
    **SHARE,
    needs="probability",
    sentence=N_("of the rows of a class (with two classes: the positive one), {value} are found"),
    of_positive=N_("of the rows that are `{positive}`, {value} are found"),
    summary=N_("How much of a class is found: of the positive of two classes, or the mean over more."),
    title=N_("Recall"),
)
def recall(y_true: Any, y_proba: Any, sample_weight: Any = None) -> float:
    """Share of the rows of a class that are predicted as it, 0 to 1.

    Two classes: of the positive one (index 1), as for `precision`; NaN when it does not occur. More classes: mean over
    those that occur or are predicted.
    """
    found, n_classes = _of_likeliest(y_true, y_proba, sample_weight)
    if n_classes > 2:
        return float(found.recall[found.seen].mean())
    return float(found.recall[1]) if 1 in y_true else float("nan")


@metric(
    "mcc",
    task_types=["classification"],
    greater_is_better=True,
    sentence=N_("prediction and truth agree by {value} (1 is perfect, 0 no better than chance, -1 always wrong)"),
    summary=N_("Agreement of prediction and truth beyond chance, from -1 to 1; fair to classes of unequal size."),
    title=N_("Matthews correlation"),
)
def mcc(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Matthews correlation coefficient, -1 to 1; 0 for one and the same prediction everywhere.

    NaN when only one class occurs. Source: Gorodkin (2004), Comparing two K-category assignments by a K-category
    correlation coefficient.
    """
    found = counts(y_true, y_pred, sample_weight)
    n_rows = found.true.sum()
    true_spread = n_rows**2 - (found.true**2).sum()
    predicted_spread = n_rows**2 - (found.predicted**2).sum()
    if true_spread == 0.0:
        return float("nan")
    if predicted_spread == 0.0:
        return 0.0
    together = found.hits.sum() * n_rows - (found.true * found.predicted).sum()
    return float(together / np.sqrt(true_spread) / np.sqrt(predicted_spread))


def _of_likeliest(y_true: Any, y_proba: Any, sample_weight: Any) -> tuple[Counts, int]:
    """Counts of the likeliest class of (n_rows, n_classes) probabilities, and n_classes."""
    proba = np.asarray(y_proba)
    return counts(y_true, proba.argmax(axis=1), sample_weight), proba.shape[1]


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Elementwise, 0 where the whole is 0."""
    return part / np.where(whole == 0, 1.0, whole)

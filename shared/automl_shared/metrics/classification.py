"""Scores for classes. y_true: (n_rows,) class indices; y_pred: the same, or (n_rows, n_classes) probabilities."""

from __future__ import annotations

from typing import Any

from automl_shared.plugins.metric import metric


@metric(
    "roc_auc_ovr",
    task_types=["classification"],
    greater_is_better=True,
    needs="probability",
    unit="share",
    sentence="of two rows of different classes, the right one is ranked higher in {value} of the cases",
)
def roc_auc_ovr(y_true: Any, y_proba: Any) -> float:
    """Area under the ROC curve; several classes: macro mean of one-versus-rest over the classes that occur.

    NaN when only one class occurs.
    """
    import numpy as np
    from sklearn.metrics import roc_auc_score

    truth, proba = np.asarray(y_true), np.asarray(y_proba)
    present = [index for index in range(proba.shape[1]) if 0 < (truth == index).sum() < len(truth)]
    if not present:
        return float("nan")
    if proba.shape[1] == 2:
        return float(roc_auc_score(truth == 1, proba[:, 1]))
    return float(np.mean([roc_auc_score(truth == index, proba[:, index]) for index in present]))


@metric(
    "log_loss",
    task_types=["classification"],
    greater_is_better=False,
    needs="probability",
    sentence="the probabilities are surprised by {value} per row (0 would be certain and right)",
)
def log_loss(y_true: Any, y_proba: Any) -> float:
    """Mean negative log likelihood, natural log."""
    import numpy as np
    from sklearn.metrics import log_loss as sklearn_log_loss

    return float(sklearn_log_loss(y_true, y_proba, labels=np.arange(np.asarray(y_proba).shape[1])))


@metric(
    "accuracy",
    task_types=["classification"],
    greater_is_better=True,
    unit="share",
    sentence="{value} of the predictions are right",
)
def accuracy(y_true: Any, y_pred: Any) -> float:
    """Share of right predictions."""
    from sklearn.metrics import accuracy_score

    return float(accuracy_score(y_true, y_pred))


@metric(
    "balanced_accuracy",
    task_types=["classification"],
    greater_is_better=True,
    unit="share",
    sentence="{value} of each class is recognised, every class counting the same",
)
def balanced_accuracy(y_true: Any, y_pred: Any) -> float:
    """Mean recall over the classes that occur."""
    from sklearn.metrics import recall_score

    return float(recall_score(y_true, y_pred, labels=sorted(set(y_true)), average="macro", zero_division=0.0))


@metric(
    "f1_macro",
    task_types=["classification"],
    greater_is_better=True,
    unit="share",
    sentence="precision and completeness per class average {value}",
)
def f1_macro(y_true: Any, y_pred: Any) -> float:
    """Mean F1 over the classes."""
    from sklearn.metrics import f1_score

    return float(f1_score(y_true, y_pred, average="macro", zero_division=0.0))

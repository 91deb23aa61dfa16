"""Classes: what is found, at which price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from automl_shared.figure_axes import level_axis, upright_axis
from automl_shared.figures import Drawing, captioned, legend_name
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import (
    SHARES,
    Facts,
    Limits,
    cut_classes,
    dotted,
    is_classification,
    most_frequent,
    picture,
)

CURVES = 8
CURVE_POINTS = 300

Curve = tuple[float, np.ndarray, np.ndarray]
"""The area below it, which its name tells, and (n_points,) across and up."""

WORDS: Words = {
    "roc": N_(
        "How many of a class are found (up) for how many false alarms (right), on rows not seen while learning: the "
        "dotted line is guessing."
    ),
    "precision_recall": N_(
        "How many of the rows named a class really belong to it (up), for how many of that class are found (right), on "
        "rows not seen while learning."
    ),
    "guessing": N_("guessing"),
    "false_alarms": NC_("a rate", "false alarms"),
    "found": NC_("a rate", "found"),
    "really": N_("really of the class"),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "ROC curve"),
    place=60,
    meaning="How many of a class are found for how many false alarms.",
    when=is_classification,
)
def roc_curves(facts: Facts, limits: Limits) -> Any:
    """One curve for a binary problem, one a class otherwise."""
    from sklearn.metrics import auc, roc_curve

    def curve(truth: np.ndarray, probability: np.ndarray, weights: np.ndarray | None) -> Curve:
        false_alarms, found, _ = roc_curve(truth, probability, sample_weight=weights)
        return auc(false_alarms, found), false_alarms, found

    guessing = dotted([0, 1], word("guessing", limits.language))
    return _curves(curve, facts, limits, ("roc", "false_alarms", "found"), guessing)


@picture(
    NC_("a picture", "precision and recall"),
    place=70,
    meaning="How many alarms are right, for how many of a class are found.",
    when=is_classification,
)
def precision_recall_curves(facts: Facts, limits: Limits) -> Any:
    """One curve for a binary problem, one a class otherwise."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    def curve(truth: np.ndarray, probability: np.ndarray, weights: np.ndarray | None) -> Curve:
        precision, recall, _ = precision_recall_curve(truth, probability, sample_weight=weights)
        return average_precision_score(truth, probability, sample_weight=weights), recall, precision

    return _curves(curve, facts, limits, ("precision_recall", "found", "really"))


def _curve_classes(facts: Facts, limits: Limits) -> list[int]:
    """Classes that get a curve: the positive one of two; of several the most frequent that have rows beside them."""
    truth, classes = facts["y_true"], facts["classes"]
    if len(classes) == 2:
        return [1]
    frequent = most_frequent(truth, len(classes), min(CURVES, limits.max_columns))
    return [index for index in frequent if 0 < (truth == index).sum() < len(truth)]


def _curves(
    curve: Callable[..., Curve], facts: Facts, limits: Limits, words: tuple[str, str, str], *more: Mapping[str, Any]
) -> Any:
    """``curve``: of one class, from its truth, its probabilities and the rows' weights. ``words``: caption and axes."""
    shown, names, lines = _curve_classes(facts, limits), facts["classes"], []
    for index in shown:
        area, x, y = curve(facts["y_true"] == index, facts["y_predicted"][:, index], facts["weights"])
        kept = np.unique(np.linspace(0, len(x) - 1, min(CURVE_POINTS, len(x))).astype(int))
        line = {"type": "scatter", "x": x[kept].tolist(), "y": y[kept].tolist(), "mode": "lines"}
        lines.append({**line, "name": legend_name(f"{area:.3f} {names[index]}"), "showlegend": True})
    caption, *titles = (word(key, limits.language) for key in words)
    x_axis, y_axis = (axis(title, range=SHARES) for axis, title in zip((level_axis, upright_axis), titles, strict=True))
    cut = None if len(names) == 2 else cut_classes(len(shown), len(names), limits)
    return captioned(Drawing(*lines, *more, xaxis=x_axis, yaxis=y_axis), caption, cut=cut)

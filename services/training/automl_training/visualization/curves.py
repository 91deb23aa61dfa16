"""Classes: what is found, at which price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from automl_shared.figures import Drawing, axis, captioned, shortened
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import (
    LEGEND_LETTERS,
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

    curves = []
    shown = _curve_classes(facts, limits)
    for index in shown:
        false_alarms, found, _ = roc_curve(
            facts["y_true"] == index, facts["y_predicted"][:, index], sample_weight=facts["weights"]
        )
        curves.append(
            (
                f"{shortened(facts['classes'][index], LEGEND_LETTERS)} ({auc(false_alarms, found):.3f})",
                false_alarms,
                found,
            )
        )
    guessing = dotted([0, 1], word("guessing", limits.language))
    figure = _curves(curves, word("false_alarms", limits.language), word("found", limits.language), guessing)
    return captioned(figure, word("roc", limits.language), cut=_cut_curves(shown, facts, limits))


@picture(
    NC_("a picture", "precision and recall"),
    place=70,
    meaning="How many alarms are right, for how many of a class are found.",
    when=is_classification,
)
def precision_recall_curves(facts: Facts, limits: Limits) -> Any:
    """One curve for a binary problem, one a class otherwise."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    curves = []
    shown = _curve_classes(facts, limits)
    for index in shown:
        truth, probability = facts["y_true"] == index, facts["y_predicted"][:, index]
        precision, recall, _ = precision_recall_curve(truth, probability, sample_weight=facts["weights"])
        average = average_precision_score(truth, probability, sample_weight=facts["weights"])
        curves.append((f"{shortened(facts['classes'][index], LEGEND_LETTERS)} ({average:.3f})", recall, precision))
    figure = _curves(curves, word("found", limits.language), word("really", limits.language))
    return captioned(figure, word("precision_recall", limits.language), cut=_cut_curves(shown, facts, limits))


def _curve_classes(facts: Facts, limits: Limits) -> list[int]:
    """Classes that get a curve: the positive one of two; of several the most frequent that have rows beside them."""
    truth, classes = facts["y_true"], facts["classes"]
    if len(classes) == 2:
        return [1]
    frequent = most_frequent(truth, len(classes), min(CURVES, limits.max_columns))
    return [index for index in frequent if 0 < (truth == index).sum() < len(truth)]


def _cut_curves(shown: Sequence[int], facts: Facts, limits: Limits) -> str | None:
    return None if len(facts["classes"]) == 2 else cut_classes(len(shown), len(facts["classes"]), limits)


def _curves(
    curves: Sequence[tuple[str, np.ndarray, np.ndarray]], x_title: str, y_title: str, *more: Mapping[str, Any]
) -> Drawing:
    lines = []
    for name, x, y in curves:
        kept = np.unique(np.linspace(0, len(x) - 1, min(CURVE_POINTS, len(x))).astype(int))
        line = {"type": "scatter", "x": x[kept].tolist(), "y": y[kept].tolist(), "mode": "lines"}
        lines.append({**line, "name": name, "showlegend": True})
    return Drawing(*lines, *more, xaxis=axis(x_title, range=SHARES), yaxis=axis(y_title, range=SHARES))

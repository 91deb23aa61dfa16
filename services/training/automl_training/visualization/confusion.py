"""Classes: which ones are taken for which."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from automl_shared.figure_grids import grid_axes
from automl_shared.figures import Drawing, captioned, plain
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import (
    Facts,
    Limits,
    common,
    cut_classes,
    is_classification,
    most_frequent,
    picture,
)

LEAST_HEIGHT = 330
"""Pixels below the caption."""

WORDS: Words = {
    "confusion_counts": N_(
        "How many rows of each class, not seen while learning, were taken for which class: the diagonal is right."
    ),
    "confusion_shares": N_(
        "The same in per cent of each true class, on rows not seen while learning: each line adds up to 100."
    ),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "confusion matrix"),
    place=40,
    meaning="Rows of each class, and what they were taken for: the diagonal is right.",
    when=is_classification,
)
def confusion_counts(facts: Facts, limits: Limits) -> Any:
    """Rows of each class, by what they were taken for."""
    return _matrix(facts, limits, shares=False)


@picture(
    NC_("a picture", "confusion matrix in per cent"),
    place=50,
    meaning="The same as a share of each true class.",
    when=is_classification,
)
def confusion_shares(facts: Facts, limits: Limits) -> Any:
    """The same, per cent of each true class."""
    return _matrix(facts, limits, shares=True)


def _matrix(facts: Facts, limits: Limits, *, shares: bool) -> Any:
    """Counts, or per cent of each true class."""
    classes, truth = facts["classes"], facts["y_true"]
    shown = most_frequent(truth, len(classes), limits.max_columns)
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(counts, (truth, facts["y_predicted"].argmax(axis=1)), 1)
    totals = counts.sum(axis=1, keepdims=True)
    values = (counts / np.maximum(totals, 1) * 100 if shares else counts)[np.ix_(shown, shown)]
    labels = [classes[index] for index in shown]
    across, down = (common(key, limits.language) for key in ("predicted", "actual"))
    axes = grid_axes(labels, labels, across=across, down=down)
    figure = Drawing(
        {
            "type": "heatmap",
            "z": values.tolist(),
            "x": [plain(name) for name in labels],
            "y": [plain(name) for name in labels],
            "colorscale": _blues(),
            "showscale": False,
            "zmin": 0,
            "texttemplate": "%{z:.0f}" + (" %" if shares else ""),
        },
        xaxis=axes.xaxis,
        yaxis=axes.yaxis,
    )
    return captioned(
        figure,
        word("confusion_shares" if shares else "confusion_counts", limits.language),
        cut=cut_classes(len(shown), len(classes), limits),
        height=max(LEAST_HEIGHT, axes.height),
    )


@cache
def _blues() -> list[list[Any]]:
    """plotly's scale of that name for Python; its scale of that name for browsers is another one."""
    from plotly.colors import make_colorscale, sequential

    return [list(step) for step in make_colorscale(sequential.Blues)]

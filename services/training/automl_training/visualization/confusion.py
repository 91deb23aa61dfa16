"""Classes: which ones are taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from automl_shared.figures import Drawing, axis, beside_ticks, captioned, plain, shortened, wrapped
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

PLOT_LETTERS, LINE_LETTERS, FEWEST_LETTERS, NAME_LINES = 84, 20, 9, 3
"""Letters below the picture, on a line beside it, on the shortest line of a name, and the lines of one."""
LEAST_HEIGHT, AROUND_ROWS, ROW_HEIGHT = 450, 280, 20
"""Pixels of the picture, with a row for each class."""

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
    figure = Drawing(
        {
            "type": "heatmap",
            "z": values.tolist(),
            "x": labels,
            "y": labels,
            "colorscale": _blues(),
            "showscale": False,
            "zmin": 0,
            "texttemplate": "%{z:.0f}" + (" %" if shares else ""),
        },
        xaxis={**axis(common("predicted", limits.language)), **_below(labels)},
        yaxis={**beside_ticks(common("actual", limits.language)), **_beside(labels), "autorange": "reversed"},
        height=max(LEAST_HEIGHT, AROUND_ROWS + ROW_HEIGHT * len(labels)),
    )
    return captioned(
        figure,
        word("confusion_shares" if shares else "confusion_counts", limits.language),
        cut=cut_classes(len(shown), len(classes), limits),
    )


def _beside(names: Sequence[str]) -> dict[str, Any]:
    """Settings of an upright axis of classes: long names on several lines where the rows are high enough."""
    lines = NAME_LINES if _room(names) >= FEWEST_LETTERS else 1
    return _named_ticks(names, [wrapped(shortened(name, lines * LINE_LETTERS), LINE_LETTERS) for name in names])


def _below(names: Sequence[str]) -> dict[str, Any]:
    """Settings of a level axis of classes: each name in the room below its column, upright where that is too narrow."""
    room = _room(names)
    if room >= FEWEST_LETTERS:
        texts = [wrapped(shortened(name, NAME_LINES * room), room) for name in names]
        return {**_named_ticks(names, texts), "tickangle": 0}
    return {**_named_ticks(names, [[shortened(name, LINE_LETTERS)] for name in names]), "tickangle": -90}


def _room(names: Sequence[str]) -> int:
    """Letters that fit below a column of the picture."""
    return PLOT_LETTERS // max(len(names), 1)


def _named_ticks(names: Sequence[str], lines: Sequence[Sequence[str]]) -> dict[str, Any]:
    """``lines``: of each name."""
    return {
        "type": "category",
        "tickmode": "array",
        "tickvals": list(names),
        "ticktext": ["<br>".join(map(plain, one)) for one in lines],
        "automargin": True,
    }


@cache
def _blues() -> list[list[Any]]:
    """plotly's scale of that name for Python; its scale of that name for browsers is another one."""
    from plotly.colors import make_colorscale, sequential

    return [list(step) for step in make_colorscale(sequential.Blues)]

"""Numbers: how far off the predictions are."""

from __future__ import annotations

from typing import Any

import numpy as np

from automl_shared.figure_axes import level_axis, upright_axis
from automl_shared.figures import Drawing, captioned
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import (
    DOTTED,
    SAMPLING_SEED,
    Facts,
    Limits,
    common,
    dotted,
    is_regression,
    picture,
)

HISTOGRAM_BINS = 40
RESOLUTION = 1e-9
"""Numbers that differ by a smaller share are taken as equal."""
DOT = {"size": 5, "opacity": 0.5}
ZERO_LINE = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0, "line": DOTTED}

WORDS: Words = {
    "predicted_vs_actual": N_(
        "Each dot is one row the model had not seen while learning: the closer to the line, the better the prediction."
    ),
    "residual_histogram": N_(
        "How far off the predictions are on rows the model had not seen: a narrow hill around zero is good."
    ),
    "residual_scatter": N_(
        "The error of each row the model had not seen, by the size of the prediction: a shape other than a level band "
        "means that something is still missing."
    ),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "predicted vs actual"),
    place=10,
    meaning="Each dot is a row that was not seen while learning: the nearer to the line, the better.",
    when=is_regression,
)
def predicted_vs_actual(facts: Facts, limits: Limits) -> Any:
    """Dots around a diagonal."""
    truth, predicted, cut = _sampled(facts, limits)
    ends = [float(min(truth.min(), predicted.min())), float(max(truth.max(), predicted.max()))]
    figure = Drawing(
        {**_dots(truth, predicted), "showlegend": False},
        dotted(ends, common("perfect", limits.language)),
        xaxis=level_axis(f"{facts['target']}: {common('actual', limits.language)}"),
        yaxis=upright_axis(f"{facts['target']}: {common('predicted', limits.language)}"),
    )
    return captioned(figure, word("predicted_vs_actual", limits.language), cut=cut)


@picture(
    NC_("a picture", "residual histogram"),
    place=20,
    meaning="How far off the predictions are: a narrow hill around zero is good.",
    when=is_regression,
)
def residual_histogram(facts: Facts, limits: Limits) -> Any:
    """Bars, binned here, so that every row counts and few numbers travel."""
    off = facts["y_true"] - facts["y_predicted"]
    counts, edges = np.histogram(off, bins=HISTOGRAM_BINS, range=_ends(off, float(np.abs(facts["y_true"]).max())))
    middles = (edges[1:] + edges[:-1]) / 2
    figure = Drawing(
        {"type": "bar", "x": middles.tolist(), "y": counts.tolist(), "width": np.diff(edges).tolist()},
        xaxis=level_axis(f"{facts['target']}: {common('error', limits.language)}"),
        yaxis=upright_axis(common("rows", limits.language)),
    )
    return captioned(figure, word("residual_histogram", limits.language))


@picture(
    NC_("a picture", "residuals by prediction"),
    place=30,
    meaning="The error by the size of the prediction: a level band is good.",
    when=is_regression,
)
def residual_scatter(facts: Facts, limits: Limits) -> Any:
    """Dots around a level line."""
    truth, predicted, cut = _sampled(facts, limits)
    figure = Drawing(
        _dots(predicted, truth - predicted),
        shapes=[ZERO_LINE],
        xaxis=level_axis(f"{facts['target']}: {common('predicted', limits.language)}"),
        yaxis=upright_axis(f"{facts['target']}: {common('error', limits.language)}"),
    )
    return captioned(figure, word("residual_scatter", limits.language), cut=cut)


def _ends(off: np.ndarray, largest: float) -> tuple[float, float]:
    """From the lowest to the highest error; wider where numbers as large as these cannot be told apart by it."""
    low, high = float(off.min()), float(off.max())
    room = max(0.0, RESOLUTION * largest - (high - low)) / 2
    return low - room, high + room


def _sampled(facts: Facts, limits: Limits) -> tuple[np.ndarray, np.ndarray, str | None]:
    truth, predicted = facts["y_true"], facts["y_predicted"]
    if len(truth) <= limits.max_rows:
        return truth, predicted, None
    rows = np.random.default_rng(SAMPLING_SEED).choice(len(truth), limits.max_rows, replace=False)
    return truth[rows], predicted[rows], common("cut_rows", limits.language, shown=limits.max_rows, total=len(truth))


def _dots(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    return {"type": "scatter", "x": x.tolist(), "y": y.tolist(), "mode": "markers", "marker": DOT}

"""Would more rows help?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automl_shared.figure_axes import level_axis, upright_axis
from automl_shared.figures import Drawing, captioned
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import Facts, Limits, picture

WORDS: Words = {
    "learning_curve_rising": N_(
        "The score ({metric}) on rows not seen while learning, by the number of rows it learned from: it is still "
        "getting better at the right end, so more rows would probably help."
    ),
    "learning_curve_flat": N_(
        "The score ({metric}) on rows not seen while learning, by the number of rows it learned from: it has levelled "
        "off, so more rows like these would probably help little."
    ),
    "learning_curve_limits": N_(
        "Measured on the first fold; steps far smaller than the spread between the folds do not count."
    ),
    "rows_learned_from": N_("rows learned from"),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "learning curve"),
    place=140,
    meaning="The score by the number of rows learned from: still rising means that more rows would help.",
    when=lambda facts, _: facts["learning_curve"] is not None,
)
def learning_curve(facts: Facts, limits: Limits) -> Any:
    """One line from few rows to all of them."""
    curve, metric = facts["learning_curve"], facts["metric_without_class"]
    figure = Drawing(
        {"type": "scatter", "x": list(curve.rows), "y": list(curve.scores), "mode": "lines+markers"},
        xaxis=level_axis(word("rows_learned_from", limits.language), rangemode="tozero"),
        yaxis=upright_axis(metric, range=_room(curve.scores)),
    )
    caption = word("learning_curve_rising" if curve.rising else "learning_curve_flat", limits.language, metric=metric)
    return captioned(figure, caption, cut=word("learning_curve_limits", limits.language))


def _room(values: Sequence[float]) -> tuple[float, float]:
    """From below the lowest to above the highest; about a level line a tenth of its value, as plotly takes 1, which no
    share has."""
    low, high = min(values), max(values)
    room = 0.1 * ((high - low) or abs(high) or 1.0)
    return low - room, high + room

"""Classes: whether probabilities can be taken at their word."""

from __future__ import annotations

from typing import Any

import numpy as np

from automl_shared.figure_axes import level_axis, upright_axis
from automl_shared.figures import Drawing, captioned, legend_name
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import SHARES, Facts, Limits, common, dotted, is_classification, picture

CALIBRATION_BINS = 10

WORDS: Words = {
    "calibration": N_(
        "When the model says 70 %, is it right in 70 % of the rows it had not seen? On the dotted line the "
        "probabilities can be taken at their word."
    ),
    "classes_weighed": N_(
        "The classes were weighted while learning (data.class_weights), so the probabilities are not to be taken at "
        "their word."
    ),
    "said": N_("probability the model says"),
    "came_true": N_("share that came true"),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "calibration"),
    place=80,
    meaning="Whether 70 % means 70 %: on the dotted line probabilities can be taken at their word.",
    when=is_classification,
)
def calibration(facts: Facts, limits: Limits) -> Any:
    """The positive class of two; the class the model names otherwise."""
    truth, probabilities = facts["y_true"], facts["y_predicted"]
    binary = probabilities.shape[1] == 2
    said = probabilities[:, 1] if binary else probabilities.max(axis=1)
    right = (truth == 1) if binary else (truth == probabilities.argmax(axis=1))
    bins = np.minimum((said * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    filled = [index for index in range(CALIBRATION_BINS) if (bins == index).any()]
    weights = np.ones(len(truth)) if facts["weights"] is None else facts["weights"]
    rows = [int((bins == index).sum()) for index in filled]
    shares = np.array([weights[bins == index].sum() for index in filled]) / weights.sum()
    figure = Drawing(
        {
            "type": "scatter",
            "x": [float(np.average(said[bins == index], weights=weights[bins == index])) for index in filled],
            "y": [float(np.average(right[bins == index], weights=weights[bins == index])) for index in filled],
            "mode": "lines+markers",
            "cliponaxis": False,
            "marker": {"size": (6 + 24 * np.sqrt(shares)).tolist()},
            "customdata": rows,
            "hovertemplate": "%{x:.2f} → %{y:.2f} (%{customdata} "
            + common("rows", limits.language)
            + ")<extra></extra>",
            "name": legend_name(facts["classes"][1]) if binary else common("predicted", limits.language),
            "showlegend": binary,
        },
        dotted([0, 1], common("perfect", limits.language)),
        xaxis=level_axis(word("said", limits.language), range=SHARES),
        yaxis=upright_axis(word("came_true", limits.language), range=SHARES),
    )
    weighed = word("classes_weighed", limits.language) if facts["are_classes_weighed"] else None
    return captioned(figure, word("calibration", limits.language), cut=weighed)

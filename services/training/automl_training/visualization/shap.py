"""What moved single predictions."""

from __future__ import annotations

from typing import Any

import numpy as np

from automl_shared.figure_axes import bars_height, level_axis, names_downwards
from automl_shared.figures import captioned, plain
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import SAMPLING_SEED, Facts, Limits, cut_columns, picture

ROW_HEIGHT = 24

WORDS: Words = {
    "shap": N_(
        "What moved single predictions{of}: on the left each column's average push, on the right one dot a row, pushed "
        "up (right) or down (left) by the column's value, from low (blue) to high (red)."
    ),
    "shap_of": N_(" of {explained}"),
    "shap_rows": N_("{shown} of {total} rows of the first fold, not seen while learning; in {unit}."),
    "shap_unit_own": N_("the model's own units"),
    "shap_unit_prediction": N_("units of the prediction"),
    "mean_push": N_("average push"),
    "push": N_("push on a row's prediction"),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "SHAP"),
    place=150,
    meaning="What moved single predictions, and which way.",
    when=lambda facts, _: facts["shap"] is not None,
)
def shap(facts: Facts, limits: Limits) -> Any:
    """Bars of the mean absolute values, and beside them one dot a row, coloured by the feature's rank."""
    from plotly.subplots import make_subplots

    found = facts["shap"]()
    weights = np.abs(found.values).mean(axis=0)
    order = np.argsort(-weights, kind="stable")[: limits.max_columns]
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, column_widths=[0.3, 0.7], horizontal_spacing=0.03)
    beside = names_downwards([found.names[place] for place in order], at=range(len(order)))
    figure.add_bar(
        x=weights[order].tolist(), y=list(range(len(order))), orientation="h", showlegend=False, row=1, col=1
    )
    jitter = np.random.default_rng(SAMPLING_SEED).uniform(-0.3, 0.3, len(found.values))
    for line, place in enumerate(order):
        figure.add_scatter(
            x=found.values[:, place].tolist(),
            y=(line + jitter).tolist(),
            mode="markers",
            marker={"size": 4, "color": _ranks(found.features[:, place]), "colorscale": "Bluered", "opacity": 0.6},
            showlegend=False,
            row=1,
            col=2,
        )
    figure.update_xaxes(level_axis(word("mean_push", limits.language), nticks=2), col=1)
    figure.update_xaxes(level_axis(word("push", limits.language), nticks=3, zeroline=True), col=2)
    figure.update_yaxes(beside)
    of = word("shap_of", limits.language, explained=plain(found.explained)) if found.explained else ""
    unit = word(f"shap_unit_{found.unit}", limits.language)
    rows = word("shap_rows", limits.language, shown=len(found.values), total=found.n_unseen, unit=unit)
    columns = cut_columns(len(order), len(found.names), limits)
    left_out, caption = " ".join(filter(None, (rows, columns))), word("shap", limits.language, of=of)
    return captioned(figure, caption, cut=left_out, height=bars_height(beside, ROW_HEIGHT))


def _ranks(values: np.ndarray) -> list[float]:
    """From 0, the lowest, to 1, the highest, so that one far value does not paint all others alike."""
    _, places = np.unique(values, return_inverse=True)
    return [float(place) for place in places / max(1, places.max())]

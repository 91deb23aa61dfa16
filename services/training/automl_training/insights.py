"""Pictures whose facts take time to make: would more rows help, and what moved single predictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from automl_shared.figures import Drawing, axis, captioned, plain, shortened
from automl_training.learning_curve import LearningCurve
from automl_training.shap_values import ShapValues
from automl_training.visualization import SAMPLING_SEED, Limits
from automl_training.words import word

NAME_WIDTH = 40


def learning_curve_picture(curve: LearningCurve, metric: str, limits: Limits) -> Any:
    """One line from few rows to all of them."""
    figure = Drawing(
        {"type": "scatter", "x": list(curve.rows), "y": list(curve.scores), "mode": "lines+markers"},
        xaxis=axis(word("rows_learned_from", limits.language), rangemode="tozero"),
        yaxis=axis(metric, range=_room(curve.scores)),
    )
    caption = word("learning_curve_rising" if curve.rising else "learning_curve_flat", limits.language, metric=metric)
    return captioned(figure, caption, cut=word("learning_curve_limits", limits.language))


def _room(values: Sequence[float]) -> tuple[float, float]:
    """From below the lowest to above the highest; about a level line a tenth of its value, as plotly takes 1, which no
    share has."""
    low, high = min(values), max(values)
    room = 0.1 * ((high - low) or abs(high) or 1.0)
    return low - room, high + room


def shap_picture(found: ShapValues, limits: Limits) -> Any:
    """Bars of the mean absolute values, and beside them one dot a row, coloured by the feature's rank."""
    from plotly.subplots import make_subplots

    weights = np.abs(found.values).mean(axis=0)
    order = np.argsort(-weights, kind="stable")[: limits.max_columns]
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, column_widths=[0.3, 0.7], horizontal_spacing=0.03)
    names = [plain(shortened(found.names[place], NAME_WIDTH)) for place in order]
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
    figure.update_xaxes(title=word("mean_push", limits.language), col=1)
    figure.update_xaxes(title=word("push", limits.language), zeroline=True, col=2)
    figure.update_yaxes(
        range=[len(order) - 0.5, -0.5], tickvals=list(range(len(order))), ticktext=names, automargin=True
    )
    figure.update_layout(height=200 + 24 * len(order))
    of = word("shap_of", limits.language, explained=plain(found.explained)) if found.explained else ""
    unit = word(f"shap_unit_{found.unit}", limits.language)
    said = [word("shap_rows", limits.language, shown=len(found.values), total=found.n_unseen, unit=unit)]
    if len(order) < len(found.names):
        said.append(word("cut_columns", limits.language, shown=len(order), total=len(found.names)))
    return captioned(figure, word("shap", limits.language, of=of), cut=" ".join(said))


def _ranks(values: np.ndarray) -> list[float]:
    """From 0, the lowest, to 1, the highest, so that one far value does not paint all others alike."""
    _, places = np.unique(values, return_inverse=True)
    return [float(place) for place in places / max(1, places.max())]

"""Which numbers rise and fall together."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.visualization.base import Facts, cut_numbers, cut_rows, notes, picture, saying
from automl_shared.figure_grids import grid_axes
from automl_shared.figures import captioned, nothing_to_show, plain
from automl_shared.words import N_, NC_, Words

SCALE, LEAST_HEIGHT = 100, 240
"""Pixels of the scale of colours on the right, and below the caption."""
WITH_NUMBERS = 12
"""Columns up to which every field says its number."""

WORDS: Words = {
    "correlation": N_("Which numbers rise together (1), or one as the other falls (-1); near 0 neither."),
    "no_pairs": N_("There are no two number columns to compare."),
}
said = saying(WORDS)


@picture(NC_("a picture", "correlation"), place=80, meaning="Which columns of numbers rise and fall together.")
def correlation(facts: Facts) -> Any:
    """A field for each pair of columns; the numbers are written into it where there is room."""
    names, values = facts["correlation"]["columns"], facts["correlation"]["values"]
    if len(names) < 2:
        return nothing_to_show(said(facts, "no_pairs"))
    labels, few = [plain(name) for name in names], len(names) <= WITH_NUMBERS
    axes = grid_axes(names, names, beside=SCALE)
    heatmap = go.Heatmap(
        x=labels,
        y=labels,
        z=values,
        zmin=-1,
        zmax=1,
        colorscale="RdBu_r",
        texttemplate="%{z:.2f}" if few else None,
        text=[[f"{down}, {across}" for across in labels] for down in labels],
        hovertemplate="%{text}: %{z:.2f}<extra></extra>",
        hoverongaps=False,
    )
    figure = go.Figure(heatmap)
    figure.update_xaxes(axes.xaxis)
    figure.update_yaxes(axes.yaxis)
    note = notes(cut_numbers(facts), cut_rows(facts))
    return captioned(figure, said(facts, "correlation"), cut=note, height=max(axes.height, LEAST_HEIGHT))

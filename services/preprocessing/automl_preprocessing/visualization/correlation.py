"""Which numbers rise and fall together."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.visualization.base import (
    Facts,
    cut_numbers,
    cut_rows,
    name_of,
    named_places,
    notes,
    picture,
    saying,
)
from automl_shared.figures import captioned, nothing_to_show
from automl_shared.words import N_, NC_, Words

CELL, FRAME, LABELS = 34, 170, 190
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
    labels, few = [name_of(name, 22) for name in names], len(names) <= WITH_NUMBERS
    places = list(range(len(names)))
    heatmap = go.Heatmap(
        x=places,
        y=places,
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
    figure.update_xaxes({**named_places(labels), "range": None, "tickangle": -45})
    figure.update_yaxes(named_places(labels))
    note = notes(cut_numbers(facts), cut_rows(facts))
    captioned(figure, said(facts, "correlation"), cut=note)
    height = FRAME + LABELS + max(CELL * len(names), 120)
    return figure.update_layout(height=height, margin={"l": LABELS, "b": LABELS - 40})

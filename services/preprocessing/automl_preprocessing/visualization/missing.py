"""Where values are missing."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.visualization.base import (
    BAR_HEIGHT,
    Facts,
    bars,
    cut,
    picture,
    saying,
)
from automl_shared.figure_axes import bars_height, level_axis, names_downwards
from automl_shared.figures import captioned, nothing_to_show
from automl_shared.words import N_, NC_, Words

WORDS: Words = {
    "missing_values": N_("In these columns values are missing; the bar is the share of training rows without one."),
    "nothing_missing": N_("Nothing is missing."),
    "share_missing": N_("share of training rows without a value"),
    "cut_gaps": N_("Shown: the {shown} of {total} columns with most gaps."),
}
said = saying(WORDS)


@picture(NC_("a picture", "missing values"), place=40, meaning="Share of gaps by column.")
def missing_values(facts: Facts) -> Any:
    """Share of gaps per column, the most first."""
    gaps = facts["missing"]
    if not gaps:
        return nothing_to_show(said(facts, "nothing_missing"))
    shown = gaps[: facts["max_columns"]]
    labels = [gap["column"] for gap in shown]
    figure = go.Figure(bars(labels, [gap["share"] for gap in shown], [_percent(gap["share"]) for gap in shown]))
    names, quarters = names_downwards(labels, at=range(len(labels))), [0, 0.25, 0.5, 0.75, 1]
    figure.update_xaxes(level_axis(said(facts, "share_missing"), tickformat=".0%", range=[0, 1.1], tickvals=quarters))
    figure.update_yaxes(names)
    note = cut(said, facts, "cut_gaps", len(shown), len(gaps))
    return captioned(figure, said(facts, "missing_values"), cut=note, height=bars_height(names, BAR_HEIGHT))


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "< 0.1%"

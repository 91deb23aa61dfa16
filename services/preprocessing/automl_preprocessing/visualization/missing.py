"""Where values are missing."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.visualization.base import (
    BAR_HEIGHT,
    MARGINS,
    Facts,
    bars,
    cut,
    label_margin,
    name_of,
    named_places,
    said,
)
from automl_shared.figures import captioned, nothing_to_show


def missing_values(facts: Facts) -> Any:
    """Share of gaps per column, the most first."""
    gaps = facts["missing"]
    if not gaps:
        return nothing_to_show(said(facts, "nothing_missing"))
    shown = gaps[: facts["max_columns"]]
    labels = [name_of(gap["column"]) for gap in shown]
    figure = go.Figure(bars(labels, [gap["share"] for gap in shown], [_percent(gap["share"]) for gap in shown]))
    figure.update_xaxes(
        title=said(facts, "share_missing"), tickformat=".0%", range=[0, 1.1], tickvals=[0, 0.25, 0.5, 0.75, 1]
    )
    figure.update_yaxes(named_places(labels))
    captioned(figure, said(facts, "missing_values"), cut=cut(facts, "cut_gaps", len(shown), len(gaps)))
    return figure.update_layout(height=MARGINS + BAR_HEIGHT * len(shown), margin={"l": label_margin(labels)})


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "< 0.1%"

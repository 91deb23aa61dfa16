"""Lines over a number, drawn with plotly."""

from __future__ import annotations

from typing import Any

from automl_comparison.charts import Curves
from automl_shared.figures import beside_ticks, captioned, plain
from automl_shared.lazy import go


def figure(chart: Curves) -> Any:
    """The lines, and what is marked."""
    made = go.Figure(
        [
            go.Scatter(
                name=plain(curve.name),
                mode="lines",
                x=[x for x, _ in curve.points],
                y=[y for _, y in curve.points],
                showlegend=bool(curve.name),
            )
            for curve in chart.curves
        ]
    )
    if chart.at:
        value, name = chart.at
        made.add_vline(x=value, line={"dash": "dash"}, annotation={"text": plain(name), "yref": "paper", "y": 1.0})
    made.update_xaxes(title=plain(chart.x_axis), tickformat=".0%" if chart.x_in_percent else None)
    made.update_yaxes(**beside_ticks(plain(chart.y_axis)), tickformat=".0%" if chart.y_in_percent else None)
    return captioned(made, chart.caption, cut=chart.cut)

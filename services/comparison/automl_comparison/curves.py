"""Lines over a number."""

from __future__ import annotations

from typing import Any

from automl_comparison.charts import Curves
from automl_shared.figure_axes import level_axis, upright_axis, upright_line
from automl_shared.figures import Drawing, captioned, legend_name


def figure(chart: Curves) -> Any:
    """The lines, and what is marked."""
    lines = [
        {
            "type": "scatter",
            "name": legend_name(curve.name),
            "mode": "lines",
            "x": [x for x, _ in curve.points],
            "y": [y for _, y in curve.points],
            "showlegend": bool(curve.name),
        }
        for curve in chart.curves
    ]
    percent = {"tickformat": ".0%"}
    made = Drawing(
        *lines,
        xaxis=level_axis(chart.x_axis, **(percent if chart.x_in_percent else {})),
        yaxis=upright_axis(chart.y_axis, **(percent if chart.y_in_percent else {})),
    )
    if chart.at:
        among = [x for curve in chart.curves for x, _ in curve.points]
        made.layout |= upright_line(*chart.at, among=among, line={"dash": "dash"}, yanchor="top")
    return captioned(made, chart.caption, cut=chart.cut)

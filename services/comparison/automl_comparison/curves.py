"""Lines over a number."""

from __future__ import annotations

from typing import Any

from automl_comparison.charts import Curves
from automl_shared.figures import Drawing, axis, beside_ticks, captioned, plain, upright_line


def figure(chart: Curves) -> Any:
    """The lines, and what is marked."""
    lines = [
        {
            "type": "scatter",
            "name": plain(curve.name),
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
        xaxis=axis(plain(chart.x_axis)) | (percent if chart.x_in_percent else {}),
        yaxis=beside_ticks(plain(chart.y_axis)) | (percent if chart.y_in_percent else {}),
    )
    if chart.at:
        value, name = chart.at
        made.layout |= upright_line(value, plain(name), line={"dash": "dash"}, xanchor="left", yanchor="top")
    return captioned(made, chart.caption, cut=chart.cut)

"""Charts as drawings."""

from __future__ import annotations

from typing import Any

from automl_comparison import curves
from automl_comparison.charts import Bars, Chart, Curves, Grid, Mark, Points
from automl_shared.figure_axes import (
    bar_texts,
    bars_height,
    level_axis,
    log_axis,
    names_downwards,
    upright_axis,
    upright_line,
)
from automl_shared.figure_grids import grid_axes
from automl_shared.figures import COLOURS, Drawing, captioned, legend_name, plain

BLUE, RED, GREEN, GREY, PALE = COLOURS[0], COLOURS[1], COLOURS[2], "#b8bcc4", "#f1f5f8"
COLOUR_OF: dict[Mark, str] = {"recommended": GREEN, "candidate": BLUE, "baseline": RED, "before": GREY}


def drawn(chart: Chart | None) -> Any:
    """The drawing of a chart; None for none."""
    if chart is None:
        return None
    if isinstance(chart, Bars):
        return _bars(chart)
    if isinstance(chart, Curves):
        return curves.figure(chart)
    return _points(chart) if isinstance(chart, Points) else _grid(chart)


def _bars(chart: Bars) -> Any:
    errors = [bar.error for bar in chart.bars]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [plain(bar.label) for bar in chart.bars],
        "x": [bar.value for bar in chart.bars],
        "marker": {"color": [COLOUR_OF[bar.mark] for bar in chart.bars]},
        "insidetextanchor": "start",
        **bar_texts([bar.value for bar in chart.bars], [bar.text for bar in chart.bars]),
    }
    if any(error is not None for error in errors):
        bars["error_x"] = {"type": "data", "array": errors}
    names = names_downwards([bar.label for bar in chart.bars])
    figure = Drawing(bars, xaxis=level_axis(chart.axis, rangemode="tozero"), yaxis=names)
    if chart.line:
        line = {"dash": "dash", "color": RED}
        figure.layout |= upright_line(*chart.line, among=[0.0, *(bar.value for bar in chart.bars)], line=line)
    return captioned(figure, chart.caption, cut=chart.cut, height=bars_height(names))


def _points(chart: Points) -> Any:
    front = {
        "type": "scatter",
        "name": chart.front_name,
        "mode": "lines",
        "x": [point.x for point in chart.front],
        "y": [point.y for point in chart.front],
        "line": {"shape": "hv", "color": GREY, "dash": "dot"},
        "hoverinfo": "skip",
    }
    clouds = [_cloud(chart, mark, name) for mark, name in chart.names]
    y_axis = upright_axis(chart.y_axis, **({"tickformat": ".1%"} if chart.in_percent else {}))
    x_axis = log_axis(chart.x_axis, [point.x for point in chart.points])
    figure = Drawing(*([front] if len(chart.front) > 1 else []), *clouds, xaxis=x_axis, yaxis=y_axis)
    return captioned(figure, chart.caption, cut=chart.cut)


def _cloud(chart: Points, mark: Mark, name: str) -> dict[str, Any]:
    """The points of one mark."""
    members = [point for point in chart.points if point.mark == mark]
    symbols = ["diamond" if point in chart.front else "circle" for point in members]
    return {
        "type": "scatter",
        "name": legend_name(name),
        "mode": "markers",
        "x": [point.x for point in members],
        "y": [point.y for point in members],
        "marker": {"color": COLOUR_OF[mark], "size": 11, "symbol": symbols},
        "hovertext": [plain(point.label) for point in members],
    }


def _grid(chart: Grid) -> Any:
    axes = grid_axes(chart.rows, chart.columns)
    figure = Drawing(
        {
            "type": "heatmap",
            "z": chart.values,
            "x": [plain(name) for name in chart.columns],
            "y": [plain(name) for name in chart.rows],
            "colorscale": [[0, PALE], [1, BLUE]],
            "reversescale": not chart.greater_is_better,
            "text": chart.texts,
            "texttemplate": "%{text}",
            "hoverongaps": False,
            "showscale": False,
        },
        xaxis=axes.xaxis,
        yaxis=axes.yaxis,
    )
    return captioned(figure, chart.caption, cut=chart.cut, height=axes.height)

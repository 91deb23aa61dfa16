"""Lines over a number, as a small SVG picture."""

from __future__ import annotations

from html import escape

from automl_comparison.charts import Curves
from automl_comparison.report.axes import linear_ticks
from automl_comparison.words.numbers import value_of_column
from automl_shared.figure_axes import room
from automl_shared.figures import shortened
from automl_shared.words import number

WIDTH, HEIGHT, LEFT, TOP, EDGE = 440, 200, 64, 24, 8
DIGIT = 7
"""Pixels a digit of a tick takes at most."""
LETTER = 6.8
"""Pixels a letter of an axis or the legend takes; Japanese ones take twice that."""
LEGEND_ROW, LEGEND_MARK = 20, 22
NAMED_ROOM = 140
MARKED = "#b5432c"
COLOURS = ("#2a6f97", "#b5432c", "#2f6b4f", "#7b8794")


def drawn(chart: Curves) -> str:
    """The parts of the picture below each other: curves, axes and, where curves have names, the legend."""
    xs = [x for curve in chart.curves for x, _ in curve.points]
    ys = [y for curve in chart.curves for _, y in curve.points]
    (x_low, x_high), (y_low, y_high) = room(min(xs), max(xs)), room(min(ys), max(ys))
    y_ticks = [(tick, _told(tick, chart.y_in_percent)) for tick in linear_ticks(y_low, y_high)]
    left = max(LEFT, EDGE + DIGIT * max(len(told) for _, told in y_ticks) + 6)
    width, bottom = WIDTH - left - EDGE, TOP + HEIGHT

    def x(value: float) -> float:
        return left + (value - x_low) / (x_high - x_low) * width

    def y(value: float) -> float:
        return bottom - (value - y_low) / (y_high - y_low) * HEIGHT

    y_axis = shortened(chart.y_axis, int((WIDTH - 2 * EDGE) / LETTER))
    parts = [f'<text class="small" x="{EDGE}" y="14">{escape(y_axis)}</text>']
    for tick, told in y_ticks:
        parts.append(
            f'<line class="rule" x1="{left}" y1="{y(tick):.1f}" x2="{left + width}" y2="{y(tick):.1f}"/>'
            f'<text class="small" x="{left - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{told}</text>'
        )
    for tick in linear_ticks(x_low, x_high):
        parts.append(
            f'<text class="small" x="{x(tick):.1f}" y="{bottom + 16}" text-anchor="middle">'
            f"{_told(tick, in_percent=True) if chart.x_in_percent else value_of_column(tick)}</text>"
        )
    if chart.at:
        place, name = x(chart.at[0]), chart.at[1]
        anchor = "end" if place > WIDTH - NAMED_ROOM else "start"
        parts.append(
            f'<path d="M{place:.1f} {TOP}V{bottom}" stroke="{MARKED}" stroke-dasharray="4 3"/>'
            f'<text class="small" x="{place + (4 if anchor == "start" else -4):.1f}" y="{TOP + 12}" '
            f'text-anchor="{anchor}">{escape(name)}</text>'
        )
    for curve, colour in zip(chart.curves, _colours(chart), strict=True):
        line = "L".join(f"{x(left):.1f} {y(right):.1f}" for left, right in curve.points)
        parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
    x_axis = shortened(chart.x_axis, int(width / LETTER))
    parts.append(f'<text class="small" x="{left}" y="{bottom + 34}">{escape(x_axis)}</text>')
    named = [(curve.name, colour) for curve, colour in zip(chart.curves, _colours(chart), strict=True) if curve.name]
    for row, (name, colour) in enumerate(named):
        top = bottom + 52 + LEGEND_ROW * row
        parts.append(
            f'<line x1="{left}" y1="{top - 4}" x2="{left + 16}" y2="{top - 4}" stroke="{colour}" stroke-width="3"/>'
            f'<text class="small" x="{left + LEGEND_MARK}" y="{top}">'
            f"{escape(shortened(name, int((width - LEGEND_MARK) / LETTER)))}</text>"
        )
    height = bottom + 44 + LEGEND_ROW * len(named)
    body = "\n".join(parts)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(_aloud(chart))}">\n{body}\n</svg>'


def _colours(chart: Curves) -> list[str]:
    return [COLOURS[place % len(COLOURS)] for place in range(len(chart.curves))]


def _told(value: float, in_percent: bool) -> str:
    return f"{100 * value:.4g} %" if in_percent else number(value)


def _aloud(chart: Curves) -> str:
    """Where each line begins and ends, for whoever does not see it."""
    told = (
        f"{curve.name or chart.y_axis}: {_told(curve.points[0][1], chart.y_in_percent)} – "
        f"{_told(curve.points[-1][1], chart.y_in_percent)}"
        for curve in chart.curves
    )
    return f"{chart.y_axis}; {chart.x_axis}. {'; '.join(told)}"

"""Lines over a number, as a small SVG picture."""

from __future__ import annotations

from html import escape

from automl_comparison.charts import Curves
from automl_comparison.report.axes import GAP, left_of, linear_ticks, told
from automl_comparison.words.numbers import value_of_column
from automl_shared.figure_axes import room
from automl_shared.figures import shortened

WIDTH, HEIGHT, LEFT, TOP, EDGE = 440, 200, 64, 24, 8
LETTER = 6.8
"""Pixels a letter of an axis or the legend takes; Japanese ones take twice that."""
LEAST_ON_AXIS = 10_000
LEGEND_ROW, LEGEND_MARK = 20, 22
NAMED_ROOM = 140
MARKED = "#b5432c"
COLOURS = ("#2a6f97", "#b5432c", "#2f6b4f", "#7b8794")


def drawn(chart: Curves) -> str:
    """The parts of the picture below each other: curves, axes and, where curves have names, the legend."""
    xs = [x for curve in chart.curves for x, _ in curve.points]
    ys = [y for curve in chart.curves for _, y in curve.points]
    (x_low, x_high), (y_low, y_high) = room(min(xs), max(xs)), room(min(ys), max(ys))
    y_ticks = [
        (tick, told(tick, chart.language, in_percent=chart.y_in_percent)) for tick in linear_ticks(y_low, y_high)
    ]
    left = left_of((name for _, name in y_ticks), EDGE, LEFT)
    width, bottom = WIDTH - left - EDGE, TOP + HEIGHT

    def x(value: float) -> float:
        return left + (value - x_low) / (x_high - x_low) * width

    def y(value: float) -> float:
        return bottom - (value - y_low) / (y_high - y_low) * HEIGHT

    y_axis = shortened(chart.y_axis, int((WIDTH - 2 * EDGE) / LETTER))
    parts = [f'<text class="small" x="{EDGE}" y="14">{escape(y_axis)}</text>']
    for tick, name in y_ticks:
        parts.append(
            f'<line class="rule" x1="{left}" y1="{y(tick):.1f}" x2="{left + width}" y2="{y(tick):.1f}"/>'
            f'<text class="small" x="{left - GAP}" y="{y(tick) + 4:.1f}" text-anchor="end">{name}</text>'
        )
    for tick in linear_ticks(x_low, x_high):
        parts.append(
            f'<text class="small" x="{x(tick):.1f}" y="{bottom + 16}" text-anchor="middle">{_along(chart, tick)}</text>'
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


def _along(chart: Curves, tick: float) -> str:
    """A tick's number where values of a column stand: years have no separator."""
    as_value = not chart.x_in_percent and abs(tick) < LEAST_ON_AXIS
    return value_of_column(tick) if as_value else told(tick, chart.language, in_percent=chart.x_in_percent)


def _aloud(chart: Curves) -> str:
    """Where each line begins and ends, for whoever does not see it."""

    def end(point: tuple[float, float]) -> str:
        return told(point[1], chart.language, in_percent=chart.y_in_percent)

    lines = (
        f"{curve.name or chart.y_axis}: {end(curve.points[0])} – {end(curve.points[-1])}" for curve in chart.curves
    )
    return f"{chart.y_axis}; {chart.x_axis}. {'; '.join(lines)}"

"""Charts as small SVG pictures and coloured tables: no script, readable on a phone, told to screen readers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import escape
from itertools import accumulate

from automl_comparison.charts import Bar, Bars, Chart, Curves, Grid, Mark, Points
from automl_comparison.report import curves
from automl_comparison.report.axes import GAP, MAX_TICKS, left_of, linear_ticks, told
from automl_shared.figure_axes import log_ticks, room, written
from automl_shared.figures import shortened, wrapped
from automl_shared.words import number, width_of

WIDTH, EDGE = 440, 6
_NAME = re.compile(r"`([^`]+)`|(--set (?:&#x27;.*?&#x27;|[\w@%+=:,./-]*\w))")
"""A name or an option in a sentence, escaped."""
_OPTION = re.compile(r"(?<!\S)--\w[\w-]*")
_WITH_UNIT = re.compile(r"[+−]?\d[\d.,]*(?: %|[\u4e00-\u9fff])")
"""A number and what belongs to it: a percent sign, or a Japanese sign right behind it."""
_WHOLE = r'<span class="whole">\g<0></span>'
LABEL_LETTERS = 56
"""Letters of a bar's label and value in a line; Japanese ones count twice."""
AXIS_LETTERS = 62
"""The same of what stands below the bars."""
ROW, TOP, FOOT = 42, 24, 40
LABEL_LINE = 16
"""How much lower a label's second line stands."""
PLOT_LEFT, PLOT_HEIGHT = 56, 240
LEGEND_GAP = 32
"""From one mark of the legend to the next, beside the name between them."""
LAST_LABEL = 30
"""A label nearer to the right edge than this ends at its line."""
COLOUR_OF: dict[Mark, str] = {
    "recommended": "#2f6b4f",
    "candidate": "#2a6f97",
    "baseline": "#b5432c",
    "before": "#7b8794",
}
RED, GREY, LINE = "#b5432c", "#52606d", "#d9dee4"
PALE, DARK = (241, 245, 248), (143, 188, 216)
"""Colours of the worst and the best cell: dark letters stay readable on both."""


def figure(chart: Chart) -> str:
    """The chart with its caption, as a figure element."""
    cut = f'<br><span class="soft">{escape(chart.cut)}</span>' if chart.cut else ""
    caption = f"<figcaption>{named(escape(chart.caption))}{cut}</figcaption>"
    if isinstance(chart, Grid):
        return f'<figure class="wide">{caption}\n{_grid(chart)}\n</figure>'
    if isinstance(chart, Curves):
        return f"<figure>{caption}\n{curves.drawn(chart)}\n</figure>"
    drawn = _bars(chart) if isinstance(chart, Bars) else _points(chart)
    return f"<figure>{caption}\n{drawn}\n</figure>"


def named(text: str) -> str:
    """Escaped text with the names and options in it set as such; no line ends within an option's own name or between
    a number and its unit."""
    return _NAME.sub(lambda found: f"<code>{command(found[1] or found[2])}</code>", _WITH_UNIT.sub(_WHOLE, text))


def command(text: str) -> str:
    """An escaped command, in which no line ends within an option's own name."""
    return _OPTION.sub(_WHOLE, text)


def breakable(text: str) -> str:
    """Escaped text whose names may end a line after ``+`` and ``_``, not only where the space ends."""
    return re.sub(r"(?<=[+_])(?=\w)", "<wbr>", text)


def _svg(height: float, label: str, parts: list[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}">\n'
        + "\n".join(parts)
        + "\n</svg>"
    )


def _bars(chart: Bars) -> str:
    ends = [0.0, *(end for bar in chart.bars for end in _reach(bar)), *([chart.line[0]] if chart.line else [])]
    low, high = min(ends), max(ends)
    scale = (WIDTH - 2 * EDGE) / ((high - low) or 1.0)

    def x(value: float) -> float:
        return EDGE + (value - low) * scale

    labels = [_label(bar) for bar in chart.bars]
    *tops, bottom = accumulate((ROW + LABEL_LINE * (len(lines) - 1) for lines in labels), initial=TOP)
    parts = [_named_line(x(chart.line[0]), chart.line[1], bottom)] if chart.line else []
    parts.append(f'<line x1="{x(0):.1f}" y1="{TOP}" x2="{x(0):.1f}" y2="{bottom}" stroke="{GREY}"/>')
    parts += [_bar(bar, lines, top, x) for bar, lines, top in zip(chart.bars, labels, tops, strict=True)]
    axis = shortened(chart.axis, AXIS_LETTERS)
    parts.append(f'<text class="small" x="{EDGE}" y="{bottom + 20}">{escape(axis)}</text>')
    told = "; ".join([*(f"{bar.label}: {bar.text}" for bar in chart.bars), *([chart.line[1]] if chart.line else [])])
    return _svg(bottom + FOOT - 8, f"{chart.axis}: {told}", parts)


def _reach(bar: Bar) -> tuple[float, float]:
    error = bar.error or 0.0
    return bar.value - error, bar.value + error


def _label(bar: Bar) -> list[str]:
    """In one line or two: how names differ is often said by their ends."""
    letters = LABEL_LETTERS - width_of(bar.text)
    first, *more = wrapped(bar.label, letters) or [""]
    return [first, shortened(bar.label[len(first) :], letters)] if more else [first]


def _bar(bar: Bar, label: list[str], top: float, x: Callable[[float], float]) -> str:
    """``label``: its lines."""
    left, right = sorted((x(0.0), x(bar.value)))
    parts = [
        f'<text x="{EDGE + 3}" y="{top + 14 + LABEL_LINE * place}">{escape(line)}</text>'
        for place, line in enumerate(label)
    ]
    below = top + LABEL_LINE * (len(label) - 1)
    parts += [
        f'<text x="{WIDTH - EDGE - 3}" y="{top + 14}" text-anchor="end">{escape(bar.text)}</text>',
        f'<rect x="{left:.1f}" y="{below + 20}" width="{max(right - left, 1):.1f}" height="12" '
        f'fill="{COLOUR_OF[bar.mark]}"/>',
    ]
    if bar.error:
        first, last = (x(end) for end in _reach(bar))
        middle = below + 26
        parts.append(
            f'<path d="M{first:.1f} {middle}H{last:.1f}M{first:.1f} {middle - 4}v8M{last:.1f} {middle - 4}v8" '
            f'class="spread" stroke-width="1.5" fill="none"/>'
        )
    return "".join(parts)


def _named_line(at: float, name: str, bottom: float) -> str:
    anchor = "start" if at < WIDTH / 3 else "end" if at > 2 * WIDTH / 3 else "middle"
    return (
        f'<line x1="{at:.1f}" y1="{TOP - 6}" x2="{at:.1f}" y2="{bottom}" stroke="{RED}" stroke-dasharray="4 3"/>'
        f'<text class="small" x="{at:.1f}" y="{TOP - 10}" text-anchor="{anchor}">{escape(name)}</text>'
    )


def _points(chart: Points) -> str:
    logs, ys = [math.log10(point.x) for point in chart.points], [point.y for point in chart.points]
    x_low, x_high, y_low, y_high = *room(min(logs), max(logs)), *room(min(ys), max(ys))
    y_ticks = [(tick, told(tick, chart.language, in_percent=chart.in_percent)) for tick in linear_ticks(y_low, y_high)]
    left = left_of((name for _, name in y_ticks), EDGE, PLOT_LEFT)
    width = WIDTH - left - 2 * EDGE
    top, bottom = TOP, TOP + PLOT_HEIGHT

    def x(value: float) -> float:
        return left + (math.log10(value) - x_low) / (x_high - x_low) * width

    def y(value: float) -> float:
        return bottom - (value - y_low) / (y_high - y_low) * PLOT_HEIGHT

    parts = [f'<text class="small" x="{EDGE}" y="14">{escape(chart.y_axis)}</text>']
    for tick, name in y_ticks:
        parts.append(
            f'<line x1="{left}" y1="{y(tick):.1f}" x2="{left + width}" y2="{y(tick):.1f}" stroke="{LINE}"/>'
            f'<text class="small" x="{left - GAP}" y="{y(tick) + 4:.1f}" text-anchor="end">{name}</text>'
        )
    for tick in log_ticks(x_low, x_high, MAX_TICKS):
        parts.append(
            f'<line x1="{x(tick):.1f}" y1="{top}" x2="{x(tick):.1f}" y2="{bottom}" stroke="{LINE}"/>'
            f'<text class="small" x="{x(tick):.1f}" y="{bottom + 16}" '
            f'text-anchor="{"end" if x(tick) > WIDTH - LAST_LABEL else "middle"}">{written(tick)}</text>'
        )
    if len(chart.front) > 1:
        first, *rest = chart.front
        steps = "".join(f"H{x(point.x):.1f}V{y(point.y):.1f}" for point in rest)
        parts.append(
            f'<path d="M{x(first.x):.1f} {y(first.y):.1f}{steps}" fill="none" stroke="{GREY}" stroke-dasharray="2 3"/>'
        )
    parts += [
        f'<circle cx="{x(point.x):.1f}" cy="{y(point.y):.1f}" r="{6 if point.mark == "recommended" else 4.5}" '
        f'fill="{COLOUR_OF[point.mark]}"><title>{escape(point.label)}</title></circle>'
        for point in sorted(chart.points, key=lambda one: one.mark == "recommended")
    ]
    parts.append(f'<text class="small" x="{left}" y="{bottom + 34}">{escape(chart.x_axis)}</text>')
    at = left + 5.0
    for mark, name in chart.names:
        parts.append(
            f'<circle cx="{at:.1f}" cy="{bottom + 52}" r="5" fill="{COLOUR_OF[mark]}"/>'
            f'<text class="small" x="{at + 10:.1f}" y="{bottom + 56}">{escape(name)}</text>'
        )
        at += LEGEND_GAP + curves.LETTER * width_of(name)
    best = "; ".join(f"{point.label}: {number(point.x)}, {number(point.y)}" for point in chart.front)
    return _svg(bottom + 64, f"{chart.y_axis}; {chart.x_axis}. {chart.front_name}: {best}", parts)


def _grid(chart: Grid) -> str:
    known = [value for line in chart.values for value in line if value is not None]
    low, high = min(known), max(known)
    head = "".join(f'<th scope="col">{breakable(escape(name))}</th>' for name in chart.columns)
    body = "\n".join(
        f'<tr><th scope="row">{breakable(escape(name))}</th>'
        + "".join(
            f"<td{_shade(value, low, high, chart.greater_is_better)}>{escape(text)}</td>"
            for value, text in zip(values, texts, strict=True)
        )
        + "</tr>"
        for name, values, texts in zip(chart.rows, chart.values, chart.texts, strict=True)
    )
    return (
        f'<div class="scroll" role="region" aria-label="{escape(chart.caption)}" tabindex="0">\n'
        f'<table class="grid">\n<thead><tr><th scope="col">{escape(chart.title)}</th>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _shade(value: float | None, low: float, high: float, greater_is_better: bool) -> str:
    if value is None:
        return ' class="soft"'
    share = (value - low) / (high - low) if high > low else 1.0
    share = share if greater_is_better else 1.0 - share
    red, green, blue = (round(pale + share * (dark - pale)) for pale, dark in zip(PALE, DARK, strict=True))
    return f' style="background:#{red:02x}{green:02x}{blue:02x}"' if high != low else ""

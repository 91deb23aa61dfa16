"""Curves and simple plots as SVG and tables, without any script. What it cannot draw it leaves to richer clients."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

_WIDTH, _HEIGHT, _EDGE = 560, 180, 6
_COLOURS = ("#3366cc", "#cc6633", "#339966", "#aa3377", "#888833", "#6644aa")
_MOST_POINTS = 500
_MOST_ROWS = 200
_MOST_TRACES = 12
Points = Sequence[tuple[float, float]]


def curve(points: Points) -> str:
    """One curve."""
    return _frame([_line(points, _box([points]), _COLOURS[0])], _box([points]))


def plot(text: str) -> str:
    """A Plotly figure: lines, points, bars and tables of it; empty if there is nothing of the kind."""
    try:
        figure = orjson.loads(text)
    except orjson.JSONDecodeError:
        return ""
    traces = figure.get("data") if isinstance(figure, dict) else None
    found = [trace for trace in traces if isinstance(trace, dict)][:_MOST_TRACES] if isinstance(traces, list) else []
    tables = "".join(_table(trace) for trace in found if trace.get("type") == "table")
    return (
        _chart([trace for trace in found if trace.get("type", "scatter") in ("scatter", "scattergl", "bar")]) + tables
    )


def _chart(traces: Sequence[Mapping[str, Any]]) -> str:
    names: list[str] = []
    for trace in traces:
        names += [x for x in _across(trace)[0] if isinstance(x, str) and x not in names]
    drawn = [(trace, points) for trace in traces if (points := _points(trace, names))]
    if not drawn:
        return ""
    bars = any(trace.get("type") == "bar" for trace, _ in drawn)
    box = _box([points for _, points in drawn], bars=bars)
    shapes, legend = [], []
    for number, (trace, points) in enumerate(drawn):
        colour = _COLOURS[number % len(_COLOURS)]
        if trace.get("type") == "bar":
            shapes.append(_bars(points, box, colour))
        elif "lines" in str(trace.get("mode") or "lines"):
            shapes.append(_line(points, box, colour))
        else:
            shapes.append(_dots(points, box, colour))
        legend.append(
            f'<span><svg width="10" height="10"><rect width="10" height="10" fill="{colour}"/></svg> '
            + f"{html.escape(str(trace.get('name') or ''))}</span>"
        )
    captions = " · ".join(html.escape(name[:40]) for name in names[:_MOST_TRACES])
    return _frame(shapes, box) + f"<p class=legend>{' '.join(legend)}</p>" + (f"<p>{captions}</p>" if captions else "")


def _across(trace: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """(what runs along, what is measured) of a trace."""
    x, y = (_listed(trace.get(axis)) for axis in ("x", "y"))
    along, measured = (y, x) if trace.get("orientation") == "h" else (x, y)
    return (along or list(range(len(measured)))), measured


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _points(trace: Mapping[str, Any], names: Sequence[str]) -> Points:
    along, measured = _across(trace)
    step = max(1, math.ceil(len(measured) / _MOST_POINTS))
    pairs = zip(along[::step], measured[::step], strict=False)
    numbered = ((names.index(x) if isinstance(x, str) else x, y) for x, y in pairs)
    return [(float(x), float(y)) for x, y in numbered if _is_number(x) and _is_number(y)]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _box(curves: Sequence[Points], *, bars: bool = False) -> tuple[float, float, float, float]:
    xs, ys = ([point[axis] for points in curves for point in points] for axis in (0, 1))
    low, high = (min(*ys, 0.0), max(*ys, 0.0)) if bars else (min(ys), max(ys))
    edge = 0.6 if bars else 0.0
    return min(xs) - edge, max(xs) + edge, low, high


def _place(point: tuple[float, float], box: tuple[float, float, float, float]) -> tuple[float, float]:
    left, right, low, high = box
    x = _EDGE + (point[0] - left) / ((right - left) or 1.0) * (_WIDTH - 2 * _EDGE)
    y = _HEIGHT - _EDGE - (point[1] - low) / ((high - low) or 1.0) * (_HEIGHT - 2 * _EDGE)
    return round(x, 1), round(y, 1)


def _line(points: Points, box: tuple[float, float, float, float], colour: str) -> str:
    if len(points) == 1:
        return _dots(points, box, colour)
    places = " ".join(f"{x},{y}" for x, y in (_place(point, box) for point in points))
    return f'<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="{places}"/>'


def _dots(points: Points, box: tuple[float, float, float, float], colour: str) -> str:
    places = (_place(point, box) for point in points)
    return "".join(f'<circle cx="{x}" cy="{y}" r="2" fill="{colour}"/>' for x, y in places)


def _bars(points: Points, box: tuple[float, float, float, float], colour: str) -> str:
    width = max(1.0, 0.7 * (_WIDTH - 2 * _EDGE) / ((box[1] - box[0]) or 1.0))
    shapes = []
    for point in points:
        (x, y), (_, ground) = _place(point, box), _place((point[0], 0.0), box)
        top, height = min(y, ground), abs(y - ground)
        shapes.append(
            f'<rect x="{x - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"'
            ' fill-opacity="0.8"/>'
        )
    return "".join(shapes)


def _frame(shapes: Sequence[str], box: tuple[float, float, float, float]) -> str:
    low, high = (f"{value:.4g}" for value in box[2:])
    label = f'font-size="11" fill="#666" x="{_WIDTH + 4}"'
    return (
        f'<svg viewBox="0 0 {_WIDTH + 70} {_HEIGHT}" width="{_WIDTH + 70}" height="{_HEIGHT}" role="img">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fafafa" stroke="#ddd"/>{"".join(shapes)}'
        f'<text {label} y="14">{high}</text><text {label} y="{_HEIGHT - 4}">{low}</text></svg>'
    )


def _table(trace: Mapping[str, Any]) -> str:
    head, cells = (
        part.get("values") if isinstance(part := trace.get(name), dict) else None for name in ("header", "cells")
    )
    if not isinstance(cells, list) or not all(isinstance(column, list) for column in cells):
        return ""
    titles = [_words(title) for title in head] if isinstance(head, list) else []
    rows = list(zip(*(column[:_MOST_ROWS] for column in cells), strict=False))
    return (
        f"<table><tr>{''.join(f'<th>{title}</th>' for title in titles)}</tr>"
        + "".join(f"<tr>{''.join(f'<td>{_words(cell)}</td>' for cell in row)}</tr>" for row in rows)
        + "</table>"
    )


def _words(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    for tag in ("<b>", "</b>", "<br>"):
        text = text.replace(tag, " ")
    return html.escape(text.strip())

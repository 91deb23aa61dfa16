"""Pictures as plain data: drawn by plotly in the task and by hand in the report, and read by machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen

Mark = Literal["recommended", "candidate", "baseline", "before"]


class Bar(Frozen):
    """One of `Bars`."""

    label: str
    value: float
    text: str
    """The value as people write it."""
    error: float | None = None
    """Half the length of the spread's line."""
    mark: Mark = "candidate"


class Bars(Frozen):
    """Bars from zero, the first on top."""

    caption: str
    axis: str
    bars: tuple[Bar, ...]
    line: tuple[float, str] | None = None
    """A value that all are compared with, and its name."""
    cut: str | None = None


class Point(Frozen):
    label: str
    x: float
    y: float
    mark: Mark = "candidate"


class Axes(Frozen):
    """What has two axes with a name each."""

    caption: str
    x_axis: str
    y_axis: str
    language: Language = "en"
    """Of the numbers beside them."""


class Points(Axes):
    """Points over a logarithmic x axis."""

    points: tuple[Point, ...]
    names: tuple[tuple[Mark, str], ...]
    """What the marks mean, for the legend."""
    front: tuple[Point, ...] = ()
    """Those that no other beats in both, from left to right."""
    front_name: str = ""
    in_percent: bool = False
    """Whether y is a share."""
    cut: str | None = None


class Curve(Frozen):
    """A line through points, from left to right; with a name, or one of many."""

    points: tuple[tuple[float, float], ...]
    name: str = ""
    mark: Mark = "candidate"


class Curves(Axes):
    """Lines over a number."""

    curves: tuple[Curve, ...]
    at: tuple[float, str] | None = None
    """An x that is marked, and its name."""
    x_in_percent: bool = False
    y_in_percent: bool = False
    cut: str | None = None


class Grid(Frozen):
    """A coloured table: ``values`` and ``texts`` are (rows, columns); None: no value there. Darker is better."""

    caption: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    greater_is_better: bool
    cut: str | None = None


Chart = Bars | Points | Curves | Grid


def front(points: Sequence[Point], *, greater_is_better: bool) -> tuple[Point, ...]:
    """The Pareto front: the points that are not beaten in both x (lower is better) and y."""
    sign = -1.0 if greater_is_better else 1.0
    kept: list[Point] = []
    for point in sorted(points, key=lambda one: (one.x, sign * one.y)):
        if not kept or sign * point.y < sign * kept[-1].y:
            kept.append(point)
    return tuple(kept)

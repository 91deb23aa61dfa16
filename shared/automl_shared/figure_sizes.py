"""Large numbers beside a figure's axes as the reader's language tells them: plotly itself writes k, M, B and T."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from automl_shared.lazy import np
from automl_shared.magnitudes import on_axis
from automl_shared.words import ENGLISH, Language

LEAST = 10_000
"""From here on plotly writes a letter."""
LETTERS = {1e12: "T", 1e9: "B", 1e6: "M", 1e3: "k"}
UNNUMBERED = ("log", "date", "category", "multicategory")
"""Types of axes whose labels are not so many steps apart."""
MINUS = "\u2212"


def sized(figure: Any, language: Language) -> Any:
    """The figure or drawing, each tick that plotly may write with a letter named in the language; also where somebody
    looks closer, as far as a tenth of the axis."""
    if language == ENGLISH:
        return figure
    layout = figure.layout.to_plotly_json() if hasattr(figure.layout, "to_plotly_json") else figure.layout
    for name, values in _values_of_axes(figure).items():
        axis, (low, high) = layout.get(name, {}), (min(values), max(values))
        if max(-low, high) >= LEAST and low < high and axis.get("type") not in UNNUMBERED:
            figure.layout[name] = {
                **axis,
                "labelalias": {_of_plotly(at): on_axis(at, language) for at in _ticks(low, high)},
            }
    return figure


def _values_of_axes(figure: Any) -> dict[str, list[float]]:
    """The lowest and highest number of each trace, by the axis it stands on."""
    found: dict[str, list[float]] = {}
    for trace in figure.data:
        for letter in "xy":
            values = _numbers(_of(trace, letter))
            if values.size:
                axis = _of(trace, f"{letter}axis") or letter
                found.setdefault(f"{letter}axis{axis[1:]}", []).extend((float(values.min()), float(values.max())))
    return found


def _of(trace: Any, name: str) -> Any:
    return trace[name] if name in trace else None  # noqa: SIM401 - a trace of plotly's has no get


def _numbers(values: Any) -> Any:
    """(n,) float64; empty for anything else."""
    array = np.asarray(() if values is None else values)
    array = array.astype("float64") if array.dtype.kind in "iuf" else np.empty(0)
    return array[np.isfinite(array)]


def _ticks(low: float, high: float) -> Iterator[float]:
    """All that may stand beside the axis, as far beyond both ends as it is long."""
    span = high - low
    step = 10.0 ** (math.floor(math.log10(span)) - 1)
    for place in range(math.floor((low - span) / step), math.ceil((high + span) / step) + 1):
        if abs(place * step) >= LEAST:
            yield place * step


def _of_plotly(value: float) -> str:
    size, letter = next((size, letter) for size, letter in LETTERS.items() if abs(value) >= size)
    return f"{MINUS if value < 0 else ''}{abs(value) / size:g}{letter}"

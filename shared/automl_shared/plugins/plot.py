"""Plots: a figure from plain data, shown by every task of a phase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from automl_shared.plugins.registry import Registry

Draw = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A registered plot. ``draw(facts)`` gets the phase's plain data and returns a plotly figure, or None to skip."""

    name: str
    phase: str
    draw: Draw
    caption: str


PLOTS: Registry[Plot] = Registry("plot")


def plot(name: str, *, phase: str, caption: str) -> Callable[[Draw], Draw]:
    """Registers the decorated function as an extra plot of a phase."""

    def register(draw: Draw) -> Draw:
        PLOTS.register(name, Plot(name=name, phase=phase, draw=draw, caption=caption))
        return draw

    return register

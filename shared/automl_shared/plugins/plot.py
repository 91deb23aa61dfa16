"""Plots: a figure from a phase's facts, shown by every task of that phase with its caption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, get_args

from automl_shared.config.models import Language
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.plugins.registry import Registry
from automl_shared.words import own_words

PlotPhase = Literal["preprocessing", "training", "training-summary", "comparison"]
"""The phases that draw; what each hands over is in `automl_shared.plugins.facts`."""
D = TypeVar("D", bound=Callable[..., Any])


class Plot(Frozen):
    """A registered plot. ``draw(facts)`` gets the facts of its phase and returns a plotly figure, or None to skip.

    Raises ConfigError for a phase that draws nothing.
    """

    name: str
    phase: PlotPhase
    draw: Callable[..., Any]
    caption: str
    """What the picture shows, in one plain sentence; drawn above it."""
    caption_ja: str = ""
    """The same in Japanese; where it is missing, the other stands in."""

    def __post_init__(self) -> None:
        phases = get_args(PlotPhase)
        if self.phase not in phases:
            raise ConfigError(
                f"the plot {self.name!r} is for a phase that draws no plots{did_you_mean(self.phase, phases)}",
                value=self.phase,
                allowed=", ".join(phases),
                fix="correct phase= in its decorator",
            )

    def captioned(self, language: Language) -> str:
        return own_words(self.caption, self.caption_ja, language)


PLOTS: Registry[Plot] = Registry("plot")


def plot(name: str, *, phase: PlotPhase, caption: str, caption_ja: str = "") -> Callable[[D], D]:
    """Registers the decorated function as an extra plot of a phase."""

    def register(draw: D) -> D:
        PLOTS.register(name, Plot(name=name, phase=phase, draw=draw, caption=caption, caption_ja=caption_ja))
        return draw

    return register

"""Round numbers on the axes of the report."""

from __future__ import annotations

import math
from collections.abc import Iterable

from automl_shared.config.models import Language
from automl_shared.magnitudes import on_axis
from automl_shared.words import width_of

MAX_TICKS = 6


DIGIT = 7
"""Pixels a digit of a tick takes at most; Japanese letters take twice that."""
GAP = 6
"""Between a tick's number and the picture."""


def left_of(ticks: Iterable[str], edge: int, least: int) -> int:
    """Where a picture begins: right of its widest number."""
    return max(least, edge + DIGIT * max(map(width_of, ticks), default=0) + GAP)


def told(value: float, language: Language, *, in_percent: bool) -> str:
    """A tick's number."""
    return f"{100 * value:.4g} %" if in_percent else on_axis(value, language)


def linear_ticks(low: float, high: float) -> list[float]:
    """Round numbers in the range: 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / MAX_TICKS
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]

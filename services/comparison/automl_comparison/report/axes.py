"""Axes: their ranges and the round numbers on them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from automl_shared.config.models import Language
from automl_shared.words import on_axis, width_of

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


def room(low: float, high: float) -> tuple[float, float]:
    """The range with a margin, never empty."""
    margin = 0.06 * (high - low) or 0.5 * max(abs(high), 1e-9) or 0.5
    return low - margin, high + margin


def linear_ticks(low: float, high: float) -> list[float]:
    """Round numbers in the range: 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / MAX_TICKS
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers in the range (of logarithms), not too many: powers of ten if there are two of them."""
    powers = list(range(math.ceil(low), math.floor(high) + 1))
    if len(powers) >= 2:
        return [10.0**power for power in powers[:: math.ceil(len(powers) / MAX_TICKS)]]
    for steps in ((1, 2, 5), [tenths / 10 for tenths in range(10, 100)]):
        values = [step * 10.0**power for power in range(math.floor(low), math.ceil(high)) for step in steps]
        inside = [value for value in values if low <= math.log10(value) <= high]
        if len(inside) >= 2:
            return inside[:: max(len(inside) - 1, 1)] if len(inside) > MAX_TICKS else inside
    return [10 ** ((low + high) / 2)]

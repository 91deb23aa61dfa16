"""Axes: their ranges and the round numbers on them."""

from __future__ import annotations

import math

MAX_TICKS = 6


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

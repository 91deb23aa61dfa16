"""Round numbers on the axes of the report."""

from __future__ import annotations

import math

MAX_TICKS = 6


def linear_ticks(low: float, high: float) -> list[float]:
    """Round numbers in the range: 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / MAX_TICKS
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]

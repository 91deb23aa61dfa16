"""How far ahead a target is predicted: ``7 days``, ``1 month``, or a number where time is a number."""

from __future__ import annotations

import re

from automl_shared.frozen import Frozen

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
_WRITTEN = re.compile(rf"(\d+) ?({'|'.join(UNITS)})s?|(\d+(?:\.\d+)?)")


class Horizon(Frozen):
    """``unit``: one of `UNITS`, empty where time is a number. ``count`` is whole where there is a unit."""

    count: float
    unit: str


def read_horizon(text: str) -> Horizon:
    """Raises ValueError for a text that is none, and for 0: what is predicted is not known yet."""
    found = _WRITTEN.fullmatch(text.strip())
    count = float(found[1] or found[3]) if found else 0.0
    if found is None or count == 0:
        raise ValueError(f"no time ahead: {text!r}")
    return Horizon(count=count, unit=found[2] or "")

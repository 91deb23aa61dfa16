"""Settings near others, drawn by chance: what a run goes on with when all that was thought of beforehand is done."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from automl_shared.plugins.params import Param

SPREAD = 0.2
"""Standard deviation of a step, as a share of a parameter's range."""
STAYS = 0.7
"""How often one of a list of choices stays as it is."""
DIGITS = 3
"""Significant digits of a number, so that people can read and repeat it."""

_LABEL = re.compile(r"(?P<of>.+)-varied(?P<number>\d+)")


def varied_label(label: str, number: int) -> str:
    """Of the so many-th setting near that of a label."""
    return f"{label}-varied{number}"


def varied_of(label: str) -> tuple[str, int] | None:
    """The label that `varied_label` was given, and the number; None for any other label."""
    found = _LABEL.fullmatch(label)
    return (found["of"], int(found["number"])) if found else None


def varied(space: Mapping[str, Param], settings: Mapping[str, Any], *, random: Random) -> dict[str, Any]:
    """A step from the settings in every parameter of the space, in any direction.

    All others stay as they are, and so does a value beside the range or the choices (`Param.also`), which is not near
    anything.
    """
    return {**settings, **{name: _near(space[name], settings[name], random) for name in space if name in settings}}


def _near(param: Param, value: Any, random: Random) -> Any:
    if param.is_beside(value) or not param.takes(value):
        return value
    if param.kind == "choice":
        return value if random.random() < STAYS else random.choice(param.choices)
    step = random.gauss(0.0, SPREAD)
    assert param.low is not None
    assert param.high is not None
    low, high = (math.log(end) if param.log else end for end in (param.low, param.high))
    at = math.log(max(value, param.low)) if param.log else value
    moved = min(max(at + step * (high - low), low), high)
    found = math.exp(moved) if param.log else moved
    if param.kind == "whole":
        return round(found)
    return float(min(max(float(f"{found:.{DIGITS}g}"), param.low), param.high))  # an end may have more digits

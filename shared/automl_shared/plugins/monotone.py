"""Directions that somebody knows: with more of this column the prediction may only rise, or only fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.errors import ConfigError
from automl_shared.words import T_

MONOTONE = "monotone"
"""Parameter of every model that can keep to directions: ``{column: direction}``, by the names of the data."""
DIRECTIONS = {1: 1, -1: -1, "increasing": 1, "decreasing": -1}


def directions_of(params: Mapping[str, Any]) -> dict[str, int]:
    """Column to 1 or -1, as a model's parameters say; empty where they say nothing. Raises ConfigError."""
    wanted = params.get(MONOTONE)
    if wanted is None:
        return {}
    if not isinstance(wanted, Mapping):
        raise _wrong(wanted)
    for name, direction in wanted.items():
        if isinstance(direction, bool | float) or direction not in DIRECTIONS:
            raise _wrong({name: direction})
    return {str(name): DIRECTIONS[direction] for name, direction in wanted.items()}


def _wrong(value: Any) -> ConfigError:
    return ConfigError(
        T_("the parameter {params!r} names columns and their directions", params=MONOTONE),
        value=repr(value),
        allowed=f"{{column: {', '.join(map(str, DIRECTIONS))}}}",
        fix=T_("write e.g. {{age: increasing, price: -1}}"),
    )

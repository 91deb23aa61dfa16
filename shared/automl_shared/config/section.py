"""What the sections of the config are made of: their base, and the types that several of them use."""

from __future__ import annotations

import sys
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _as_list(value: Any) -> Any:
    """A single alternative may be written without brackets."""
    return value if isinstance(value, list) or value is None else [value]


def as_float(value: Any) -> Any:
    """A whole number as a float; one that no float can hold stays as it is, and is refused where it is checked."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_whole and abs(value) <= sys.float_info.max else value


def _as_label(value: Any) -> Any:
    """A class that YAML takes for a number or a truth value, as text."""
    return str(value) if isinstance(value, bool | int | float) else value


Alternatives = BeforeValidator(_as_list)
Number = Annotated[float, BeforeValidator(as_float)]
Label = Annotated[str, BeforeValidator(_as_label)]


class Section(BaseModel):
    """A category of hyperparameters: one model, one heading in the UI. ``section`` is that heading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    section: ClassVar[str] = ""

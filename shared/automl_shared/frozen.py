"""Frozen dataclasses with named fields: what facts are passed on as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Makes every subclass a dataclass whose fields are given by name and never set again."""

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        dataclass(frozen=True, kw_only=True)(cls)

"""The time that the run's budget leaves to the comparison, and what is left out for lack of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Literal

Part = Literal["ranges", "weak", "pictures"]
"""What an answer is less good without, and still one."""


class TimeLeft:
    """``ends``: on ``clock``; None for as long as it takes, which changes nothing.

    The verdict, the model and its final check never wait for time; what else there is does.
    """

    def __init__(self, ends: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._ends, self._clock = ends, clock
        self._left_out: dict[Part, None] = {}

    @classmethod
    def until(cls, moment: str | None, *, now: datetime) -> TimeLeft:
        """moment: when the budget ends (ISO); None without one. ``now``: on the clock that names it."""
        if moment is None:
            return cls()
        return cls(time.monotonic() + (datetime.fromisoformat(moment) - now).total_seconds())

    @property
    def left_out(self) -> tuple[Part, ...]:
        """What there was no time for, in whole or in part."""
        return tuple(self._left_out)

    def allows(self, part: Part) -> bool:
        """Whether there is time for more of it; what was refused is remembered."""
        if self._ends is None or self._clock() < self._ends:
            return True
        self._left_out[part] = None
        return False

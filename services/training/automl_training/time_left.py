"""The time that a run's budget leaves to a candidate, and how fits keep to it.

Without a budget nothing here changes anything, so that the same seed gives the same numbers. With one, boosters fit
their rounds to `seconds_for_a_fit`, and a candidate whose folds cannot end in time says so after the first of them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from automl_shared.config.models import Language
from automl_shared.errors import AutoMLError
from automl_shared.words import Words, say_in

MOST_SHARE = 0.4
"""Of the time left that one candidate plans with: the rest is for others, which an ensemble needs."""
STORING_SECONDS = 3.0
"""What a candidate needs after its last fit: pictures, and its files on the server."""

WORDS: Words = {
    "no_time": (
        "left out: its folds would take about {needs:g} more minutes, and the run's time budget leaves {left:g}",
        "時間切れのため除外しました。残りの交差検証に約 {needs:g} 分かかりますが、実行の制限時間まで {left:g} 分です",
    ),
}

_a_fit: ContextVar[float | None] = ContextVar("seconds_for_a_fit", default=None)


class OutOfTime(AutoMLError):
    """A candidate cannot end before the run's time for training does."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When a candidate has to be done. ``ends``: on ``clock``. ``remedy``: the command that gives the run more time.

    ``gives_up``: whether a candidate that cannot be done by then says so instead.
    """

    ends: float
    remedy: str
    language: Language = "en"
    gives_up: bool = True
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def at(cls, moment: datetime, *, now: datetime, remedy: str, language: Language, gives_up: bool) -> Deadline:
        """Early enough that what was fitted can be stored; ``now`` on the clock that names the moment."""
        seconds = (moment - now).total_seconds() - STORING_SECONDS
        return cls(ends=time.monotonic() + seconds, remedy=remedy, language=language, gives_up=gives_up)

    def left(self) -> float:
        """Seconds; below 0 when it has passed."""
        return self.ends - self.clock()

    def check(self, needs_seconds: float) -> None:
        """Raises OutOfTime when what is still to be fitted takes longer than what is left, unless it is to end."""
        left = self.left()
        if self.gives_up and needs_seconds > left:
            minutes = {"needs": math.ceil(needs_seconds / 6) / 10, "left": max(0, math.floor(left / 6)) / 10}
            said = say_in(WORDS, "no_time", self.language, **minutes)
            raise OutOfTime(said, fix=self.remedy)


def seconds_for_a_fit() -> float | None:
    """How long the fit that is going on should take at most; None for as long as it likes."""
    return _a_fit.get()


@contextmanager
def planned(deadline: Deadline | None, n_fits: int) -> Iterator[None]:
    """Inside, each of so many fits has the same part of the candidate's share of the time that is left now."""
    seconds = None if deadline is None else max(0.0, MOST_SHARE * deadline.left() / n_fits)
    token = _a_fit.set(seconds)
    try:
        yield
    finally:
        _a_fit.reset(token)

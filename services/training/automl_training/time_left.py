"""The time that a run's budget leaves to a candidate, and how fits keep to it.

Without a budget, or a limit of a search, nothing here changes anything, so that the same seed gives the same numbers.
With one, boosters, forests and networks fit their rounds, trees and rounds through the rows to `seconds_for_a_fit`.
Where folds take longer than was planned, those that are left are hurried, if the model asks for its time; a candidate
whose folds cannot end in time all the same says so between two of them.
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
from automl_shared.failures import out_of_time
from automl_shared.frozen import Frozen
from automl_shared.words import N_, Words, say_in

MOST_SHARE = 0.4
"""Of the time left that one candidate plans with: the rest is for others, which an ensemble needs."""
BY_PRODUCT_SHARE = 0.05
"""Of the time left that each by-product may take, such as importance: another candidate may bring more."""
HURRIED_SHARE = 0.8
"""Of the time left that hurried fits plan with: what surrounds a fit is not hurried."""
STORING_SECONDS = 3.0
"""What a candidate needs after its last fit, for pictures and its files on the server, where nothing tells."""
STORING_SHARE = 0.25
"""Of the time left that is kept for it at most."""

WORDS: Words = {
    "no_time": N_("{out_of_time}: its folds would take about {needs:g} more minutes, and {left:g} are left"),
}


@dataclass
class _Pace:
    """How long each fit should take at most, and whether the model has asked for it."""

    seconds: float
    is_asked_for: bool = False
    a_step: float | None = None
    """Seconds that one step takes for each row; None until a fit has tried it."""


_pace: ContextVar[_Pace | None] = ContextVar("pace", default=None)


class OutOfTime(AutoMLError):
    """A candidate cannot end before the run's time for training does."""


class Deadline(Frozen):
    """When a candidate has to be done. ``ends``: on ``clock``. ``remedy``: the command that gives the run more time.

    ``gives_up``: whether a candidate that cannot be done by then says so instead.
    """

    ends: float
    remedy: str
    language: Language = "en"
    gives_up: bool = True
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def at(
        cls,
        moment: datetime,
        *,
        now: datetime,
        remedy: str,
        language: Language,
        gives_up: bool,
        storing_seconds: float = STORING_SECONDS,
    ) -> Deadline:
        """Early enough that what was fitted can be stored; ``now`` on the clock that names the moment.

        ``storing_seconds``: what that took another candidate of the run, where it is known.
        """
        left = (moment - now).total_seconds()
        seconds = left - max(STORING_SECONDS, min(storing_seconds, STORING_SHARE * left))
        return cls(ends=time.monotonic() + seconds, remedy=remedy, language=language, gives_up=gives_up)

    def left(self) -> float:
        """Seconds; below 0 when it has passed."""
        return self.ends - self.clock()

    def has_time_for(self, seconds: float) -> bool:
        """Whether a by-product of so many seconds is worth them."""
        return seconds <= BY_PRODUCT_SHARE * self.left()

    def check(self, needs_seconds: float) -> None:
        """Raises OutOfTime when what is still to be fitted takes longer than what is left, unless it is to end.

        ``needs_seconds``: 0 where nothing was fitted yet; the controller then says what it would take.
        """
        left = self.left()
        if self.gives_up and needs_seconds > left:
            minutes = {"needs": math.ceil(needs_seconds / 6) / 10, "left": max(0, math.floor(left / 6)) / 10}
            cause = out_of_time(self.language)
            said = say_in(WORDS, "no_time", self.language, out_of_time=cause, **minutes) if needs_seconds else cause
            raise OutOfTime(said, fix=self.remedy)


def seconds_for_a_fit() -> float | None:
    """How long the fit that is going on should take at most; None for as long as it likes."""
    pace = _pace.get()
    if pace is None:
        return None
    pace.is_asked_for = True
    return pace.seconds


def seconds_of_a_step(n_rows: int, probe: Callable[[], float]) -> float:
    """How long a step of the fit that is going on takes, on so many rows.

    ``probe`` fits a few steps and returns the seconds of one. Inside `shared` it is called in the first fit alone: all
    of them are of the same candidate.
    """
    pace = _pace.get()
    if pace is None:
        return probe()
    if pace.a_step is None:
        pace.a_step = probe() / n_rows
    return pace.a_step * n_rows


def affordable(wanted: int, probed: int, n_rows: int, fit: Callable[[int], object]) -> int:
    """How many of the ``wanted`` steps the fit that is going on, on so many rows, has time for; at least ``probed``.

    Without a limit all of them, and nothing is fitted; with one ``fit`` is called with ``probed`` steps and timed, see
    `seconds_of_a_step`.
    """
    seconds = seconds_for_a_fit()
    if seconds is None or wanted <= probed:
        return wanted

    def probe() -> float:
        started = time.perf_counter()
        fit(probed)
        return (time.perf_counter() - started) / probed

    each = seconds_of_a_step(n_rows, probe)
    return wanted if wanted * each <= seconds else max(probed, int(seconds / each))


def keep_pace(deadline: Deadline, needs_seconds: float) -> None:
    """Between two fits: hurries those that are left where they would not end in time, if the model asks for its time.

    ``needs_seconds``: of all that are left, at the pace of the last one. Raises OutOfTime where hurry does not help.
    """
    pace, left = _pace.get(), deadline.left()
    if pace and pace.is_asked_for and 0 < left < needs_seconds:
        pace.seconds *= HURRIED_SHARE * left / needs_seconds
    else:
        deadline.check(needs_seconds)


@contextmanager
def planned(deadline: Deadline | None, n_fits: int) -> Iterator[None]:
    """Inside, each of so many fits has the same part of the candidate's share of the time that is left now."""
    with shared(None if deadline is None else MOST_SHARE * deadline.left(), n_fits):
        yield


@contextmanager
def shared(seconds: float | None, n_fits: int) -> Iterator[None]:
    """Inside, each of so many fits of one candidate has the same part of the seconds; None for no limit."""
    token = _pace.set(None if seconds is None else _Pace(max(0.0, seconds / max(1, n_fits))))
    try:
        yield
    finally:
        _pace.reset(token)

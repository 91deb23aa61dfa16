"""What one candidate may take: its time and its memory, watched from inside the task's process.

The watchdog is a thread. It says cause and remedy on the task and then ends the process with an exit code of its own,
which no model can catch, so that the agent takes the next task. A model that never lets another Python thread run is
ended a little later by ``faulthandler``, which needs no thread of Python's; the cause is then told from the time taken.
"""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from automl_shared.config.models import Language
from automl_shared.console import echo
from automl_shared.exit_codes import OUT_OF_MEMORY, OUT_OF_TIME
from automl_shared.failures import WORDS, language_of
from automl_shared.frozen import Frozen
from automl_shared.machine import has_children
from automl_shared.phase import record_failure
from automl_shared.phase_io import PhaseOutput
from automl_shared.phase_run import PhaseRun, Work
from automl_shared.sections import RunSection
from automl_shared.words import say_in
from automl_training.resources import memory_share

LOOK_SECONDS = 0.2
FAMILY_SECONDS = 1.0
"""How often the list of child processes is read again: with any, that reads every process of the machine."""

RECORD_SECONDS = 5.0
"""How long the server may take to hear of it; then the process ends all the same."""

BACKSTOP_SECONDS = RECORD_SECONDS + 2.0
RUNAWAY = 1.25
"""Memory goes on growing while the cause is recorded; beyond this multiple of the limit nothing is waited for."""

GIB = 1 << 30
OOM_SCORE_FILE = Path("/proc/self/oom_score_adj")
OOM_SCORE = 500
"""Of 1000: the kernel takes this process as if it used half of the machine's memory more than it does."""


class Limits(Frozen):
    """What a candidate may take; ``seconds`` is None for as long as it likes."""

    seconds: float | None
    memory_bytes: int

    @classmethod
    def of(cls, run: RunSection) -> Limits:
        """Those of the run's settings; the worker's share of the machine's memory where they name none."""
        minutes, gib = run.candidate_time_limit_minutes, run.candidate_memory_gib
        return cls(
            seconds=None if minutes is None else minutes * 60,
            memory_bytes=memory_share() if gib is None else int(gib * GIB),
        )


class Breach(Frozen):
    """A limit that was passed."""

    exit_code: int
    cause: str
    remedy: str


class Family:
    """This process and everything it started."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._children: list[psutil.Process] = []
        self._seen = -FAMILY_SECONDS

    def memory(self) -> int:
        """Resident bytes; what a child shares with others, mapped arrays say, is not counted again."""
        if time.monotonic() - self._seen >= FAMILY_SECONDS:
            self._children = self._own.children(recursive=True) if has_children(self._own.pid) else []
            self._seen = time.monotonic()
        return int(self._own.memory_info().rss) + sum(map(_own_bytes, self._children))

    def end(self, exit_code: int) -> None:
        """Ends them all, this process without another word. Never returns."""
        for child in self._own.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
        os._exit(exit_code)


class Watchdog:
    """Looks at the clock and at the memory until its ``with`` block ends.

    ``record``: tells the task's reader what happened; may take long or never return. ``end``: ends the process.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        memory: Callable[[], int],
        record: Callable[[Breach], None],
        end: Callable[[int], None],
        language: Language = "en",
    ) -> None:
        self._limits, self._memory, self._record, self._end = limits, memory, record, end
        self._language = language
        self._started = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="limits", daemon=True)

    def __enter__(self) -> Self:
        if self._limits.seconds is not None:
            faulthandler.dump_traceback_later(self._limits.seconds + BACKSTOP_SECONDS, exit=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Returns only when nothing can be ended any more: a breach that was seen is carried out."""
        self._done.set()
        self._thread.join()
        faulthandler.cancel_dump_traceback_later()

    def breach(self) -> Breach | None:
        """The limit that is passed now, if any."""
        used, seconds = self._memory(), self._limits.seconds
        if used > self._limits.memory_bytes:
            cause = self._say("too_large", used=used / GIB, most=self._limits.memory_bytes / GIB)
            return Breach(exit_code=OUT_OF_MEMORY, cause=cause, remedy=self._say("more_memory"))
        if seconds is not None and time.monotonic() - self._started > seconds:
            cause = self._say("too_slow", minutes=seconds / 60)
            return Breach(exit_code=OUT_OF_TIME, cause=cause, remedy=self._say("more_time"))
        return None

    def _say(self, key: str, **values: object) -> str:
        return say_in(WORDS, key, self._language, **values)

    def _watch(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            if found := self.breach():
                self._report(found)
                self._end(found.exit_code)
                return

    def _report(self, found: Breach) -> None:
        recording = threading.Thread(target=self._record, args=(found,), daemon=True)
        recording.start()
        deadline = time.monotonic() + RECORD_SECONDS
        while recording.is_alive() and time.monotonic() < deadline:
            if self._memory() > RUNAWAY * self._limits.memory_bytes:
                return
            recording.join(LOOK_SECONDS / 4)


def guarded(work: Work) -> Work:
    """The same work within the limits of its run; a candidate that passes one of them ends the process."""

    def within_limits(run: PhaseRun) -> PhaseOutput:
        limits, family = Limits.of(run.section(RunSection)), Family()
        time_limit = "none" if limits.seconds is None else f"{limits.seconds / 60:g} minutes"
        echo(f"limits of this candidate: time {time_limit}, memory {limits.memory_bytes / GIB:.1f} GiB")

        def record(found: Breach) -> None:
            echo(f"{found.cause}: ending this process\nwhat to do: {found.remedy}")
            record_failure(run.tracker, run.task.id, found.cause, found.remedy)

        language = language_of(run.task)
        with Watchdog(limits, memory=family.memory, record=record, end=family.end, language=language):
            return work(run)

    return within_limits


def offer_to_the_kernel() -> None:
    """Where the machine runs out of memory, the kernel ends this process before the agent that started it."""
    with suppress(OSError):
        if int(OOM_SCORE_FILE.read_text(encoding="ascii")) < OOM_SCORE:
            OOM_SCORE_FILE.write_text(f"{OOM_SCORE}\n", encoding="ascii")


def _own_bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_info()
    except psutil.NoSuchProcess:
        return 0
    return int(memory.rss - getattr(memory, "shared", 0))

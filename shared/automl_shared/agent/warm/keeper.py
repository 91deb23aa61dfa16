"""A fork server of one's own: started, started again when it ends, ended with its owner."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from automl_shared.agent.environment import DEFAULTS, FIXED, SOCKET_VARIABLE
from automl_shared.agent.warm import PYTHON_VARIABLE

log = logging.getLogger("automl.agent")

LIBRARY_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

STEADY_SECONDS = 60.0
"""A fork server that has lived for so long was well: when it ends, the next one starts at once."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 300.0
"""Before one that keeps ending is started again: loading takes five seconds of processor time, which tasks need."""


def command(socket: str, modules: Sequence[str]) -> list[str]:
    """What starts a fork server: unbuffered as an agent's task is, and without the caller's folder on the path."""
    named = [word for module in modules for word in ("--module", module)]
    return [sys.executable, "-u", "-P", "-m", "automl_shared.agent.warm", "--socket", socket, *named]


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """A fork server's own: an agent's settings, which it reads in advance, and libraries that load without threads.

    Each task gets its own share of threads later.
    """
    return {**DEFAULTS, **given, **FIXED, **dict.fromkeys(LIBRARY_VARIABLES, "1")}


def client_environment(socket: str) -> dict[str, str]:
    """What the client needs to find its fork server and the real interpreter."""
    return {SOCKET_VARIABLE: socket, PYTHON_VARIABLE: sys.executable}


class Restarts:
    """How long to wait before a program that has ended is started again: not at all, but for one that keeps ending."""

    def __init__(self) -> None:
        self.in_a_row = 0
        """How often it has ended without having been well for a while."""

    def pause_after(self, lived_seconds: float) -> float:
        """In seconds; it doubles from the second early end on."""
        self.in_a_row = 1 if lived_seconds >= STEADY_SECONDS else self.in_a_row + 1
        if self.in_a_row == 1:
            return 0.0
        return float(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (self.in_a_row - 2)))


class Keeper:
    """Runs a fork server for the modules in a folder that nobody else can enter."""

    def __init__(
        self, modules: Sequence[str], given: Mapping[str, str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="automl-warm-"))
        self.socket = str(self._folder / "socket")
        self._command, self._environment, self._clock = command(self.socket, modules), environment(given), clock
        self._restarts = Restarts()
        self._due: float | None = None
        """When it is started again; None while it runs."""
        self._process: subprocess.Popen[bytes] | None = None
        self._start()

    def look(self) -> None:
        """Starts it again when it has ended, after a pause if it keeps ending; until it listens, tasks start cold."""
        if self._process is not None and self._process.poll() is not None:
            self._give_up(f"ended with exit code {self._process.returncode}")
        if self._due is not None and self._clock() >= self._due:
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it, and the tasks that it forked."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._started, self._due = self._clock(), None
        try:
            self._process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.DEVNULL, cwd=os.sep)
        except OSError as error:  # no process or file can be had, which passes: the worker goes on without
            self._give_up(f"cannot be started ({error})")

    def _give_up(self, why: str) -> None:
        pause = self._restarts.pause_after(self._clock() - self._started)
        self._process, self._due = None, self._clock() + pause
        log.warning(
            "the fork server %s: starting it again %s; until it listens, tasks start cold, each of them some seconds "
            "later",
            why,
            f"in {pause:.0f} s, because it has ended {self._restarts.in_a_row} times in a row" if pause else "now",
        )

"""A fork server of one's own: started, started again when it ends, ended with its owner."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from automl_shared.agent.environment import DEFAULTS, FIXED, SOCKET_VARIABLE
from automl_shared.agent.warm import PYTHON_VARIABLE

log = logging.getLogger("automl.agent")

LIBRARY_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


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


class Keeper:
    """Runs a fork server for the modules in a folder that nobody else can enter."""

    def __init__(self, modules: Sequence[str], given: Mapping[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="automl-warm-"))
        self.socket = str(self._folder / "socket")
        self._command, self._environment = command(self.socket, modules), environment(given)
        self._process = self._start()

    def look(self) -> None:
        """Starts it again when it has ended; until it listens, tasks start cold."""
        if self._process.poll() is not None:
            log.warning("the fork server ended with exit code %s: starting it again", self._process.returncode)
            self._process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it, and the tasks that it forked."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=self._environment, stdin=subprocess.DEVNULL, cwd=os.sep)

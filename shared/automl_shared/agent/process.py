"""The agent as a child process of ours."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

import psutil

from automl_shared.agent.daemon import LEAVE_SIGNAL
from automl_shared.agent.environment import CLIENT, SOCKET_VARIABLE
from automl_shared.machine import has_children

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2): a signal to get when the parent ends."""
PR_SET_CHILD_SUBREAPER = 36
"""Linux, prctl(2): orphans among the descendants become children."""


def end_with_parent() -> None:
    """Makes this process get SIGKILL when its parent ends; kept across exec. Linux only, nothing elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def take_in_orphans() -> None:
    """Makes this process the parent of what its descendants leave when they end. Linux only, nothing elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


class Agent:
    """A running ``clearml-agent daemon`` on one queue."""

    def __init__(self, queue: str, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "automl_shared.agent.daemon", "daemon", "--queue", queue]
        self._environment = dict(environment)
        self._process = subprocess.Popen(
            [*command, "--create-queue", "--foreground", "--cpu-only"],
            env=self._environment,
            preexec_fn=end_with_parent,
        )

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def ask_to_leave(self) -> None:
        """One without a task ends at once and signs itself off; one with a task does so when it has none any more."""
        self._process.send_signal(LEAVE_SIGNAL)

    def has_task(self) -> bool:
        """Whether it runs a task: an agent without one has no child process."""
        return has_children(self._process.pid)

    def run(self, module: str, *arguments: str, seconds: float) -> int:
        """The exit code of a module run with the agent's environment, as it runs its tasks: warm where it can be.

        Raises subprocess.TimeoutExpired.
        """
        python = str(CLIENT) if SOCKET_VARIABLE in self._environment else sys.executable
        return subprocess.run([python, "-m", module, *arguments], env=self._environment, timeout=seconds).returncode

    def kill(self) -> None:
        """Ends it and what it runs at once. The agent goes first, so that it cannot mark the task as aborted."""
        family = self._family()
        self._process.kill()
        self._process.wait()
        for process in family:
            with suppress(psutil.NoSuchProcess):  # it has ended with those before it
                process.kill()
        psutil.wait_procs(family, timeout=10)

    def _family(self) -> list[psutil.Process]:
        try:
            return list(psutil.Process(self._process.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

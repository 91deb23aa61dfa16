"""Ending an agent without cutting its task: a stock agent knows no such end, SIGTERM marks its task as aborted."""

from __future__ import annotations

import logging
import subprocess
import threading
import time

from automl_shared.agent.process import Agent

log = logging.getLogger("automl.agent")

LOOK_SECONDS = 0.05
TELL_SECONDS = 20.0


def drain(agent: Agent, worker_id: str, *, seconds: float, poll_seconds: float, cut: threading.Event) -> bool:
    """Lets the agent finish the task it has, at most so long, and ends it; False when its task was cut.

    A cut task keeps its state on the server: the controller sees no sign of life and tries it again elsewhere.
    """
    paused = not cut.is_set() and _tell(agent, "pause", worker_id, "--seconds", str(seconds + 60))
    finished = _wait(agent, settle=2 * poll_seconds + 1 if paused else 0.0, seconds=seconds, cut=cut)
    agent.kill()
    _tell(agent, "sign-off", worker_id)
    return finished


def _wait(agent: Agent, *, settle: float, seconds: float, cut: threading.Event) -> bool:
    """Until the agent has had no task for ``settle`` seconds, in which one it took just before would have begun.

    A server that cannot pause a worker gives it the next task right after the last: then there is no time to settle.
    A task that has ended, but was not marked so, is accepted by the controller for its stored output.
    """
    deadline = time.monotonic() + seconds
    idle_since = None
    while time.monotonic() < deadline:
        if agent.exit_code is not None:
            return True
        if agent.has_task():
            idle_since = None
        else:
            idle_since = idle_since or time.monotonic()
            if time.monotonic() - idle_since >= settle:
                return True
        if cut.wait(LOOK_SECONDS):
            break
    return not agent.has_task()


def _tell(agent: Agent, *words: str) -> bool:
    """Whether the server was told; a server that is away must not keep a worker from leaving."""
    try:
        return agent.run("automl_shared.agent.leave", *words, seconds=TELL_SECONDS) == 0
    except subprocess.TimeoutExpired:
        log.warning("the server was not told within %.0f s: %s", TELL_SECONDS, " ".join(words))
        return False

"""Ending an agent without cutting its task: a stock agent knows no such end, SIGTERM marks its task as aborted."""

from __future__ import annotations

import logging
import subprocess
import time

from automl_shared.agent.orders import Orders
from automl_shared.agent.process import Agent

log = logging.getLogger("automl.agent")

LOOK_SECONDS = 0.1
TELL_SECONDS = 20.0
REST_SECONDS = 15.0
"""How long an agent without a task has for going by itself: it may be in the middle of a call to the server."""


def drain(agent: Agent, worker_id: str, *, seconds: float, poll_seconds: float, orders: Orders) -> bool:
    """Lets the agent finish the task it has, at most so long, and ends it; False when its task was cut.

    A cut task keeps its state on the server: the controller sees no sign of life and tries it again elsewhere.
    """
    agent.ask_to_leave()
    finished = _went(agent, orders) or _outwaited(agent, worker_id, seconds, poll_seconds, orders)
    if agent.exit_code is None:  # else it has signed off itself
        agent.kill()
        _tell(agent, "sign-off", worker_id)
    return finished


def _went(agent: Agent, orders: Orders) -> bool:
    """Whether it had no task, and has gone. Nobody else has to be asked for that: it takes a moment on any machine."""
    deadline = time.monotonic() + REST_SECONDS
    while not orders.cut and not agent.has_task() and time.monotonic() < deadline:
        if agent.exit_code is not None:
            return True
        orders.wait(LOOK_SECONDS)
    return agent.exit_code is not None


def _outwaited(agent: Agent, worker_id: str, seconds: float, poll_seconds: float, orders: Orders) -> bool:
    paused = not orders.cut and _tell(agent, "pause", worker_id, "--seconds", str(seconds + 60))
    return _wait(agent, settle=2 * poll_seconds + 1 if paused else 0.0, seconds=seconds, orders=orders)


def _wait(agent: Agent, *, settle: float, seconds: float, orders: Orders) -> bool:
    """Until the agent has had no task for ``settle`` seconds, in which one it took just before would have begun.

    A server that cannot pause a worker gives it the next task right after the last: then there is no time to settle.
    A task that has ended, but was not marked so, is accepted by the controller for its stored output.
    """
    deadline = time.monotonic() + seconds
    idle_since = None
    while time.monotonic() < deadline and not orders.cut:
        if agent.exit_code is not None:
            return True
        if agent.has_task():
            idle_since = None
        else:
            idle_since = idle_since or time.monotonic()
            if time.monotonic() - idle_since >= settle:
                return True
        orders.wait(LOOK_SECONDS)
    return not agent.has_task()


def _tell(agent: Agent, *words: str) -> bool:
    """Whether the server was told; a server that is away must not keep a worker from leaving."""
    try:
        return agent.run("automl_shared.agent.leave", *words, seconds=TELL_SECONDS) == 0
    except subprocess.TimeoutExpired:
        log.warning("the server was not told within %.0f s: %s", TELL_SECONDS, " ".join(words))
        return False

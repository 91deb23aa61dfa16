"""Ending an agent without cutting its task: a stock agent knows no such end, SIGTERM marks its task as aborted."""

from __future__ import annotations

import logging
import threading
import time

from automl_shared.agent.process import Agent
from automl_shared.errors import AutoMLError
from automl_shared.tracker import connect

log = logging.getLogger("automl.agent")

LOOK_SECONDS = 0.05


def drain(agent: Agent, worker_id: str, *, seconds: float, poll_seconds: float, cut: threading.Event) -> bool:
    """Lets the agent finish the task it has, at most so long, and ends it; False when its task was cut.

    A cut task keeps its state on the server: the controller sees no sign of life and tries it again elsewhere.
    """
    paused = _pause(worker_id, seconds)
    finished = _wait(agent, settle=2 * poll_seconds + 1 if paused else 0.0, seconds=seconds, cut=cut)
    agent.kill()
    _sign_off(worker_id)
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


def _pause(worker_id: str, seconds: float) -> bool:
    try:
        return connect().pause_worker(worker_id, seconds=seconds + 60)
    except AutoMLError as error:
        log.warning("the server could not be told that %s leaves: %s", worker_id, error)
        return False


def _sign_off(worker_id: str) -> None:
    try:
        connect().unregister_worker(worker_id)
    except AutoMLError as error:
        log.warning("%s could not sign off: %s", worker_id, error)

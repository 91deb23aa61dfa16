"""``python -m automl_shared.agent --module automl_training --queue automl-training``: an agent that ends politely.

SIGTERM lets the task that runs come to its end, at most ``--drain-seconds``; SIGQUIT ends at once. ``--heartbeat FILE``
is touched for as long as the agent lives and the server answers: its age is what a health check looks at.
"""

from __future__ import annotations

import argparse
import http.client
import logging
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automl_shared import logs
from automl_shared.agent import warm
from automl_shared.agent.drain import drain
from automl_shared.agent.environment import POLL_VARIABLE, SOCKET_VARIABLE, WORKER_VARIABLE, agent_environment
from automl_shared.agent.folder import own_folder
from automl_shared.agent.orders import Orders
from automl_shared.agent.process import Agent
from automl_shared.agent.warm.keeper import Keeper, client_environment
from automl_shared.errors import ConfigError

log = logging.getLogger("automl.agent")

BEAT_SECONDS = 10.0
LOOK_SECONDS = 0.5


def main(argv: list[str] | None = None) -> int:
    """Runs until the agent ends, or is told to; the agent's own exit code, 0 after a drain."""
    options = _options(argv)
    os.umask(0o077)
    try:
        logs.setup()
    except ConfigError as error:
        sys.exit(f"error: {error}")
    orders = Orders()
    environment = agent_environment(
        os.environ, module=options.module, code_folder=str(options.code_folder), worker_id=options.worker_id
    )
    with own_folder(options.worker_id) as folder, _warm(options.module, environment) as keeper:
        environment["TMPDIR"] = str(folder)
        agent = Agent(options.queue, environment)
        _watch(agent, keeper, orders, options.heartbeat)
        if agent.exit_code is not None:
            log.error("the agent ended with exit code %s", agent.exit_code)
            return abs(agent.exit_code) or 1
        return _leave(agent, options, float(environment[POLL_VARIABLE]), orders)


@contextmanager
def _warm(module: str, environment: dict[str, str]) -> Iterator[Keeper | None]:
    """The fork server of this worker alone, and the environment that leads to it; None where others share one."""
    if not warm.is_wanted(environment):
        environment.pop(SOCKET_VARIABLE, None)
        environment[warm.PYTHON_VARIABLE] = sys.executable
        yield None
    elif environment.get(SOCKET_VARIABLE):
        environment.update(client_environment(environment[SOCKET_VARIABLE]))
        yield None
    else:
        with Keeper([module], environment) as keeper:
            environment.update(client_environment(keeper.socket))
            yield keeper


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="a stock clearml-agent on one queue that finishes its task first")
    parser.add_argument("--module", required=True, help="what it runs, whatever a task says: automl_training")
    parser.add_argument("--queue", required=True)
    parser.add_argument("--worker-id", default=os.environ.get(WORKER_VARIABLE) or None)
    parser.add_argument("--code-folder", type=Path, default=Path("/app"), help="empty or read-only folder")
    parser.add_argument("--heartbeat", type=Path, help="file to touch while all is well")
    parser.add_argument(
        "--drain-seconds",
        type=float,
        default=os.environ.get("AUTOML_DRAIN_SECONDS") or "120",
        help="longest time for the task that runs when told to end (default: %(default)s)",
    )
    options = parser.parse_args(argv)
    options.worker_id = options.worker_id or f"{options.module.removeprefix('automl_')}:{socket.gethostname()}"
    return options


def _watch(agent: Agent, keeper: Keeper | None, orders: Orders, heartbeat: Path | None) -> None:
    """Until the agent ends or somebody wants it to."""
    due = time.monotonic()
    while agent.exit_code is None:
        orders.wait(LOOK_SECONDS)
        if orders.leave:
            return
        if keeper:
            keeper.look()
        if heartbeat and time.monotonic() >= due:
            due = time.monotonic() + BEAT_SECONDS
            if server_answers(os.environ.get("CLEARML_API_HOST", "")):
                heartbeat.touch()


def _leave(agent: Agent, options: argparse.Namespace, poll_seconds: float, orders: Orders) -> int:
    log.info("leaving; a running task has %.0f s to finish", 0 if orders.cut else options.drain_seconds)
    done = drain(agent, options.worker_id, seconds=options.drain_seconds, poll_seconds=poll_seconds, orders=orders)
    log.info("left" if done else "left; the task that ran was cut and will be tried again elsewhere")
    return 0


def server_answers(url: str) -> bool:
    """Whether a ClearML API is there; any HTTP answer counts."""
    try:
        urllib.request.urlopen(f"{url.rstrip('/')}/debug.ping", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError, http.client.HTTPException):  # the last: it speaks, but no HTTP
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

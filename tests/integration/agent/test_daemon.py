"""The agent's rest beside real processes, and the orders it is sent."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.unit.agent.test_daemon import Answer, Server, signals_as_before, slept

from automl_shared.agent import daemon
from automl_shared.agent.daemon import Rest
from automl_shared.agent.environment import WORKER_VARIABLE

__all__ = ["signals_as_before", "slept"]  # fixtures

LONG = 60.0


@pytest.mark.timeout(LONG / 2)
def test_the_end_of_the_task_ends_the_rest(slept: list[float]) -> None:
    server = Server(Answer())
    rest = Rest(server, ["q"])
    with subprocess.Popen(["true"]):
        rest(LONG)
    assert server.asked == slept == []


def test_with_a_task_it_looks_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    rest = Rest(Server(Answer()), ["q"])
    monkeypatch.setattr(daemon.select, "select", lambda *asked: waited.append(asked[-1]))
    with subprocess.Popen(["sleep", "60"]) as task:
        rest(0.5)
        task.kill()
    assert waited == [1.0]


AGENT_AT_REST = """
import sys, time
from automl_shared.agent.daemon import Rest
from automl_shared.agent.environment import WORKER_VARIABLE

class Server:
    def send_request(self, service, action, *, json, method):
        print(service, action, json, flush=True)
        if action == "wait_for_tasks":
            time.sleep(60)

class Task:
    def send_request(self, service, action, *, json, method):
        print(service, action, json, flush=True)

server = Server() if sys.argv[1] == "idle" else Task()
rest = Rest(server, ["q"])
if sys.argv[1] == "busy":
    import subprocess
    print("task", flush=True)
    with subprocess.Popen(["sleep", "1"]) as task:
        while task.poll() is None:
            rest(60)
    print("done", flush=True)
rest(60)
"""


@pytest.mark.parametrize(
    ("state", "says"),
    [("idle", ["queues wait_for_tasks {'queues': ['q'], 'timeout_seconds': 20.0}"]), ("busy", ["task", "done"])],
)
@pytest.mark.timeout(LONG / 2)
def test_told_to_leave_it_signs_off_and_goes_once_it_has_no_task(state: str, says: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", AGENT_AT_REST, state],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, WORKER_VARIABLE: "w"},
    ) as agent:
        assert agent.stdout
        first = agent.stdout.readline()
        agent.send_signal(daemon.LEAVE_SIGNAL)
        said = [first.strip(), *agent.stdout.read().splitlines()]
    assert agent.returncode == 0
    assert said == [*says, "workers unregister {'worker': 'w'}"]


MANY_ORDERS = """
import signal, sys
from automl_shared.agent.orders import Orders

orders = Orders()
print("ready", flush=True)
while not orders.leave:
    orders.wait(0.0)
"""


@pytest.mark.timeout(LONG)
def test_an_order_is_heard_whatever_it_interrupts() -> None:
    for _ in range(20):
        with subprocess.Popen([sys.executable, "-c", MANY_ORDERS], stdout=subprocess.PIPE) as told:
            assert told.stdout
            told.stdout.readline()
            told.terminate()
            assert told.wait(LONG / 2) == 0

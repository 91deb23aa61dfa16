"""The supervisor of a local stack, with small programs in place of servers and agents."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.stacks import until

from automl_controller.local.home import Home
from automl_controller.local.processes.programs import Program
from automl_controller.local.processes.supervisor import Supervisor

SLEEPER = Program(name="sleeper", command=(sys.executable, "-c", "import time; time.sleep(600)"))
CRASHING = Program(name="crashing", command=(sys.executable, "-c", "raise SystemExit(1)"))


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    home = Home(tmp_path / "home")
    home.make()
    made = Supervisor(home, print)
    yield made
    made.stop([], now=True)


def test_a_program_that_does_not_come_up_can_be_taken_away(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER, CRASHING])
    until(lambda: supervisor.processes()["crashing"]["statename"] == "BACKOFF", "the second start's delay")
    pid = supervisor.processes()["sleeper"]["pid"]

    supervisor.ensure([SLEEPER])

    assert {name: one["pid"] for name, one in supervisor.processes().items()} == {"sleeper": pid}


def test_stop_ends_every_program_and_itself(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER, CRASHING])
    pids = [one["pid"] for one in supervisor.processes().values() if one["pid"]]

    assert supervisor.stop(["crashing"], now=False)

    assert not supervisor.alive()
    assert not any(map(psutil.pid_exists, pids))
    assert not supervisor.stop([], now=False)

"""The supervisor of a local stack, with small programs in place of servers and agents."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.stacks import free_ports, until

from automl_controller.local.home import Home, StackSettings
from automl_controller.local.processes import Processes
from automl_controller.local.processes.programs import Program
from automl_controller.local.processes.supervisor import Supervisor

SLEEPER = Program(name="sleeper", command=(sys.executable, "-c", "import time; time.sleep(600)"))
CRASHING = Program(name="crashing", command=(sys.executable, "-c", "import time; time.sleep(2); raise SystemExit(1)"))
"""Once it has loaded, which takes a busy machine seconds."""
STUBBORN = Program(
    name="stubborn",
    command=(
        sys.executable,
        "-c",
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path('deaf').touch();"
        " time.sleep(600)",
    ),
    stop_seconds=60,
)

LEAVING = """
import pathlib, signal, sys, time
def leave(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pathlib.Path(f"{sys.argv[1]}.told").touch()
    time.sleep(1)
    pathlib.Path(f"{sys.argv[1]}.ended").touch()
    sys.exit()
signal.signal(signal.SIGTERM, leave)
pathlib.Path(f"{sys.argv[1]}.ready").touch()
time.sleep(600)
"""


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


def test_bringing_the_stack_up_starts_at_once_what_waits_for_its_next_start(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER, CRASHING])
    pid = supervisor.processes()["sleeper"]["pid"]
    until(lambda: supervisor.processes()["crashing"]["statename"] == "BACKOFF", "the second start's delay")

    assert supervisor.ensure([SLEEPER, CRASHING]) == ["crashing"]

    assert supervisor.processes()["crashing"]["statename"] == "STARTING"
    assert supervisor.processes()["sleeper"]["pid"] == pid


@pytest.mark.parametrize("folder", ["logs", "pids"])
def test_programs_are_started_again_where_a_folder_of_the_home_was_tidied_away(
    supervisor: Supervisor, folder: str
) -> None:
    supervisor.ensure([CRASHING])
    home = supervisor._home
    shutil.rmtree(home.path / folder)
    until((home.pids / "crashing.pid").exists, "the next start")
    until((home.logs / "crashing.log").exists, "its log")


def test_the_server_is_started_again_beside_what_runs(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    api, files, web = free_ports(3)
    settings = StackSettings(api_port=api, files_port=files, web_port=web, controller=False, workers={})
    stack = Processes(home, settings, print)
    try:
        with socket.create_server(("127.0.0.1", api)):  # without its port the server keeps ending
            stack.ensure(renew=True)
            until(lambda: stack.states()["server"] == "BACKOFF", "the server's end")
            pages = (home.pids / "web.pid").read_text()

            stack.start_server()

            assert stack.runs("server")
            assert stack.runs("web")
            until(lambda: "keeps ending" in stack.troubles().get("server", ""), "words about it")
            assert "web" not in stack.troubles()
            assert (home.pids / "web.pid").read_text() == pages
    finally:
        stack.stop(now=True)


def test_stop_ends_every_program_and_itself(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER, CRASHING])
    pids = [one["pid"] for one in supervisor.processes().values() if one["pid"]]

    assert supervisor.stop(["crashing"], now=False)

    assert not supervisor.alive()
    assert not any(map(psutil.pid_exists, pids))
    assert not supervisor.stop([], now=False)


@pytest.mark.parametrize("then", ["down", "up"])
def test_a_supervisor_whose_socket_was_deleted_is_ended_with_all_it_runs(supervisor: Supervisor, then: str) -> None:
    supervisor.ensure([SLEEPER])
    pid, home = supervisor.processes()["sleeper"]["pid"], supervisor._home
    own = int(home.supervisor_pid.read_text())
    shutil.rmtree(home.socket.parent)
    if then == "down":
        assert supervisor.stop([], now=False)
    else:
        home.make()
        supervisor.ensure([SLEEPER])
        assert supervisor.processes()["sleeper"]["pid"] != pid
    assert not any(map(psutil.pid_exists, [pid, own]))


def test_what_runs_under_a_supervisor_nobody_can_speak_to_ends_side_by_side_and_the_server_last(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    names = ("first", "second", "third", "server")
    script = tmp_path / "leaving.py"
    script.write_text(LEAVING)
    commands = {name: (sys.executable, str(script), name) for name in names}
    supervisor.ensure([Program(name=name, command=command, stop_seconds=60) for name, command in commands.items()])
    for name in names:
        until((tmp_path / "home" / f"{name}.ready").exists, f"the start of {name}")
    shutil.rmtree(supervisor._home.socket.parent)

    assert supervisor.stop([], now=False)

    told, ended = (
        {name: (tmp_path / "home" / f"{name}.{what}").stat().st_mtime for name in names} for what in ("told", "ended")
    )
    assert max(told[name] for name in names[:3]) < min(ended[name] for name in names[:3])
    assert told["server"] >= max(ended[name] for name in names[:3])


def test_one_that_is_killed_while_it_stops_leaves_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if len(said) == 1:  # while it waits for the program to leave
            os.kill(int(home.supervisor_pid.read_text()), signal.SIGKILL)

    supervisor = Supervisor(home, say)
    supervisor.ensure([STUBBORN])
    until((tmp_path / "home" / "deaf").exists, "a program that will not leave")
    pid = supervisor.processes()["stubborn"]["pid"]

    assert supervisor.stop(["stubborn"], now=False)

    assert "the supervisor is gone" in said[-1]
    until(lambda: not psutil.pid_exists(pid), "the end of what it left", seconds=20)

"""The supervisor (supervisord) of a local stack: starts the programs, restarts what dies, stops them."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import psutil

from automl_controller.local import Say
from automl_controller.local.home import HOME_VARIABLE, Home
from automl_controller.local.processes.programs import (
    CONTROLLER,
    SERVER,
    Program,
    base_environment,
    supervisor_config,
)
from automl_shared.errors import AutoMLError
from automl_shared.words import T_

TO_BE_STOPPED = ("RUNNING", "STARTING", "BACKOFF")
ENDED = ("STOPPED", "FATAL", "UNKNOWN")
"""A program that has just exited is none of either: the supervisor is about to start it again."""

START_SECONDS = 15.0
PATIENCE_SECONDS = 3.0
TELL_SECONDS = 10.0
SERVER_SECONDS = 10.0
UNREACHABLE_SECONDS = 30.0
"""What the tasks have to end that run under a supervisor nobody can speak to."""


def by_name(programs: Iterable[str]) -> str:
    """What is waited for, where nothing more is known."""
    return T_("waiting for {names} to leave", names=", ".join(sorted(programs)))


class Supervisor:
    """Talks to the supervisor of one home, which may not run.

    ``what_for``: in words, what programs of these names take their time for while they are to leave.
    """

    def __init__(self, home: Home, say: Say, what_for: Callable[[set[str]], str] = by_name) -> None:
        self._home, self._say, self._what_for = home, say, what_for

    def _call(self, method: str, *arguments: object) -> Any:
        from supervisor.xmlrpc import SupervisorTransport

        transport = SupervisorTransport(None, None, f"unix://{self._home.socket}")
        with contextlib.closing(transport):
            supervisor = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor
            return getattr(supervisor, method)(*arguments)

    def alive(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except (OSError, xmlrpc.client.Error):
            return False

    def ensure(self, wanted: list[Program]) -> list[str]:
        """Runs exactly the wanted programs, leaving alone what runs already. Names of what was started.

        A worker that is not wanted any more may finish its task first.
        """
        self._home.supervisor_config.write_text(supervisor_config(self._home, wanted), encoding="utf-8")
        if not self.alive():
            self._start()
            return [program.name for program in wanted]
        ((added, _, removed),) = self._call("reloadConfig")
        self._end(removed)
        self._remove(removed)
        for name in added:
            self._call("addProcessGroup", name)
        self._end(self._in_state("BACKOFF"))  # whoever brings the stack up waits for no pause
        stopped = self._in_state("STOPPED", "EXITED", "FATAL")
        for name in stopped:
            self._call("startProcess", name, False)
        return [*added, *stopped]

    def _in_state(self, *states: str) -> list[str]:
        return [name for name, info in self.processes().items() if info["statename"] in states]

    def processes(self) -> dict[str, dict[str, Any]]:
        """Every program by name: ``statename``, ``pid``, ``description``, as supervisord says it."""
        return {info["name"]: info for info in self._call("getAllProcessInfo")} if self.alive() else {}

    def stop(self, workers: Iterable[str], *, now: bool) -> bool:
        """Stops the workers, all at once, then the rest and the supervisor; False when none ran.

        Whoever signs off at the server goes before it. ``now``: without waiting for the tasks that run.
        """
        if not self.alive():
            ran = bool(self._unreachable())
            self.end_strays(wait_seconds=0.0 if now else UNREACHABLE_SECONDS)
            return ran
        try:
            self._stop_all(set(workers), now=now)
        except OSError as error:
            self._say(T_("the supervisor is gone ({error}): ending what it has left", error=str(error)))
        self.end_strays()
        return True

    def _stop_all(self, workers: set[str], *, now: bool) -> None:
        everything = self.processes().keys()
        self._end(everything & workers, now=now)
        self._end(everything & {CONTROLLER})
        self._end(everything)
        self._remove(everything)
        pid = int(self._call("getPID"))
        self._call("shutdown")
        psutil.wait_procs(_process(pid), timeout=30)

    def _end(self, names: Collection[str], *, now: bool = False) -> None:
        """Ends programs side by side, each within the time its configuration gives it."""
        told = time.monotonic() + PATIENCE_SECONDS
        while leaving := self._not_ended(names):
            for name, state in leaving.items():
                if state in TO_BE_STOPPED:
                    self._stop_program(name, now=now)
            if time.monotonic() >= told:
                self._say(self._what_for(set(leaving)))
                told += TELL_SECONDS
            time.sleep(0.1)

    def _not_ended(self, names: Collection[str]) -> dict[str, str]:
        """The states of those that run or will run again; none where the supervisor itself is gone."""
        states = {name: info["statename"] for name, info in self.processes().items()}
        return {name: state for name, state in states.items() if name in names and state not in ENDED}

    def _stop_program(self, name: str, *, now: bool) -> None:
        """It may end by itself at any moment."""
        from supervisor.xmlrpc import Faults

        try:
            self._call("stopProcess", name, False)
            if now:
                self._call("signalProcess", name, "QUIT")
        except xmlrpc.client.Fault as fault:
            if fault.faultCode != Faults.NOT_RUNNING:
                raise

    def _remove(self, names: Iterable[str]) -> None:
        """Forgets programs that have ended: the supervisor's own end takes up to a second for each that it knows."""
        for name in names:
            self._call("removeProcessGroup", name)
            (self._home.pids / f"{name}.pid").unlink(missing_ok=True)

    def _start(self) -> None:
        self.end_strays()
        done = subprocess.run(
            [sys.executable, "-m", "automl_controller.local.supervisord", "-c", str(self._home.supervisor_config)],
            env={**base_environment(), HOME_VARIABLE: str(self._home.path)},
            check=False,
            cwd=self._home.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise AutoMLError(T_("the supervisor cannot be started"), value=done.stderr.strip(), fix="automl doctor")
        deadline = time.monotonic() + START_SECONDS
        while not self.alive():
            if time.monotonic() > deadline:
                raise AutoMLError(
                    T_("the supervisor did not come up"), value=self._home.logs / "supervisord.log", fix="automl doctor"
                )
            time.sleep(0.05)

    def end_strays(self, wait_seconds: float = UNREACHABLE_SECONDS) -> None:
        """Ends programs of this home that a killed supervisor left behind, or one that nobody can speak to has.

        ``wait_seconds``: what tasks have to end that run under the latter.
        """
        self._end_unreachable(wait_seconds)
        strays = [process for process in psutil.process_iter() if _belongs_to(process, self._home.path)]
        for process in strays:
            process.kill()
        psutil.wait_procs(strays, timeout=10)
        for file in self._home.pids.glob("*.pid"):
            file.unlink()

    def _unreachable(self) -> list[psutil.Process]:
        """A supervisor of this home that runs although it cannot be spoken to: somebody has deleted its socket."""
        try:
            process = psutil.Process(int(self._home.supervisor_pid.read_text(encoding="ascii")))
            is_ours = str(self._home.supervisor_config) in process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return []
        return [process] if is_ours and not self.alive() else []

    def _end_unreachable(self, wait_seconds: float) -> None:
        """Ends its programs side by side, the server after the others, which sign off there.

        The supervisor itself, once told to end, starts none of them again; it would end one after the other.
        """
        for process in self._unreachable():
            socket = self._home.socket
            self._say(T_("the supervisor's socket {socket} is gone: ending it and what it runs", socket=socket))
            process.terminate()
            running = self._programs_of(process)
            server = [running.pop(SERVER)] if SERVER in running else []
            _end(running.values(), wait_seconds)
            _end(server, SERVER_SECONDS)
            process.kill()  # whatever is left ends with it
            psutil.wait_procs([process], timeout=10)

    def _programs_of(self, supervisor: psutil.Process) -> dict[str, psutil.Process]:
        """What it runs, by name."""
        children = {one.pid: one for one in supervisor.children()}
        files = {file.stem: file.read_text(encoding="ascii").strip() for file in self._home.pids.glob("*.pid")}
        return {name: children[int(pid)] for name, pid in files.items() if pid.isdigit() and int(pid) in children}


def _end(processes: Iterable[psutil.Process], seconds: float) -> None:
    """Asks them to end, and waits so long."""
    asked = list(processes)
    for process in asked:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(asked, timeout=seconds)


def _process(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid)] if psutil.pid_exists(pid) else []


def _belongs_to(process: psutil.Process, home: Path) -> bool:
    """Whether the process was started by this home's supervisor: it alone passes on its marker with the home."""
    try:
        environment = process.environ()
    except (psutil.Error, OSError):
        return False
    return environment.get(HOME_VARIABLE) == str(home) and "SUPERVISOR_PROCESS_NAME" in environment

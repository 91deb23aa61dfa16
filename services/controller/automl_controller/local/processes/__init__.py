"""The stack as supervised processes of this machine: what is there without a Docker engine."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import psutil

from automl_controller.local import STATES, Say
from automl_controller.local.home import Home, StackSettings
from automl_controller.local.leaving import waiting_for
from automl_controller.local.log_files import tail
from automl_controller.local.processes.programs import (
    CONTROLLER,
    LOAD_SECONDS,
    LONGEST_PAUSE_SECONDS,
    SERVER,
    WEB,
    programs,
    worker_id,
    worker_ids_of,
)
from automl_controller.local.processes.supervisor import Supervisor
from automl_shared.agent.folder import remove_folders
from automl_shared.errors import ConfigError
from automl_shared.naming import Service
from automl_shared.words import T_


def _trouble(info: dict[str, Any]) -> str:
    """What is the matter with a program, by what supervisord says of it; empty for one that runs."""
    ended_before = 0 < info["stop"] < info["start"]
    match info["statename"]:
        case "RUNNING":
            return ""
        case "STARTING":
            seconds = info["now"] - info["start"]
            return T_("ended, and was started again {seconds} s ago", seconds=seconds) if ended_before else ""
        case "BACKOFF":
            return T_(
                "keeps ending within {load} s of its start; it is started again after a pause of at most {pause} s, "
                "with `automl up` at once",
                load=LOAD_SECONDS,
                pause=LONGEST_PAUSE_SECONDS,
            )
        case state:
            return T_("does not run ({state})", state=STATES.get(state, state))


class Processes:
    """A backend on supervisord."""

    def __init__(self, home: Home, settings: StackSettings, say: Say) -> None:
        self._home, self._settings = home, settings
        self._supervisor = Supervisor(home, say, self._what_for)

    def prepare(self) -> None:
        """Ends what a killed supervisor left behind."""
        if not self._supervisor.alive():
            self._supervisor.end_strays()

    def runs(self, service: str) -> bool:
        return self.states().get(service) in ("RUNNING", "STARTING")

    def start_server(self) -> list[str]:
        beside = self.states()  # where the server alone has ended, the others go on
        every = programs(self._home, self._settings)
        return self._supervisor.ensure([one for one in every if one.name == SERVER or one.name in beside])

    def ensure(self, *, renew: bool) -> list[str]:  # noqa: ARG002 (programs are not replaced while they run)
        return self._supervisor.ensure(programs(self._home, self._settings))

    def states(self) -> dict[str, str]:
        return {name: str(info["statename"]) for name, info in self._supervisor.processes().items()}

    def troubles(self) -> dict[str, str]:
        found = {name: _trouble(info) for name, info in self._supervisor.processes().items()}
        return {name: words for name, words in found.items() if words}

    def worker_ids(self) -> set[str]:
        counts = {Service.CONTROLLER: 1} if self._settings.controller else {}
        counts |= {Service(name): count for name, count in self._settings.workers.items()}
        return {
            worker_id(self._home, service, number)
            for service, count in counts.items()
            for number in range(1, count + 1)
        }

    def stop(self, *, now: bool) -> bool:
        workers = [name for name in self._supervisor.processes() if name not in (SERVER, WEB, CONTROLLER, "warm")]
        any_ran = self._supervisor.stop(workers, now=now)
        for service in Service:  # whatever the settings say by now of how many there are
            remove_folders(worker_ids_of(self._home, service))
        return any_ran

    def _what_for(self, leaving: set[str]) -> str:
        """In words, what programs take their time for. Asks no server, which may be away: a task is a process."""
        return waiting_for({name: self._task_of(name) for name in leaving})

    def _task_of(self, program: str) -> str | None:
        """The id of the task that a worker runs, from the command line that its agent starts tasks with."""
        try:
            root = psutil.Process(int((self._home.pids / f"{program}.pid").read_text()))
            lines = [process.cmdline() for process in root.children(recursive=True)]
        except (OSError, ValueError, psutil.Error):
            return None
        return next((after for line in lines for word, after in pairwise(line) if word == "--id"), None)

    def server_log(self) -> str:
        log = self._home.logs / "server.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else "no log"

    def logs(self) -> dict[str, Callable[[], str]]:
        return {log.name: partial(tail, log) for log in sorted(self._home.logs.glob("*.log"))}

    def show_logs(self, services: list[str], *, follow: bool) -> int:
        logs = sorted(self._home.logs.glob("*.log"))
        chosen = [log for log in logs if not services or {log.stem, log.stem.rpartition("-")[0]} & {*services}]
        if not chosen:
            known = ", ".join(log.stem for log in logs) or T_("none")
            raise ConfigError(
                T_("no such log"), value=", ".join(services) or self._home.logs, allowed=known, fix="automl up"
            )
        return subprocess.run(
            ["tail", "-n", "20", *(["-F"] if follow else []), *map(str, chosen)], check=False
        ).returncode

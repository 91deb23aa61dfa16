"""The stack that a campaign strikes at, and what makes it worse: lines, clocks, small disks, further controllers."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import leftovers
from network import Network

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
from overhead import free_ports

from automl_controller.local import stack
from automl_controller.local.home import CONFIG_VARIABLE, HOME_VARIABLE, Home, StackSettings
from automl_controller.local.processes.programs import Program, controller_program, programs, worker_id
from automl_controller.local.processes.supervisor import Supervisor
from automl_shared.config.models import ClearMLSettings
from automl_shared.naming import Naming, Service
from automl_shared.tracker import Tracker, connect

WORKERS = {"preprocessing": 1, "training": 2, "comparison": 1}
SERVER = "server"
HOME_BYTES, SCRATCH_BYTES = "256m", "64m"
"""Disks that are quickly full."""
READY_SECONDS = 600.0
AUTOML = Path(sys.executable).with_name("automl")
CLOCK_SOURCE = Path(__file__).with_name("clock.c")


@dataclass
class Stage:
    """One stack in a folder of its own: ``home`` and ``tmp`` on small disks, ``conf``, ``clocks``."""

    folder: Path
    settings: StackSettings
    network: Network = field(default_factory=Network)
    controllers: int = 1

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def scratch(self) -> Path:
        """Where the programs put what is temporary."""
        return self.folder / "tmp"

    @property
    def logs(self) -> Path:
        """The folder of what the programs have written."""
        return self.home.logs

    @property
    def supervisor(self) -> Supervisor:
        return Supervisor(self.home, lambda _: None)

    def command(self, *arguments: str, seconds: float = 240.0) -> subprocess.CompletedProcess[str]:
        """The product's command, as a person calls it."""
        return subprocess.run(
            [str(AUTOML), *arguments],
            env={**os.environ, HOME_VARIABLE: str(self.home.path)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def interrupted(
        self, number: signal.Signals, after_seconds: float, *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        """The product's command, which gets a signal so many seconds after its start."""
        process = subprocess.Popen(
            [str(AUTOML), *arguments],
            env={**os.environ, HOME_VARIABLE: str(self.home.path)},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(after_seconds)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    @property
    def ports(self) -> tuple[str, ...]:
        """As `automl up` takes them."""
        settings = self.settings
        named = {"api": settings.api_port, "files": settings.files_port, "web": settings.web_port}
        return tuple(word for name, port in named.items() for word in (f"--{name}-port", str(port)))

    def start_server(self) -> None:
        """The server, the queues and the templates."""
        made = self.command("up", "--mode", "process", "--only", "training=0", *self.ports)
        if made.returncode:
            raise SystemExit(f"the stack does not come up: {made.stderr}")
        self.supervisor.ensure([])
        server = [program for program in self._programs() if program.name == SERVER]
        self.supervisor.ensure([self._on_stage(program) for program in server])  # with a clock that can be set
        wait_until(self._server_answers, "the server's start")

    def _server_answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.settings.api_port), 1):
            return True
        return False

    def staff(self, controllers: int | None = None) -> None:
        """Runs every program, with so many controllers; whatever runs already is left alone."""
        self.controllers = controllers or self.controllers
        self.home.make()  # as `automl up` does: the folder of its sockets may have been cleared
        self.supervisor.ensure([self._on_stage(program) for program in self._programs()])

    def _programs(self) -> list[Program]:
        wanted = programs(self.home, self.settings)
        first = controller_program(self.home, self.settings, Naming(ClearMLSettings()))
        return [*wanted, *(self._controller(first, number) for number in range(2, self.controllers + 1))]

    def _controller(self, first: Program, number: int) -> Program:
        own = worker_id(self.home, Service.CONTROLLER, number)
        return replace(first, name=f"controller-{number}", command=(*first.command[:-1], own))

    def _on_stage(self, program: Program) -> Program:
        """With its own line to the server and its own clock."""
        environment = {**program.environment, **self._clock(program.name)}
        if CONFIG_VARIABLE in environment:
            environment[CONFIG_VARIABLE] = str(self.configuration(program.name))
        return replace(program, environment=environment)

    def configuration(self, name: str = "") -> Path:
        """A client configuration: files over a common line, the API over one of the name, directly without a name."""
        text = self.home.config_file.read_text(encoding="utf-8")
        lines = {self.settings.files_port: self.network.line("files", self.settings.files_port)}
        if name:
            lines[self.settings.api_port] = self.network.line(name, self.settings.api_port)
        for port, line in lines.items():
            text = text.replace(f":{port}", f":{line}")
        path = self.folder / "conf" / f"{name or 'campaign'}.conf"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def _clock(self, name: str) -> dict[str, str]:
        if self._clock_library is None:
            return {}
        self.set_clock(name, 0)
        return {"LD_PRELOAD": str(self._clock_library), "CHAOS_CLOCK": str(self._clock_file(name))}

    @cached_property
    def _clock_library(self) -> Path | None:
        """None where there is no C compiler: then all clocks agree."""
        compiler = shutil.which("cc")
        library = self.folder / "clock.so"
        if compiler is None:
            return None
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, CLOCK_SOURCE, "-ldl"], check=True)
        return library

    @property
    def clocks(self) -> list[str]:
        """The programs whose clock can be set."""
        return sorted(file.name for file in (self.folder / "clocks").glob("*"))

    def _clock_file(self, name: str) -> Path:
        return self.folder / "clocks" / name

    def set_clock(self, name: str, seconds: int) -> None:
        """The clock of a program, and of what it starts, is so much ahead from now on."""
        file = self._clock_file(name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{seconds}\n", encoding="ascii")

    def recover(self) -> None:
        """Everything that was made worse is as it was; what was broken stays broken."""
        self.network.clear()
        for name in self.clocks:
            self.set_clock(name, 0)
        for disk in (self.home.path, self.scratch):
            (disk / FILLER).unlink(missing_ok=True)

    def left(self) -> list[str]:
        """What is there although the stack is down, in words."""
        return leftovers.processes(self.folder) + leftovers.files(self.scratch, self.home.path)

    def wait_until_staffed(self, tracker: Tracker) -> None:
        """Until every program reports to the server."""
        wanted = {worker_id(self.home, Service(name), n + 1) for name, count in WORKERS.items() for n in range(count)}
        wanted |= {worker_id(self.home, Service.CONTROLLER, n + 1) for n in range(self.controllers)}
        wait_until(lambda: wanted <= {worker.id for worker in tracker.workers()}, "every worker's report")


FILLER = "filler"


def wait_until(condition: Callable[[], bool], what: str, seconds: float = READY_SECONDS) -> None:
    """Raises SystemExit where that does not happen in time: the campaign cannot go on."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.3)


def settings() -> StackSettings:
    """A stack's, on ports that nobody uses right now."""
    api, files, web = free_ports(3)
    return StackSettings(api_port=api, files_port=files, web_port=web, workers=WORKERS)


@contextmanager
def stage(folder: Path) -> Iterator[tuple[Stage, Tracker]]:
    """A stack that works, on free ports; afterwards it is down, and its disks are gone."""
    made = Stage(folder, settings())
    with small_disk(made.home.path, HOME_BYTES), small_disk(made.scratch, SCRATCH_BYTES):
        os.environ[HOME_VARIABLE] = str(made.home.path)
        try:
            made.start_server()
            os.environ[CONFIG_VARIABLE] = str(made.configuration())
            tracker = connect()
            made.staff()
            made.wait_until_staffed(tracker)
            yield made, tracker
        finally:
            made.recover()
            stack.down(made.home, lambda _: None, now=True)


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[None]:
    """A folder that is full soon; an ordinary one where nobody may mount."""
    path.mkdir(mode=0o700, exist_ok=True)
    options = f"size={size},mode=0700"
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "automl-chaos", str(path)], check=False, capture_output=True
        ).returncode
    )
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(path)], check=False)
        with contextlib.suppress(OSError):
            shutil.rmtree(path)

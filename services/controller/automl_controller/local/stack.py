"""`automl up`, `down`, `scale` and `status` on this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests

from automl_controller.local.home import Home, StackSettings, use_configuration
from automl_controller.local.programs import Program, programs, server_program, worker_id
from automl_controller.local.supervisor import Supervisor
from automl_controller.runs.templates import sync
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import AutoMLError, ConfigError, did_you_mean
from automl_shared.naming import Naming, Service
from automl_shared.tracker import Tracker, connect

READY_SECONDS = 30.0
DRAIN_SECONDS = 60.0
SCALABLE = (Service.PREPROCESSING, Service.TRAINING, Service.COMPARISON, Service.INFERENCE)

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Up:
    """What ``automl up`` did. ``started`` is empty when everything ran already."""

    started: tuple[str, ...]
    urls: dict[str, str]


def up(home: Home, settings: StackSettings, say: Say) -> Up:
    """Starts whatever of the stack does not run yet. Raises ConfigError for a taken port."""
    supervisor = Supervisor(home)
    home.make()
    if not supervisor.alive():
        supervisor.end_strays()
    running = supervisor.processes()
    started: list[str] = []
    if not settings.remote and "server" not in running:
        _check_ports(settings)
        say(f"starting the server on port {settings.api_port}")
        started += supervisor.ensure([server_program(home, settings)])
    if not settings.remote:
        _wait_for_server(home, settings)
    home.keep(settings)
    use_configuration(home)
    tracker = connect()
    _prepare(tracker, settings, say)
    started += supervisor.ensure(programs(home, settings))
    if started:
        _wait_for_workers(tracker, home, settings, say)
    return Up(started=tuple(dict.fromkeys(started)), urls=tracker.urls())


def down(home: Home) -> bool:
    """Stops the stack; the data stay. False when nothing ran."""
    stopped = Supervisor(home).stop()
    home.forget()
    return stopped


def scale(home: Home, wanted: dict[str, int], say: Say) -> StackSettings:
    """Sets the number of workers of services. A worker that goes may finish its task first, within limits."""
    settings = require_stack(home)
    for name, count in wanted.items():
        if name not in SCALABLE:
            raise ConfigError(f"`{name}` cannot be scaled{did_you_mean(name, SCALABLE)}", allowed=", ".join(SCALABLE))
        if not 0 <= count <= 64:
            raise ConfigError(f"the number of {name} workers must be 0 to 64", value=count)
        settings = settings.scaled(name, count)
    use_configuration(home)
    tracker = connect()
    before, after = programs(home, require_stack(home)), programs(home, settings)
    leaving = _leaving(home, before, after)
    _drain(tracker, leaving, say)
    home.keep(settings)
    Supervisor(home).ensure(after)
    for one in leaving:
        tracker.unregister_worker(one)
    return settings


def require_stack(home: Home) -> StackSettings:
    """The settings of the stack that is up. Raises ConfigError when none is."""
    settings = home.settings()
    if settings is None:
        raise ConfigError("no local stack is up", value=home.path, fix="automl up")
    return settings


def _leaving(home: Home, before: list[Program], after: list[Program]) -> list[str]:
    kept = {program.name for program in after}
    gone = [program.name.rpartition("-") for program in before if program.name not in kept]
    return [worker_id(home, Service(service), int(number)) for service, _, number in gone]


def _drain(tracker: Tracker, leaving: list[str], say: Say) -> None:
    """Waits, within limits, until the leaving workers hold no task."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while busy := [one.id for one in tracker.workers() if one.id in leaving and one.task_id]:
        if time.monotonic() > deadline:
            say(
                f"{', '.join(busy)} did not finish within {DRAIN_SECONDS:.0f} s: the task will be tried again elsewhere"
            )
            return
        say(f"waiting for {', '.join(busy)} to finish")
        time.sleep(1.0)


def _check_ports(settings: StackSettings) -> None:
    for option, port in (
        ("--api-port", settings.api_port),
        ("--files-port", settings.files_port),
        ("--web-port", settings.web_port),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise ConfigError(
                    "a port of the server is taken by another program",
                    value=port,
                    fix=f"automl up {option} <free port>, or stop what uses it",
                ) from None


def _wait_for_server(home: Home, settings: StackSettings) -> None:
    deadline = time.monotonic() + READY_SECONDS
    address = f"http://127.0.0.1:{settings.api_port}/debug.ping"
    while time.monotonic() < deadline:
        try:
            if requests.get(address, timeout=2).ok and home.config_file.exists():
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AutoMLError("the server did not come up", value=_last_lines(home), fix=f"read {home.logs / 'server.log'}")


def _last_lines(home: Home) -> str:
    log = home.logs / "server.log"
    return " | ".join(log.read_text(errors="replace").splitlines()[-3:]) if log.exists() else "no log"


def _wait_for_workers(tracker: Tracker, home: Home, settings: StackSettings, say: Say) -> None:
    """Waits, within limits, until every worker has reported: from then on nothing that is submitted stays lying."""
    counts = {Service.CONTROLLER: 1, **{Service(name): count for name, count in settings.workers.items()}}
    wanted = {worker_id(home, service, number) for service, count in counts.items() for number in range(1, count + 1)}
    deadline = time.monotonic() + READY_SECONDS
    while missing := wanted - {worker.id for worker in tracker.workers()}:
        if time.monotonic() > deadline:
            say(f"{', '.join(sorted(missing))} did not report within {READY_SECONDS:.0f} s: automl doctor")
            return
        time.sleep(0.2)


def _prepare(tracker: Tracker, settings: StackSettings, say: Say) -> None:
    """Queues and templates."""
    naming = Naming(ClearMLSettings(queues={"prefix": settings.queue_prefix}))
    for service in Service:
        tracker.ensure_queue(naming.queue_of(service))
    made = [one.phase.value for one in sync(tracker, ClearMLSettings()) if one.made_now]
    if made:
        say(f"made the templates {', '.join(made)}")

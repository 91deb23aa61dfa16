"""`automl up`, `down`, `scale` and `logs` on this machine, whatever carries the stack."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from dataclasses import replace

import requests

from automl_controller.local import Say
from automl_controller.local.backend import Backend, backend_of
from automl_controller.local.home import CONFIG_VARIABLE, Home, StackSettings, use_configuration
from automl_controller.runs.templates import sync
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import AutoMLError, ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.naming import Naming, Service
from automl_shared.tracker import Tracker, Workers, connect, connect_lightly
from automl_shared.words import T_

READY_SECONDS = 60.0
MOST_WORKERS = 64
DRAINING = ("automl down", "automl scale")
"""Commands that may wait for tasks to end: `automl down --now` ends them."""
SCALABLE = (Service.PREPROCESSING, Service.TRAINING, Service.COMPARISON, Service.INFERENCE)


class Up(Frozen):
    """What ``automl up`` did. ``started`` is empty when everything ran already."""

    started: tuple[str, ...]
    urls: dict[str, str]


def up(home: Home, settings: StackSettings, say: Say) -> Up:
    """Starts whatever of the stack does not run yet. Raises ConfigError for a taken port."""
    home.make()
    with home.changing("automl up", say):
        return _up(home, settings, say)


def _up(home: Home, settings: StackSettings, say: Say) -> Up:
    backend = backend_of(home, settings, say)
    backend.prepare()
    started: list[str] = []
    if not settings.remote:
        if not backend.runs("server"):
            _check_ports(settings, pages=not backend.runs("web"))
            say(T_("starting the server on port {port}", port=settings.api_port))
            started += backend.start_server()
        _wait_for_server(home, settings, backend)
    home.keep(settings)
    use_configuration(home)
    tracker = connect() if settings.remote else connect_lightly()[0]
    _prepare(tracker, settings, say)
    started += backend.ensure(renew=True)
    if started:
        _wait_for_workers(tracker, backend, say)
        _wait_for_pages(settings, say)
    return Up(started=tuple(dict.fromkeys(started)), urls=tracker.urls())


def joined(settings: StackSettings, config: str) -> StackSettings:
    """The settings for working for another server, whose client configuration is given. Raises ServerUnreachable."""
    os.environ[CONFIG_VARIABLE] = config
    return replace(settings, remote=True, remote_config=config, remote_urls=connect().urls())


def contained_if_possible(home: Home, settings: StackSettings, say: Say) -> StackSettings:
    """With containers when all they need is here or can be made; as processes otherwise, and says why."""
    contained = replace(settings, mode="docker")
    home.make()
    try:
        backend_of(home, contained, say).prepare()
    except ConfigError as error:
        say(T_("going on without containers: {why}", why=error.what))
        if error.value is not None:
            say(f"  {error.value}")
        return settings
    return contained


def down(home: Home, say: Say, *, now: bool = False) -> bool:
    """Stops the stack; the data stay. Workers may finish their task unless ``now``. False when nothing ran."""
    if not home.path.exists():
        return False
    with home.changing("automl down", say, beside=DRAINING if now else ()):
        settings = home.last_settings() or StackSettings()
        stopped = backend_of(home, settings, say).stop(now=now)
        home.forget()
    return stopped


def scale(home: Home, wanted: dict[str, int], say: Say) -> StackSettings:
    """Sets the number of workers of services. A worker that goes may finish its task first, within limits."""
    require_stack(home)
    with home.changing("automl scale", say):
        settings = require_stack(home)
        settings = replace(settings, workers={**settings.workers, **checked_counts(wanted)})
        home.keep(settings)
        backend_of(home, settings, say).ensure(renew=False)
    return settings


def checked_counts(wanted: dict[str, int]) -> dict[str, int]:
    """Numbers of workers by service. Raises ConfigError for one that cannot be scaled, or so much."""
    for name, count in wanted.items():
        if name not in SCALABLE:
            meant = did_you_mean(name, SCALABLE)
            raise ConfigError(
                T_("`{name}` cannot be scaled{meant}", name=name, meant=meant), allowed=", ".join(SCALABLE)
            )
        if not 0 <= count <= MOST_WORKERS:
            refused = T_("the number of {name} workers must be 0 to {most}", name=name, most=MOST_WORKERS)
            raise ConfigError(refused, value=count)
    return wanted


def require_stack(home: Home) -> StackSettings:
    """The settings of the stack that is up. Raises ConfigError when none is."""
    settings = home.settings()
    if settings is None:
        raise ConfigError(T_("no local stack is up"), value=home.path, fix="automl up")
    return settings


def _check_ports(settings: StackSettings, *, pages: bool) -> None:
    """``pages``: whether their port has to be free, too: where they run, they have it themselves."""
    for elsewhere, port in (
        ("automl up --api-port PORT", settings.api_port),
        ("automl up --files-port PORT", settings.files_port),
        *([("automl up --web-port PORT", settings.web_port)] if pages else []),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.address, port))
            except OSError as error:
                raise ConfigError(
                    T_("the server cannot listen here"),
                    value=f"{settings.address}:{port}: {error.strerror}",
                    fix=(elsewhere, T_("stop what uses it")),
                ) from None


def _wait_for_server(home: Home, settings: StackSettings, backend: Backend) -> None:
    deadline = time.monotonic() + READY_SECONDS
    address = f"{settings.url(settings.api_port)}/debug.ping"
    while time.monotonic() < deadline:
        with suppress(requests.RequestException):
            if requests.get(address, timeout=2).ok and home.config_file.exists():
                return
        time.sleep(0.05)
    last = " | ".join(backend.server_log().splitlines()[-3:])
    raise AutoMLError(T_("the server did not come up"), value=last, fix="automl logs server")


def _wait_for_workers(tracker: Workers, backend: Backend, say: Say) -> None:
    """Waits, within limits, until every worker has reported: from then on nothing that is submitted stays lying."""
    deadline = time.monotonic() + READY_SECONDS
    while missing := backend.worker_ids() - {worker.id for worker in tracker.workers()}:
        if time.monotonic() > deadline:
            names, seconds = ", ".join(sorted(missing)), f"{READY_SECONDS:.0f}"
            say(T_("{names} did not report within {seconds} s: automl doctor", names=names, seconds=seconds))
            return
        time.sleep(0.2)


def _wait_for_pages(settings: StackSettings, say: Say) -> None:
    """Waits, within limits, until a link to the pages can be opened."""
    if settings.remote:
        return
    deadline = time.monotonic() + READY_SECONDS
    address = f"{settings.url(settings.web_port)}/health"
    while time.monotonic() < deadline:
        with suppress(requests.RequestException):
            if requests.get(address, timeout=2).ok:
                return
        time.sleep(0.1)
    seconds = f"{READY_SECONDS:.0f}"
    say(T_("the pages did not answer at {url} within {seconds} s: automl logs web", url=address, seconds=seconds))


def _prepare(tracker: Tracker, settings: StackSettings, say: Say) -> None:
    """Queues and templates."""
    naming = Naming(ClearMLSettings(queues={"prefix": settings.queue_prefix}))
    for service in Service:
        tracker.ensure_queue(naming.queue_of(service))
    made = [one.phase.value for one in sync(tracker, ClearMLSettings()) if one.made_now]
    if made:
        say(T_("made the templates {names}", names=", ".join(made)))

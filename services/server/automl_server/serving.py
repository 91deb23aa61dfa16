"""Two ports, one event loop, one graceful stop."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import uvicorn
from starlette.applications import Starlette

from automl_server import log, memory
from automl_server.api import api_app
from automl_server.config import Ports, Settings
from automl_server.connection import bounded
from automl_server.files import files_app
from automl_server.hosts import under_each_name
from automl_server.metrics import Metrics
from automl_server.own_keys import OwnKeys
from automl_server.problem import OperationError
from automl_server.services import catalogue
from automl_server.store import Store
from automl_server.watchdog import clean_up, watch

_GRACE_SECONDS = 1
_TIDY_SECONDS = 0.5
_BEATS_PER_TRIM = 20
_SWITCH_SECONDS = 0.001  # calls take turns sooner than Python's default
_KEEP_ALIVE_SECONDS = 120  # longer than clients pause: a connection closed under a request costs them a retry


class PortTaken(OperationError):
    """A port cannot be used."""


class _Server(uvicorn.Server):
    """One port; signals are the business of whoever runs both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(settings: Settings) -> dict[str, socket.socket]:
    """Take the two ports. Raises PortTaken, with none of them kept."""
    bound: dict[str, socket.socket] = {}
    for name in ("api", "files"):
        port = getattr(settings.ports, name)
        try:
            bound[name] = _bound_socket(settings.host, port)
        except OSError as problem:
            for taken in bound.values():
                taken.close()
            raise PortTaken(
                f"the {name} port cannot be used",
                value=f"{settings.host}:{port} ({problem.strerror})",
                fix=f"--{name}-port PORT, another than {port}",
            ) from problem
    return bound


def _bound_socket(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(0)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def actual_ports(sockets: dict[str, socket.socket], settings: Settings) -> Ports:
    """The port numbers that were really given; for the pages, which another program serves, one that is free now."""
    own = {name: sock.getsockname()[1] for name, sock in sockets.items()}
    return Ports(**own, web=settings.ports.web or _free_port(settings.host))


def _free_port(host: str) -> int:
    with _bound_socket(host, 0) as probe:
        return int(probe.getsockname()[1])


async def serve(
    store: Store, settings: Settings, sockets: dict[str, socket.socket], ports: Ports, admin: str, own_keys: OwnKeys
) -> None:
    """Serve until SIGTERM or SIGINT."""
    origins = _web_origins(settings, ports)
    endpoints = catalogue()
    with (
        ThreadPoolExecutor(settings.threads, thread_name_prefix="call") as executor,
        ThreadPoolExecutor(settings.bulk_threads, "bulk", store.db.map_anew) as bulk_executor,
    ):
        metrics = Metrics(store, settings, executor)
        apps = {
            "files": files_app(store, settings, origins, metrics),
            "api": api_app(store, settings, endpoints, executor, origins, metrics, bulk_executor),
        }
        servers = {name: _Server(_uvicorn_config(app, settings)) for name, app in apps.items()}
        _stop_on_signals(list(servers.values()), store)
        running = [
            asyncio.create_task(server.serve(sockets=[sockets[name]]), name=name) for name, server in servers.items()
        ]
        watching = [
            asyncio.create_task(watch(store, settings, store.access.identity_of(admin), executor)),
            asyncio.create_task(clean_up(store, settings, executor)),
            asyncio.create_task(_tidy(store, bulk_executor)),
            asyncio.create_task(own_keys.watch()),
            asyncio.create_task(end_when_stuck(settings.stuck_seconds)),
        ]
        memory.settle()
        sys.setswitchinterval(_SWITCH_SECONDS)
        log.event(logging.INFO, "ready", api=ports.api, files=ports.files, web=ports.web, host=settings.host)
        try:
            await asyncio.gather(*running)
        finally:
            for task in watching:
                task.cancel()
            faulthandler.cancel_dump_traceback_later()
    log.event(logging.INFO, "stopped")


async def _tidy(store: Store, bulk_executor: Executor) -> None:
    """Keep the write-ahead log and the free memory small and nobody waiting beside a full queue, for ever."""
    loop = asyncio.get_running_loop()
    unmapping = loop.run_in_executor(bulk_executor, store.db.map_anew)
    for beat in count(1):
        await asyncio.sleep(_TIDY_SECONDS)
        if unmapping.done():  # it stands in line with big answers, for which nothing else here waits
            unmapping = loop.run_in_executor(bulk_executor, store.db.map_anew)
        await asyncio.to_thread(store.db.checkpoint)
        await asyncio.to_thread(store.signals.remind, store.queues.length)
        if not beat % _BEATS_PER_TRIM:
            await asyncio.to_thread(memory.give_back)


async def end_when_stuck(seconds: float) -> None:
    """Has the process end, with every thread's stack in the log, if this loop gets no turn for so long.

    Whoever started the server starts it again. The clock runs in C, without the interpreter's lock.
    """
    while True:
        faulthandler.dump_traceback_later(seconds, exit=True)
        await asyncio.sleep(min(seconds / 4, 5.0))


def _stop_on_signals(servers: list[_Server], store: Store) -> None:
    def stop() -> None:
        store.signals.close()
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def _uvicorn_config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=bounded(settings),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _web_origins(settings: Settings, ports: Ports) -> list[str]:
    """The addresses under which a browser may have loaded the web pages."""
    addresses = (settings.web_url(ports), f"http://localhost:{ports.web}")
    return sorted({name for address in addresses for name in under_each_name(address)})

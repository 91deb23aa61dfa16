"""Three ports, one event loop, one graceful stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from automl_server import log
from automl_server.api import api_app
from automl_server.config import Ports, Settings
from automl_server.files import files_app
from automl_server.services import catalogue
from automl_server.store import Store
from automl_server.watchdog import watch
from automl_server.web import web_app

_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 120  # longer than clients pause: a connection closed under a request costs them a retry


class PortTaken(Exception):
    """A port cannot be used; the message says which, and the option that changes it."""


class _Server(uvicorn.Server):
    """One port; signals are the business of whoever runs all three."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(settings: Settings) -> dict[str, socket.socket]:
    """Take the three ports. Raises PortTaken, with none of them kept."""
    bound: dict[str, socket.socket] = {}
    for name in ("api", "files", "web"):
        port = getattr(settings.ports, name)
        try:
            bound[name] = _bound_socket(settings.host, port)
        except OSError as problem:
            for taken in bound.values():
                taken.close()
            raise PortTaken(
                f"cannot listen on {settings.host}:{port} ({problem.strerror}): choose another port with --{name}-port"
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


def actual_ports(sockets: dict[str, socket.socket]) -> Ports:
    """The port numbers that were really given."""
    return Ports(**{name: sock.getsockname()[1] for name, sock in sockets.items()})


async def serve(store: Store, settings: Settings, sockets: dict[str, socket.socket], admin: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    ports = actual_ports(sockets)
    origins = _web_origins(settings, ports)
    endpoints = catalogue()
    with ThreadPoolExecutor(settings.threads, thread_name_prefix="call") as executor:
        apps = {
            "files": files_app(store, settings.files_path, executor, origins),
            "web": web_app(store, settings, ports, executor),
            "api": api_app(store, settings, endpoints, executor, origins),
        }
        servers = {name: _Server(_uvicorn_config(app)) for name, app in apps.items()}
        _stop_on_signals(list(servers.values()))
        running = [
            asyncio.create_task(server.serve(sockets=[sockets[name]]), name=name) for name, server in servers.items()
        ]
        watching = asyncio.create_task(watch(store, settings, store.access.identity_of(admin), executor))
        _settle_memory()
        log.event(logging.INFO, "ready", api=ports.api, files=ports.files, web=ports.web, host=settings.host)
        try:
            await asyncio.gather(*running)
        finally:
            watching.cancel()
    log.event(logging.INFO, "stopped")


def _stop_on_signals(servers: list[_Server]) -> None:
    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def _uvicorn_config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _settle_memory() -> None:
    """What start-up made stays for good: the collector need not look at it, and calls switch threads sooner."""
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(0.001)


def _web_origins(settings: Settings, ports: Ports) -> list[str]:
    """The addresses under which a browser may have loaded the web pages."""
    names = {settings.url(ports.web), f"http://localhost:{ports.web}", f"http://127.0.0.1:{ports.web}"}
    return sorted(names)

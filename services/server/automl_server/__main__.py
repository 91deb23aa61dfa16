"""`python -m automl_server --home DIR`: run the server in the foreground."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import uvloop

from automl_server import log
from automl_server.config import Ports, Settings
from automl_server.home import (
    HomeInUse,
    prepare_home,
    read_credentials,
    write_client_config,
    write_credentials,
)
from automl_server.migrations import SchemaTooNew
from automl_server.serving import PortTaken, actual_ports, bind, serve
from automl_server.store import Store

_ADMIN_NAME = "AutoML"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until stopped; returns the exit code."""
    options = _parser().parse_args(arguments)
    settings = Settings(
        home=options.home.absolute(),
        host=options.host,
        ports=Ports(api=options.api_port, files=options.files_port, web=options.web_port),
        worker_timeout_seconds=options.worker_timeout_seconds,
        watchdog_seconds=options.watchdog_seconds,
        token_hours=options.token_hours,
    )
    log.setup(options.log_level)
    try:
        run(settings)
    except (HomeInUse, PortTaken, SchemaTooNew, OSError) as problem:
        print(f"automl-server: {problem}", file=sys.stderr)
        return 2
    return 0


def run(settings: Settings) -> None:
    """Open the home, take the ports, serve."""
    lock = prepare_home(settings)
    sockets = bind(settings)
    _create_private(settings.database_path)
    store = Store(settings)
    try:
        admin = store.access.ensure_admin(_ADMIN_NAME)
        access_key, secret_key = _credentials(store, settings, admin)
        write_client_config(settings, actual_ports(sockets), access_key, secret_key)
        uvloop.run(serve(store, settings, sockets, admin))
    finally:
        store.close()
        os.close(lock)


def _credentials(store: Store, settings: Settings, admin: str) -> tuple[str, str]:
    """The keys of this home: those that are there, or new ones at first start."""
    keys = read_credentials(settings.home)
    if keys is None:
        keys = store.access.create_credentials(admin, "made at first start")
        write_credentials(settings.home, *keys)
        log.event(logging.INFO, "credentials made", file=str(settings.home / "credentials.json"))
    elif not store.access.has_credentials(*keys):
        store.access.put_credentials(admin, *keys, "from credentials.json")
    return keys


def _create_private(path: Path) -> None:
    """SQLite gives its side files the mode of the database: make it before SQLite does."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="automl-server", description="Embedded ClearML-compatible server.")
    parser.add_argument("--home", type=Path, required=True, help="folder for everything the server keeps")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--api-port", type=_port, default=Ports.api, help="0 for any free one (default: %(default)s)")
    parser.add_argument("--files-port", type=_port, default=Ports.files, help="(default: %(default)s)")
    parser.add_argument("--web-port", type=_port, default=Ports.web, help="(default: %(default)s)")
    parser.add_argument(
        "--worker-timeout-seconds",
        type=_positive,
        default=Settings.worker_timeout_seconds,
        help="forget workers silent for longer (default: %(default)s)",
    )
    parser.add_argument(
        "--watchdog-seconds",
        type=_positive,
        default=Settings.watchdog_seconds,
        help="stop running tasks silent for longer (default: %(default)s)",
    )
    parser.add_argument(
        "--token-hours", type=_positive, default=Settings.token_hours, help="life of a token (default: %(default)s)"
    )
    parser.add_argument("--log-level", choices=log.LEVELS, default="info", help="(default: %(default)s)")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, but got {text!r}")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"a number is expected, but got {text!r}") from problem
    if not 0 < number < 10**9:
        raise argparse.ArgumentTypeError(f"a positive number is expected, but got {text!r}")
    return number


if __name__ == "__main__":
    sys.exit(main())

"""``python -u -P -m automl_shared.agent.warm --socket PATH --module automl_training …``: the fork server.

Loads what the modules' tasks need, then forks one process per client. Outdated code is never run: with its last task
ended, the server replaces itself by a new one on the same socket.
"""

from __future__ import annotations

import argparse
import functools
import gc
import importlib
import logging
import os
import socket
import sys
import time
from pathlib import Path

from automl_shared import logs
from automl_shared.agent.process import end_with_parent
from automl_shared.agent.warm import configuration, loading, stock, task
from automl_shared.agent.warm.freshness import Code
from automl_shared.agent.warm.server import End, ForkServer, listen
from automl_shared.errors import ConfigError

log = logging.getLogger("automl.warm")

LISTENER_VARIABLE = "AUTOML_WARM_LISTENER"
"""File number of the listening socket, from a server to the one that replaces it."""


def main(argv: list[str] | None = None) -> int:
    """Serves until SIGTERM."""
    options = _options(argv)
    os.umask(0o077)
    end_with_parent()
    _log_to_stderr()
    listener = _listener(options.socket)
    code = Code(["automl_shared", *options.module])
    _preload(options.module)
    run = functools.partial(task.run, modules=frozenset(options.module))
    work = functools.partial(task.work, run=run, server=os.getpid())
    server = ForkServer(listener, work=work, is_outdated=code.has_changed)
    if server.serve() is End.OUTDATED:
        _replace(listener)
    Path(options.socket).unlink(missing_ok=True)
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="forks warm tasks for stock clearml-agents")
    parser.add_argument("--socket", required=True, help="where to listen, in a folder that nobody else can enter")
    parser.add_argument("--module", action="append", required=True, help="a phase to have ready: automl_training")
    return parser.parse_args(argv)


def _log_to_stderr() -> None:
    """Our own words alone: a task inherits how logging is set up."""
    try:
        log.addHandler(logs.handler())
    except ConfigError as error:
        sys.exit(f"error: {error}")
    log.setLevel(logging.INFO)
    log.propagate = False


def _listener(path: str) -> socket.socket:
    """Listens before it loads: a task that comes meanwhile waits as long as a cold start would take it."""
    inherited = os.environ.pop(LISTENER_VARIABLE, "")
    return socket.socket(fileno=int(inherited)) if inherited else listen(path)


def _preload(modules: list[str]) -> None:
    started = time.monotonic()
    loading.load(loading.CLEARML)
    configuration.prepare()
    stock.prepare()
    gc.collect()  # parsing leaves 140 MB of circles, whose place the rest can have
    gc.disable()
    loading.load_package("automl_shared")
    for name in modules:
        importlib.import_module(f"{name}.preload").preload()
    loading.load_sources()
    loading.look_around()
    gc.collect()
    gc.freeze()
    gc.enable()
    log.info("ready for %s after %.1f s", ", ".join(modules), time.monotonic() - started)


def _replace(listener: socket.socket) -> None:
    """Never returns."""
    log.info("the code on disk has changed: loading it")
    listener.set_inheritable(True)
    os.environ[LISTENER_VARIABLE] = str(listener.fileno())
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

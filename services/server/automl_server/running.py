"""The server's life: open the home, take the ports, serve, close."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from pathlib import Path

import uvloop

from automl_server.clock import now
from automl_server.config import Settings
from automl_server.errors import is_damaged, is_disk_full
from automl_server.home import note_holder, prepare_home
from automl_server.migrations import SchemaTooNew
from automl_server.operation.process import starter
from automl_server.own_keys import OwnKeys
from automl_server.problem import OperationError
from automl_server.serving import actual_ports, bind, serve
from automl_server.store import Store

_ADMIN_NAME = "AutoML"
_MOST_FILES = 65536


def run(settings: Settings) -> None:
    """Serve until stopped. Raises OperationError if it cannot begin."""
    _allow_many_connections()
    lock = prepare_home(settings)
    try:
        _run(settings, lock)
    except SchemaTooNew as problem:
        raise OperationError(
            "the database was written by a newer server", value=problem, fix="install that version, or another --home"
        ) from problem
    except (sqlite3.Error, OSError) as problem:
        raise _explained(problem, settings) from problem
    finally:
        os.close(lock)


def _explained(problem: sqlite3.Error | OSError, settings: Settings) -> Exception:
    """What can be done about what SQLite or the system refused; the problem itself where nobody knows."""
    if is_disk_full(problem):
        return OperationError(
            "no space is left for the server's database", value=settings.home, fix="free some space, or another --home"
        )
    if is_damaged(problem):
        return OperationError(
            "the server's database is damaged",
            value=f"{settings.database_path} ({problem})",
            fix=f"automl server restore BACKUP --force --home {settings.home}",
        )
    if isinstance(problem, OSError) and problem.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return OperationError(
            "the server cannot write to its home",
            value=f"{problem.filename or settings.home} ({problem.strerror})",
            fix="make the folder writable for this user, or another --home",
        )
    return problem


def _run(settings: Settings, lock: int) -> None:
    sockets = bind(settings)
    ports = actual_ports(sockets, settings)
    _create_private(settings.database_path)
    store = Store(settings)
    try:
        admin = store.access.ensure_admin(_ADMIN_NAME)
        store.access.set_simple_login(settings.simple_login, admins=settings.simple_login_admins)
        store.queues.ensure_common(store.access.identity_of(admin))
        own_keys = OwnKeys(store.access, settings, ports, admin)
        own_keys.begin()
        urls = {name: settings.url(getattr(ports, name)) for name in ("api", "files", "web")}
        note_holder(lock, {"pid": os.getpid(), "started_by": starter(), "since": now(), "urls": urls})
        uvloop.run(serve(store, settings, sockets, ports, admin, own_keys))
    finally:
        store.close()


def _create_private(path: Path) -> None:
    """SQLite gives its side files the mode of the database: make it before SQLite does."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _allow_many_connections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

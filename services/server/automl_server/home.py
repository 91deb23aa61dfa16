"""The server's folder: one server at a time, and nothing in it is for other users' eyes."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from automl_server.config import Ports, Settings
from automl_server.problem import OperationError

_LOCK = "server.lock"
_HOLDER_BYTES = 4096


class HomeInUse(OperationError):
    """Another server runs on this folder."""

    def __init__(self, home: Path) -> None:
        super().__init__("another server runs on this home", value=home, fix="stop it, or use another --home")


def prepare_home(settings: Settings) -> int:
    """Make the folder and take its lock; returns the lock's file descriptor, to be kept open."""
    os.umask(0o077)
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.files_path.mkdir(exist_ok=True)
    lock = take_lock(settings.home)
    settings.drafts_path.mkdir(exist_ok=True)
    for broken_off in settings.drafts_path.iterdir():
        shutil.rmtree(broken_off) if broken_off.is_dir() else broken_off.unlink()
    return lock


def take_lock(home: Path) -> int:
    """The lock of a home, as an open file descriptor. Raises HomeInUse."""
    lock = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        os.close(lock)
        raise HomeInUse(home) from problem
    os.ftruncate(lock, 0)
    return lock


def note_holder(lock: int, holder: Mapping[str, Any]) -> None:
    """Say in the lock's file who holds it."""
    os.pwrite(lock, json.dumps(holder).encode(), 0)


def read_holder(home: Path) -> dict[str, Any] | None:
    """Who holds the lock of a home; None if nobody does."""
    try:
        lock = os.open(home / _LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        content = os.pread(lock, _HOLDER_BYTES, 0)
        try:
            return dict(json.loads(content))
        except ValueError:  # it has only just taken the lock
            return {}
    finally:
        os.close(lock)
    return None


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only from its first moment."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def credentials_file(home: Path) -> Path:
    """Where the keys for clients on this machine are."""
    return home / "credentials.json"


def read_credentials(home: Path) -> tuple[str, str] | None:
    """The keys in `credentials.json`, if it is there and whole."""
    try:
        content = json.loads(credentials_file(home).read_text())
        keys = str(content["access_key"]), str(content["secret_key"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return keys if all(keys) else None


def write_credentials(home: Path, access_key: str, secret_key: str) -> None:
    """Keep the keys for clients on this machine."""
    content = {"access_key": access_key, "secret_key": secret_key}
    write_private(credentials_file(home), json.dumps(content, indent=2) + "\n")


def write_client_config(settings: Settings, ports: Ports, access_key: str, secret_key: str) -> None:
    """`clearml.conf`: how any ClearML client reaches this server (CLEARML_CONFIG_FILE)."""
    lines = [
        "# Written by automl-server at every start, and when keys change.",
        "api {",
        f"    api_server: {json.dumps(settings.url(ports.api))}",
        f"    web_server: {json.dumps(settings.web_url(ports))}",
        f"    files_server: {json.dumps(settings.url(ports.files))}",
        "    credentials {",
        f'        "access_key" = {json.dumps(access_key)}',
        f'        "secret_key" = {json.dumps(secret_key)}',
        "    }",
        "}",
        "",
    ]
    write_private(settings.home / "clearml.conf", "\n".join(lines))

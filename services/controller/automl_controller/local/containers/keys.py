"""What containers get of keys: that of their embedded server, made here, or a copy of the one for another server."""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from typing import Any

import requests

from automl_controller.local.home import Home, StackSettings
from automl_shared.errors import AutoMLError
from automl_shared.words import T_

CREDENTIALS = "credentials.json"
TAKEN_UP_SECONDS = 15.0


def write_keys(home: Home, settings: StackSettings) -> None:
    """``keys/`` for the containers and ``clearml.conf`` for clients here, with the key there is or a new one.

    Containers run as another user and read the files, so they are open to everybody; the folder is not.
    """
    home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (home.keys / CREDENTIALS).exists():
        _write_new_pair(home)
    _write_configs(home, settings)


def renew_keys(home: Home, settings: StackSettings) -> dict[str, Any]:
    """New keys for a running stack: the server takes up the changed file, then clients find them in theirs.

    Returns {access_key, replaced, in_use}. Raises AutoMLError when the server does not take them up.
    """
    before = json.loads((home.keys / CREDENTIALS).read_text(encoding="utf-8"))["access_key"]
    made = _write_new_pair(home)
    deadline = time.monotonic() + TAKEN_UP_SECONDS
    while not _is_good(settings, made):
        if time.monotonic() > deadline:
            raise AutoMLError(T_("the server has not taken up the new keys"), value=home.keys, fix="automl logs server")
        time.sleep(0.5)
    _write_configs(home, settings)
    return {"access_key": made["access_key"], "replaced": before, "in_use": True}


def _write_new_pair(home: Home) -> dict[str, str]:
    made = {"access_key": secrets.token_hex(10), "secret_key": secrets.token_hex(24)}
    _write(home.keys / CREDENTIALS, json.dumps(made) + "\n", 0o644)
    return made


def _write_configs(home: Home, settings: StackSettings) -> None:
    pair = json.loads((home.keys / CREDENTIALS).read_text(encoding="utf-8"))
    for name, value in pair.items():  # each alone: Prometheus and Grafana read no JSON
        _write(home.keys / name, value, 0o644)
    config = _client_config(settings, **pair)
    _write(home.keys / "clearml.conf", config, 0o644)
    _write(home.config_file, config, 0o600)


def _is_good(settings: StackSettings, keys: dict[str, str]) -> bool:
    pair = (keys["access_key"], keys["secret_key"])
    try:
        return requests.post(f"{settings.url(settings.api_port)}/auth.login", auth=pair, timeout=5).ok
    except requests.RequestException:
        return False


def copy_keys(home: Home, settings: StackSettings) -> None:
    """The configuration for another server, as it is, where containers may read it."""
    home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(home.keys / "clearml.conf", Path(settings.remote_config).read_text(encoding="utf-8"), 0o644)


def _client_config(settings: StackSettings, *, access_key: str, secret_key: str) -> str:
    """The same for every client: the addresses that are good here are forwarded inside the containers."""
    return (
        "api {\n"
        f"    api_server: {json.dumps(settings.url(settings.api_port))}\n"
        f"    web_server: {json.dumps(settings.url(settings.web_port))}\n"
        f"    files_server: {json.dumps(settings.url(settings.files_port))}\n"
        "    credentials {\n"
        f'        "access_key" = {json.dumps(access_key)}\n'
        f'        "secret_key" = {json.dumps(secret_key)}\n'
        "    }\n"
        "}\n"
    )


def _write(path: Path, text: str, mode: int) -> None:
    """Where it differs. The file stays the same one: a container has that mounted, whatever its name leads to later."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    content = text.encode()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb", buffering=0) as file:
        file.write(content)
        file.truncate(len(content))
        os.fchmod(file.fileno(), mode)

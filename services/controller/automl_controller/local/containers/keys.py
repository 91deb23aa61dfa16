"""What containers get of keys: that of their embedded server, made here, or a copy of the one for another server."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from automl_controller.local.home import Home, StackSettings


def write_keys(home: Home, settings: StackSettings) -> None:
    """``keys/`` for the containers and ``clearml.conf`` for clients here, with the key there is or a new one.

    Containers run as another user and read the files, so they are open to everybody; the folder is not.
    """
    home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored = home.keys / "credentials.json"
    if not stored.exists():
        made = {"access_key": secrets.token_hex(10), "secret_key": secrets.token_hex(24)}
        _write(stored, json.dumps(made) + "\n", 0o644)
    key = json.loads(stored.read_text(encoding="utf-8"))
    for name in ("access_key", "secret_key"):  # each alone: Prometheus and Grafana read no JSON
        _write(home.keys / name, key[name], 0o644)
    config = _client_config(settings, access_key=key["access_key"], secret_key=key["secret_key"])
    _write(home.keys / "clearml.conf", config, 0o644)
    _write(home.config_file, config, 0o600)


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
    """In one step, with the right to read it from its first moment; the umask has no say."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.chmod(mode)
    draft.replace(path)

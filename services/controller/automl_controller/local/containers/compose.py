"""The compose project of a stack: its files, its variables, its name. ``compose/*.yaml`` says what they mean."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path

from automl_controller.local.home import Home, StackSettings
from automl_shared import __version__
from automl_shared.addresses import is_address
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ConfigError
from automl_shared.naming import Naming, Service
from automl_shared.plugins import PLUGIN_FOLDER_VARIABLE
from automl_shared.words import T_

ROOT = (Path(__file__).parent / "../../../../..").resolve()
SERVER_PORTS = {"api_port": 8008, "files_port": 8081}
"""The ports of the server in its container that workers talk to."""
STOP_SECONDS = 30
"""What a container has for cutting its task and signing off after its time to finish is over."""
PASSED_ON = ("AUTOML_", "COMPOSE_", "DOCKER_")


def project_of(home: Home) -> str:
    """The compose project's name, one per stack."""
    return os.environ.get("COMPOSE_PROJECT_NAME") or f"automl-{home.key}"


def image_of(service: str) -> str:
    """The image of a service that belongs to this version."""
    return f"{os.environ.get('AUTOML_IMAGE_PREFIX', 'automl-')}{service}:{__version__}"


def files(settings: StackSettings) -> list[str]:
    """The compose files. Raises ConfigError without a checkout of the project."""
    names = ["agents.yaml"] if settings.remote else ["server-embedded.yaml", "agents.yaml"]
    missing = [name for name in names if not (ROOT / "compose" / name).exists()]
    if missing:
        raise ConfigError(
            T_("the compose files are not here; containers need a checkout of the project"),
            value=ROOT / "compose" / missing[0],
            fix="automl up --mode process",
        )
    return [argument for name in names for argument in ("--file", str(ROOT / "compose" / name))]


def services(settings: StackSettings) -> list[str]:
    """All services to run, as the compose files name them."""
    server = [] if settings.remote else ["server", "web"]
    controller = ["controller"] if settings.controller else []
    return [*server, *controller, *settings.workers]


def scales(settings: StackSettings) -> list[str]:
    """How many of each: what is not said would fall back to one."""
    return [argument for name, count in settings.workers.items() for argument in ("--scale", f"{name}={count}")]


def environment(home: Home, settings: StackSettings) -> dict[str, str]:
    """All variables of the compose files, on top of what the caller set."""
    naming = Naming(ClearMLSettings(queues={"prefix": settings.queue_prefix}))
    queues = {f"AUTOML_{service.name}_QUEUE": naming.queue_of(service) for service in Service}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME") or name.startswith(PASSED_ON)}
    plugins = plugin_folder()
    return {
        **kept,
        **({PLUGIN_FOLDER_VARIABLE: str(plugins)} if plugins else {}),
        **queues,
        **_addresses(settings),
        "AUTOML_VERSION": __version__,
        "AUTOML_KEYS": str(home.keys),
        "AUTOML_CLEARML_CONF": str(home.keys / "clearml.conf"),
        "AUTOML_DRAIN_SECONDS": str(settings.drain_seconds),
        "AUTOML_STOP_SECONDS": str(settings.drain_seconds + STOP_SECONDS),
        "AUTOML_API_PORT": str(settings.api_port),
        "AUTOML_FILES_PORT": str(settings.files_port),
        "AUTOML_WEB_PORT": str(settings.web_port),
        "AUTOML_SCALE_COMMAND": "automl scale",  # what the pages tell people to type
    }


def plugin_folder() -> Path | None:
    """The caller's folder of plugins, which containers get read-only."""
    named = os.environ.get(PLUGIN_FOLDER_VARIABLE)
    return Path(named).absolute() if named else None


def check_plugins() -> None:
    """Raises ConfigError for a folder or file that the containers' user cannot read."""
    folder = plugin_folder()
    if folder is None:
        return
    closed = [path for path in (folder, *folder.glob("*.py")) if not path.exists() or not path.stat().st_mode & 0o004]
    if closed:
        raise ConfigError(
            T_("containers run as another user, who cannot read the plugins"),
            value=closed[0],
            fix=(f"chmod -R o+rX {folder}", f"unset {PLUGIN_FOLDER_VARIABLE}"),
        )


def _addresses(settings: StackSettings) -> Mapping[str, str]:
    """Where the server is, for the workers. One on this machine's loopback is reached through forwarded ports."""
    if settings.remote:
        return remote_addresses(settings.remote_urls, settings.remote_config)
    found = {
        "CLEARML_API_HOST": settings.url(settings.api_port),
        "CLEARML_FILES_HOST": settings.url(settings.files_port),
        "CLEARML_WEB_HOST": settings.url(settings.web_port),
        "AUTOML_BIND": settings.address if is_address(settings.address) else "0.0.0.0",
    }
    hops = [f"{getattr(settings, name)}:server:{port}" for name, port in SERVER_PORTS.items()]
    return {**found, "AUTOML_FORWARD": " ".join(hops) if is_loopback(settings.address) else ""}


def remote_addresses(urls: Mapping[str, str], config: str) -> Mapping[str, str]:
    """Those of another server. Raises ConfigError for one that containers cannot reach."""
    if is_loopback(urls["api_url"].partition("://")[2].partition(":")[0]):
        raise ConfigError(
            T_("containers cannot reach a server at this machine's own loopback address"),
            value=urls["api_url"],
            fix=(
                "automl up --mode process",
                T_("put an address into {config} that other machines can reach", config=config),
            ),
        )
    return {
        "CLEARML_API_HOST": urls["api_url"],
        "CLEARML_FILES_HOST": urls["files_url"],
        "CLEARML_WEB_HOST": urls["web_url"],
        "AUTOML_FORWARD": "",
    }


def is_loopback(address: str) -> bool:
    """Whether an address or name means the machine itself."""
    return address == "localhost" or (is_address(address) and ipaddress.ip_address(address).is_loopback)

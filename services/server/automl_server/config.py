"""Settings of one server process."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

COMPANY_ID = "d1bd92a3b039400cbafc60a7a5b1e52b"
COMPANY_NAME = "clearml"


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The conventional ports, 0 for any free one. Others serve what is on the web port; it is only told of here."""

    api: int = 8008
    files: int = 8081
    web: int = 8080


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that can be chosen when the server starts."""

    home: Path
    host: str = "127.0.0.1"
    ports: Ports = Ports()
    worker_timeout_seconds: float = 60.0  # a worker silent for longer is forgotten
    watchdog_seconds: float = 600.0  # a running task silent for longer is stopped
    metrics_days: float = 14.0  # figures of queues and machines are kept for so long
    token_hours: float = 24.0 * 30
    keep_days: float | None = None  # events and debug images of tasks that are over go after so long
    web_address: str | None = None  # where the official web application is, if not on the web port
    simple_login: bool = False  # the official web application may log people in by name
    simple_login_admins: bool = False  # also as administrators: whoever reaches the ports is one
    trusted_proxies: tuple[str, ...] = ()  # their X-Forwarded-For is believed; nobody else's
    allowed_hosts: tuple[str, ...] = ()  # further names under which clients reach this server
    max_body_bytes: int = 128 * 1024 * 1024  # of one API call
    max_file_bytes: int = 50_000_000_000  # of one file
    max_plots: int = 10_000  # of one task
    console_bytes: int = 16_000_000  # of one task; of a longer console the beginning and the end are kept
    header_seconds: float = 20.0  # from a request's first byte to the end of its headers
    body_grace_seconds: float = 60.0  # after that a body must come in faster than the slowest we wait for
    stuck_seconds: float = 60.0  # a server that does nothing at all for so long ends, and is started again
    threads: int = 2  # for small calls
    bulk_threads: int = 1  # for calls that may move much data

    @property
    def database_path(self) -> Path:
        """The one SQLite file."""
        return self.home / "server.sqlite"

    @property
    def files_path(self) -> Path:
        """The one folder of files."""
        return self.home / "files"

    @property
    def drafts_path(self) -> Path:
        """Files that are not complete yet."""
        return self.home / "incoming"

    @property
    def host_names(self) -> tuple[str, ...]:
        """The names in the addresses that this server itself gives out, and those it was told of."""
        return (self.host, urlsplit(self.web_address or "").hostname or "", *self.allowed_hosts)

    def url(self, port: int) -> str:
        """Where a client on this machine finds a port; wildcard addresses become loopback."""
        return f"http://{_connectable(self.host)}:{port}"

    def web_url(self, ports: Ports) -> str:
        """Where people look at things: the configured web address, else the web port."""
        return self.web_address or self.url(ports.web)


def _connectable(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return f"[{host}]" if address.version == 6 else host

"""A connection that a slow or endless client cannot hold: bounded headers, a bounded wait, a slowest pace of a body.

ClearML's SDK keeps connections in a pool that a forked process inherits: parent and child then write into the same one,
and read each other's answers. What comes from it gets a connection per request, as from the full server's workers, so
that there is nothing to inherit. Its agent starts programs without forking, and keeps its connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from automl_server.config import Settings

_MAX_HEADER_BYTES = 64 * 1024
_SLOWEST_BYTES_PER_SECOND = 10_000
_POOLING_CLIENT = b"python-requests/"
_AGENT_HEADERS = frozenset({b"x-clearml-agent", b"x-trains-agent"})
_TIMEOUT, _HEADERS_TOO_LARGE = "408 Request Timeout", "431 Request Header Fields Too Large"


class BoundedProtocol(HttpToolsProtocol):
    """One connection. The limits are set by `bounded`."""

    header_seconds = Settings.header_seconds
    body_grace_seconds = Settings.body_grace_seconds

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: asyncio.TimerHandle | None = None
        self._in_headers = self._in_body = False
        self._header_bytes = self._body_bytes = 0
        self._body_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected; it may be idle for a while."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.timeout_keep_alive, self._refuse, _TIMEOUT)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request: if they do not complete it, the rest is waited for within limits."""
        was_in_headers = self._in_headers
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_body:
            if self._timer is None or was_in_headers or not self._body_since:
                self._rest()
                self._body_since = self.loop.time()
                self._check_body()
        elif self._in_headers or self.cycle is None or self.cycle.response_complete:
            self._header_bytes += len(data)
            if self._header_bytes > _MAX_HEADER_BYTES:
                self._refuse(_HEADERS_TOO_LARGE)
            elif not was_in_headers:
                self._rest()
                self._timer = self.loop.call_later(self.header_seconds, self._refuse, _TIMEOUT)
        else:
            self._rest()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._in_headers, self._in_body = True, False
        self._header_bytes = self._body_bytes = 0
        self._body_since = 0.0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The headers are there; a body may follow."""
        self._in_headers, self._in_body = False, True
        super().on_headers_complete()
        if self.cycle is not None and _may_be_forked(self.headers):
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._in_headers = self._in_body = False
        self._header_bytes = 0
        super().on_message_complete()

    def _check_body(self) -> None:
        pause = max(0.05, min(5.0, self.body_grace_seconds / 4))
        if self.flow.read_paused:  # it is we who are slow
            self._body_since += pause
        waited = self.loop.time() - self._body_since
        if waited > self.body_grace_seconds + self._body_bytes / _SLOWEST_BYTES_PER_SECOND:
            self._refuse(_TIMEOUT)
        else:
            self._timer = self.loop.call_later(pause, self._check_body)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: str) -> None:
        self._rest()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            text = f"{status}\n"
            head = f"HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {len(text)}\r\nconnection: close"
            self.transport.write(f"{head}\r\n\r\n{text}".encode())
        self.transport.close()


def _may_be_forked(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    by_name = dict(headers)
    return by_name.get(b"user-agent", b"").startswith(_POOLING_CLIENT) and _AGENT_HEADERS.isdisjoint(by_name)


def bounded(settings: Settings) -> type[BoundedProtocol]:
    """The protocol with the limits of a server."""
    limits = {"header_seconds": settings.header_seconds, "body_grace_seconds": settings.body_grace_seconds}
    return type("BoundedProtocol", (BoundedProtocol,), limits)

"""Waiting for a server that is away."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from urllib3.connection import HTTPConnection

from automl_shared.errors import ServerUnreachable

AGAIN_SECONDS = 1.0

KEEP_ALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 20_000}
"""The system asks after 5 s of silence, in which a call may wait, whether the other machine is there, and gives the
connection up after three questions; what was sent is given up after 20 s (in ms)."""

T = TypeVar("T")


def notice_dead_connections() -> None:
    """Has every connection that this process makes from now on end within 20 s once the other machine, or the line to
    it, is gone. Without that a call waits for its whole answer time.
    """
    known = {name: value for name, value in KEEP_ALIVE.items() if hasattr(socket, name)}
    limits = [(socket.IPPROTO_TCP, getattr(socket, name), value) for name, value in known.items()]
    wanted = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *limits]
    options = HTTPConnection.default_socket_options  # the list itself is the default of every connection
    options.extend(one for one in wanted if one not in options)


def patiently(call: Callable[[], T], seconds: float) -> T:
    """The call's result, tried again for as long as the server is away. Raises ServerUnreachable after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except ServerUnreachable:
            if time.monotonic() >= deadline:
                raise
        time.sleep(AGAIN_SECONDS)

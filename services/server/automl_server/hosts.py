"""The names under which a server may be asked for.

A page from elsewhere can have its own name point at this machine and then speak to the server as if it came from there
(DNS rebinding). It cannot do so with a name of ours, with an address, or with a name without a dot.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from automl_server import errors

_OWN_ENDINGS = (".localhost", ".internal")  # nobody can register these
_OPEN_PATH = "/debug.ping"
LOOPBACK = ("localhost", "127.0.0.1")
"""The names of this machine that a browser takes for two sites: a cookie for one is not sent to the other."""


class KnownHosts:
    """Refuses a request for any other host; `debug.ping` answers under every name."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower().rstrip(".") for name in (*names, *_of_this_machine()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        host = next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"), "")
        name = hostname(host)
        if scope["type"] != "http" or scope["path"].endswith(_OPEN_PATH) or self.is_known(name):
            await self._app(scope, receive, send)
            return
        await _refusal(name)(scope, receive, send)

    def is_known(self, name: str) -> bool:
        """Whether a name cannot be a stranger's."""
        return _is_address(name) or "." not in name or name in self._names or name.endswith(_OWN_ENDINGS)


@lru_cache(maxsize=64)
def hostname(host: str) -> str:
    """The name in a Host header or a web address: no port, no brackets, small letters."""
    host = host.rpartition("://")[2].partition("/")[0].rpartition("@")[2]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.lower().rstrip(".")


def under_each_name(url: str) -> tuple[str, ...]:
    """The address itself, and, if it is on this machine's loopback, the same under the other name."""
    name = hostname(url)
    return tuple(url.replace(name, other, 1) for other in LOOPBACK) if name in LOOPBACK else (url,)


@lru_cache(maxsize=64)
def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _of_this_machine() -> tuple[str, str]:
    return socket.gethostname(), socket.getfqdn()


def _refusal(name: str) -> Response:
    kind = errors.UNKNOWN_HOST
    words = f"{kind.text}: {name[:200]!r}; start the server with --allow-host {name[:200]}"
    meta = {"result_code": kind.code, "result_subcode": kind.subcode, "result_msg": words}
    return Response(orjson.dumps({"meta": meta, "data": {}}), kind.code, media_type="application/json")

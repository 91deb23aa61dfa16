"""What stands before every page: the names it may be asked under, and what a browser may do with it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from automl_shared.addresses import is_address
from automl_shared.words import T_

Refused = Callable[[Request, HTTPException], ASGIApp]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_OWN_ENDINGS = (".localhost", ".internal")  # nobody can register these
_READING = ("GET", "HEAD", "OPTIONS")
FORM_BYTES = 4 << 20
"""The most that is taken of anything that is sent: nobody is asked who they are before that."""


class Guards:
    """Refuses requests under a stranger's name (DNS rebinding) and changes that another site's page sends.

    Every answer says what its page may do, unless it has stricter headers of its own. ``large``: where files are sent
    to, and how many bytes they may have. ``refused``: the page that says why.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], large: Mapping[str, int], refused: Refused) -> None:
        self._app, self._large, self._refused = app, large, refused
        self._names = {name.lower().rstrip(".") for name in (*names, socket.gethostname(), socket.getfqdn())}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        problem = self._problem(scope["method"], Headers(scope=scope))
        answer = self._refused(Request(_nameless(scope)), HTTPException(403, problem)) if problem else self._app
        await answer(scope, _limited(receive, self._large.get(scope["path"], FORM_BYTES)), guarded)

    def _problem(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        name = _parts(f"//{host}").hostname
        if not name or not self._is_known(name):
            return T_("This server is not known as {host}; start it with --allow-host NAME", host=repr(host[:200]))
        if method not in _READING and not _is_from(host, headers):
            return T_("A change must come from these pages themselves.")
        return ""

    def _is_known(self, name: str) -> bool:
        return is_address(name) or "." not in name or name in self._names or name.endswith(_OWN_ENDINGS)


def _nameless(scope: Scope) -> Scope:
    """The request without the name it was made under, which may be anything."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"host"]}


def _limited(receive: Receive, most: int) -> Receive:
    """What is sent, and an HTTPException as soon as it is more than that, whatever its length was said to be."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return limited


def _is_from(host: str, headers: Headers) -> bool:
    """Whether the browser says that the request was made by a page of this host."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    return site in (None, "same-origin") and _parts(origin or "").netloc == host


def _parts(address: str) -> SplitResult:
    """Of an address; nothing of one that is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")

"""Who sends a request: an Authorization header with a token or a pair of keys, or the token cookie."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping

from starlette.requests import Request

from automl_server import errors
from automl_server.config import COMPANY_ID, COMPANY_NAME
from automl_server.errors import ApiError
from automl_server.store import Identity
from automl_server.store.access import Access

COOKIE = "clearml_token_basic"
_PREFIX, _OLD_PREFIX = b"x-clearml-", b"x-trains-"
ANONYMOUS = Identity(user="", company=COMPANY_ID, role="guest", user_name="", company_name=COMPANY_NAME)


class Pages:
    """The web addresses whose pages may change things for somebody who is logged in by a cookie."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origins)

    def check(self, request: Request, *, json: bool) -> None:
        """Raises for a change that a page from elsewhere could have sent: the browser adds the cookie by itself.

        ``json``: the change comes as JSON, for which a browser asks before it sends it to another site.
        """
        if request.headers.get("Authorization") or COOKIE not in request.cookies:
            return
        origin, kind = request.headers.get("Origin"), request.headers.get("Content-Type", "").partition(";")[0].strip()
        is_json = request.method != "GET" and kind == "application/json"
        is_ours = origin in self._origins or (origin is None and json)
        if not is_ours or (json and not is_json):
            raise ApiError(errors.FOREIGN_PAGE, origin=origin, method=request.method, content_type=kind)


def identify(request: Request, access: Access) -> Identity:
    """The caller, or who it acts for. Raises if there is no proof, or none that holds."""
    identity = _proven(request, access)
    own = own_headers(request)
    other = own.get("impersonate-as") or own.get("act-as")
    return access.acting_as(identity, other) if other else identity


def own_headers(request: Request) -> Mapping[str, str]:
    """What ClearML's clients say in headers of their own, by the name without its prefix, of which there are two."""
    found: dict[str, str] = {}
    for name, value in request.scope["headers"]:
        if name.startswith(_PREFIX) and value:
            found[name[len(_PREFIX) :].decode("latin-1")] = value.decode("latin-1")
        elif name.startswith(_OLD_PREFIX):
            found.setdefault(name[len(_OLD_PREFIX) :].decode("latin-1"), value.decode("latin-1"))
    return found


def check_role(identity: Identity, endpoint: str) -> None:
    """Raises for an annotator who would change anything but its own account."""
    if identity.role == "annotator" and endpoint.partition(".")[0] not in ("auth", "login", "users"):
        raise ApiError(errors.ROLE_NOT_ALLOWED, role=identity.role, endpoint=endpoint)


def recognise(request: Request, access: Access) -> Identity:
    """The caller of something open to everybody: known if there is proof, anonymous otherwise."""
    try:
        return _proven(request, access)
    except ApiError:
        return ANONYMOUS


def address_of(request: Request) -> str:
    """The client's address; a proxy's own, unless the server was told to trust what it says (--trusted-proxy)."""
    return request.client.host if request.client else "unknown"


def _proven(request: Request, access: Access) -> Identity:
    header = request.headers.get("Authorization")
    if header:
        kind, _, proof = header.partition(" ")
        if kind == "Bearer":
            return access.by_token(proof.strip())
        if kind == "Basic":
            access_key, secret_key = _decoded(proof)
            return access.by_credentials(access_key, secret_key, address_of(request))
        raise ApiError(errors.BAD_AUTH_TYPE)
    cookie = request.cookies.get(COOKIE)
    if cookie:
        return access.by_token(cookie)
    raise ApiError(errors.NO_CREDENTIALS)


def _decoded(proof: str) -> tuple[str, str]:
    try:
        access_key, separator, secret_key = base64.b64decode(proof, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise ApiError(errors.BAD_CREDENTIALS) from problem
    if not separator:
        raise ApiError(errors.BAD_CREDENTIALS)
    return access_key, secret_key

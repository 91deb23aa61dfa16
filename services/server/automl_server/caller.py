"""Who sends a request: an Authorization header with a token or a pair of keys, or the token cookie."""

from __future__ import annotations

import base64
import binascii

from starlette.requests import Request

from automl_server import errors
from automl_server.config import COMPANY_ID, COMPANY_NAME
from automl_server.errors import ApiError
from automl_server.store import Identity
from automl_server.store.access import Access

COOKIE = "clearml_token_basic"
ANONYMOUS = Identity(user="", company=COMPANY_ID, role="guest", user_name="", company_name=COMPANY_NAME)


def identify(request: Request, access: Access) -> Identity:
    """The caller. Raises if there is no proof, or none that holds."""
    header = request.headers.get("Authorization")
    if header:
        kind, _, proof = header.partition(" ")
        if kind == "Bearer":
            return access.by_token(proof.strip())
        if kind == "Basic":
            access_key, secret_key = _decoded(proof)
            origin = request.client.host if request.client else "unknown"
            return access.by_credentials(access_key, secret_key, origin)
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
